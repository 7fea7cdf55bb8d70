import { describe, expect, it, vi } from "vitest";
import type { KeyValue } from "../../src/account/facts.ts";
import { copyToken, open, seal, tokenOf } from "../../src/account/tokens.ts";

const PAGE = "707070707070707";
const keyOf = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const KEY = keyOf(1);
const TOKEN = "EAAtoken|with/every+sign=é";

/** KV and the account's memory, and how often each was written. */
function memory() {
  const stored = new Map<string, string>();
  const facts = new Map<string, string>();
  const counts = { put: 0, get: 0, facts: 0 };
  const kv = {
    get: async (name: string) => {
      counts.get++;
      return stored.get(name) ?? null;
    },
    put: async (name: string, value: string) => {
      counts.put++;
      stored.set(name, value);
    },
  } as unknown as Pick<KVNamespace, "get" | "put">;
  const memo: Pick<KeyValue, "read" | "write"> = {
    read: (name) => facts.get(name),
    write: (name, value) => {
      counts.facts++;
      facts.set(name, value);
    },
  };
  const ask = (change: { pageId?: string; pageToken?: string; tokenKey?: string } = {}, account = PAGE) =>
    tokenOf(account, { pageId: PAGE, pageToken: TOKEN, tokenKey: KEY, ...change }, kv);
  const copy = (change: { pageToken?: string; tokenKey?: string } = {}) =>
    copyToken(PAGE, { pageToken: TOKEN, tokenKey: KEY, ...change }, kv, memo);
  return { stored, facts, counts, kv, ask, copy };
}

describe("seal and open", () => {
  it.each([TOKEN, "", "x".repeat(1_000)])("go round: %s", async (token) => {
    const sealed = await seal(token, KEY, PAGE);
    expect(sealed).toMatch(/^1\.[A-Za-z0-9+/=]{16}\.[A-Za-z0-9+/=]+$/);
    expect(await open(sealed, KEY, PAGE)).toBe(token);
  });

  it("hide the token, and never look the same twice", async () => {
    const [one, two] = await Promise.all([seal(TOKEN, KEY, PAGE), seal(TOKEN, KEY, PAGE)]);
    expect(one).not.toBe(two);
    for (const part of one.split(".").slice(1)) expect(atob(part)).not.toContain("EAA");
  });

  it("refuse another key", async () => {
    await expect(open(await seal(TOKEN, KEY, PAGE), keyOf(2), PAGE)).rejects.toThrow();
  });

  it("refuse a copy that was moved to another account", async () => {
    await expect(open(await seal(TOKEN, KEY, PAGE), KEY, "999")).rejects.toThrow();
  });

  it("refuse a copy in which a bit was changed", async () => {
    const [version, iv, box = ""] = (await seal(TOKEN, KEY, PAGE)).split(".");
    const changed = Uint8Array.from(atob(box), (sign, index) => sign.charCodeAt(0) ^ (index === 0 ? 1 : 0));
    const sealed = [version, iv, btoa(String.fromCharCode(...changed))].join(".");
    await expect(open(sealed, KEY, PAGE)).rejects.toThrow();
  });

  it.each(["", "2.AAAA.AAAA", TOKEN])("name a format that this version does not know: %j", async (sealed) => {
    await expect(open(sealed, KEY, PAGE)).rejects.toThrow(/^A token in KV has format ".*", this version knows 1\.$/);
  });
});

describe("tokenOf", () => {
  it.each<[string, object, string, string | null]>([
    ["the secret, for the configured Page", {}, PAGE, TOKEN],
    ["the secret, without a key", { tokenKey: "" }, PAGE, TOKEN],
    ["the secret for any Page while none is configured", { pageId: "" }, "999", TOKEN],
    ["nothing for another Page", {}, "999", null],
    ["nothing for another Page, without a key", { tokenKey: "" }, "999", null],
    ["nothing without a secret", { pageToken: "" }, PAGE, null],
    ["nothing without a secret and a key", { pageToken: "", tokenKey: "" }, PAGE, null],
  ])("is %s", async (_, change, account, token) => {
    expect(await memory().ask(change, account)).toBe(token);
  });

  it.each<[string, object, string]>([
    ["with the secret", {}, PAGE],
    ["without the secret", { pageToken: "" }, PAGE],
    ["for another Page", {}, "999"],
  ])("only reads: %s", async (_, change, account) => {
    const { ask, counts } = memory();
    await ask(change, account);
    expect(counts).toMatchObject({ put: 0, facts: 0 });
  });

  it("does not ask KV while there is the secret, nor without a key", async () => {
    const { ask, counts } = memory();
    await ask();
    await ask({ pageToken: "", tokenKey: "" });
    expect(counts.get).toBe(0);
  });

  it("uses the copy when the secret is gone", async () => {
    const { ask, copy, counts } = memory();
    await copy();
    expect(await ask({ pageToken: "" })).toBe(TOKEN);
    expect(counts).toEqual({ put: 1, get: 1, facts: 1 });
  });

  it("lets a new secret beat the copy", async () => {
    const { ask, copy } = memory();
    await copy();
    expect(await ask({ pageToken: "EAAnew" })).toBe("EAAnew");
    expect(await ask({ pageToken: "" })).toBe(TOKEN);
  });

  it("gives another Page its own copy, never the configured Page's secret", async () => {
    const { ask, copy, stored } = memory();
    await copy();
    stored.set("token:999", await seal("EAAother", KEY, "999"));
    expect(await ask({}, "999")).toBe("EAAother");
  });

  it("throws for a copy that cannot be read", async () => {
    const { ask, stored } = memory();
    stored.set(`token:${PAGE}`, await seal(TOKEN, keyOf(2), PAGE));
    await expect(ask({ pageToken: "" })).rejects.toThrow();
  });
});

describe("copyToken", () => {
  it("copies the secret once, sealed, under the account's key", async () => {
    const { copy, counts, stored } = memory();
    for (let time = 0; time < 3; time++) await copy();
    expect(counts).toEqual({ put: 1, get: 0, facts: 1 });
    expect([...stored.keys()]).toEqual([`token:${PAGE}`]);
    expect(await open(stored.get(`token:${PAGE}`) ?? "", KEY, PAGE)).toBe(TOKEN);
  });

  it("remembers no secret in the clear", async () => {
    const { copy, facts, stored } = memory();
    await copy();
    expect([...facts.values(), ...stored.values()].join()).not.toContain("EAA");
  });

  it("copies a new secret in turn", async () => {
    const { ask, copy, counts } = memory();
    await copy();
    for (let time = 0; time < 2; time++) await copy({ pageToken: "EAAnew" });
    expect(await ask({ pageToken: "" })).toBe("EAAnew");
    expect(counts).toEqual({ put: 2, get: 1, facts: 2 });
  });

  it("seals the secret anew for a new key", async () => {
    const { ask, copy, counts } = memory();
    await copy();
    await copy({ tokenKey: keyOf(2) });
    expect(counts.put).toBe(2);
    expect(await ask({ pageToken: "", tokenKey: keyOf(2) })).toBe(TOKEN);
  });

  it("throws what KV throws, and remembers nothing then: the next one tries again", async () => {
    const { copy, kv, counts, stored } = memory();
    const put = vi.spyOn(kv, "put").mockRejectedValueOnce(new RangeError("429"));
    await expect(copy()).rejects.toThrow(new RangeError("429"));
    expect(counts.facts).toBe(0);
    await copy();
    expect(put).toHaveBeenCalledTimes(2);
    expect(stored.size).toBe(1);
  });
});
