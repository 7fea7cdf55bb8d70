import { describe, expect, it } from "vitest";
import { isUnderPrevious, keyIdIn, keyIdOf, type Label, open, seal } from "../../src/account/sealing.ts";

const keyOf = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const ONE = { tokenKey: keyOf(1), tokenKeyPrevious: "" };
const TWO = { tokenKey: keyOf(2), tokenKeyPrevious: "" };
const ROTATED = { tokenKey: keyOf(2), tokenKeyPrevious: keyOf(1) };
const TOKEN = "EAAtoken|with/every+sign=é";
const LABEL: Label = { what: "access", account: "messenger:707070707070707" };

describe("seal and open", () => {
  it.each([TOKEN, "", "x".repeat(1_000)])("go round: %s", async (token) => {
    const sealed = await seal(token, ONE, LABEL);
    expect(sealed).toMatch(/^1\.[0-9a-f]{8}\.[A-Za-z0-9+/=]{16}\.[A-Za-z0-9+/=]+$/);
    expect(await open(sealed, ONE, LABEL)).toBe(token);
  });

  it("hide the token, and never look the same twice", async () => {
    const [one, two] = await Promise.all([seal(TOKEN, ONE, LABEL), seal(TOKEN, ONE, LABEL)]);
    expect(one).not.toBe(two);
    for (const part of one.split(".").slice(2)) expect(atob(part)).not.toContain("EAA");
  });

  it("name the key, and tell nothing of it", async () => {
    const sealed = await seal(TOKEN, ONE, LABEL);
    expect(keyIdIn(sealed)).toBe(await keyIdOf(keyOf(1)));
    expect(await keyIdOf(keyOf(1))).not.toBe(await keyIdOf(keyOf(2)));
    expect([await isUnderPrevious(sealed, ONE), await isUnderPrevious(sealed, ROTATED)]).toEqual([false, true]);
  });

  it("open what the previous key has sealed, and seal under the present one", async () => {
    expect(await open(await seal(TOKEN, ONE, LABEL), ROTATED, LABEL)).toBe(TOKEN);
    expect(keyIdIn(await seal(TOKEN, ROTATED, LABEL))).toBe(await keyIdOf(keyOf(2)));
  });

  it("refuse a key that is not here, and name it", async () => {
    const sealed = await seal(TOKEN, ONE, LABEL);
    await expect(open(sealed, TWO, LABEL)).rejects.toThrow(`It is sealed under key ${await keyIdOf(keyOf(1))}`);
  });

  it.each<[string, Partial<Label>]>([
    ["to another account", { account: "messenger:999" }],
    ["to the same id of another channel", { account: "instagram:707070707070707" }],
    ["to the place of something else", { what: "fingerprints" }],
  ])("refuse what was moved %s", async (_, change) => {
    const sealed = await seal(TOKEN, ONE, LABEL);
    await expect(open(sealed, ONE, { ...LABEL, ...change })).rejects.toThrow(/^It was changed, or is not the /);
  });

  it.each<[string, number]>([
    ["the nonce", 2],
    ["the box", 3],
  ])("refuse what was changed in %s", async (_, part) => {
    const parts = (await seal(TOKEN, ONE, LABEL)).split(".");
    const changed = Uint8Array.from(atob(parts[part] ?? ""), (sign, n) => sign.charCodeAt(0) ^ (n === 0 ? 1 : 0));
    parts[part] = btoa(String.fromCharCode(...changed));
    await expect(open(parts.join("."), ONE, LABEL)).rejects.toThrow(/^It was changed/);
  });

  it("refuse another key's id on it: the id is authenticated, too", async () => {
    const parts = (await seal(TOKEN, ONE, LABEL)).split(".");
    parts[1] = await keyIdOf(keyOf(2));
    await expect(open(parts.join("."), ROTATED, LABEL)).rejects.toThrow(/^It was changed/);
  });

  it.each(["", "2.0123abcd.AAAA.AAAA", TOKEN])(
    "name a form that this version does not know: %j, without what follows it",
    async (sealed) => {
      await expect(open(sealed, ONE, LABEL)).rejects.toThrow(/^It has form ".*", this version knows 1\.$/);
    },
  );
});
