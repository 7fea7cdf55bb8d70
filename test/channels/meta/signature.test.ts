import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSigned } from "../../../src/channels/meta/signature.ts";
import { hmacHex, isSame } from "../../../src/crypto.ts";

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
/** RFC 4231, test case 2. */
const SECRET = "Jefe";
const TEXT = "what do ya want for nothing?";
const MAC = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

/** The same, computed without the code under test. */
async function reference(secret: string, text: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(text)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("hmacHex", () => {
  it("gives what RFC 4231 says", async () => {
    expect(await hmacHex(SECRET, TEXT)).toBe(MAC);
  });

  it("is right for more secrets than it remembers, and for each of them again", async () => {
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 150; count++) {
        const secret = `secret ${count}`;
        expect(await hmacHex(secret, "Grüße 👋")).toBe(await reference(secret, "Grüße 👋"));
      }
    }
  });
});

describe("isSigned", () => {
  it("takes the signature of RFC 4231's text", async () => {
    expect(await isSigned(`sha256=${MAC}`, bytes(TEXT), [SECRET])).toBe(true);
  });

  it("takes upper-case digits too: they are the same bytes", async () => {
    expect(await isSigned(`sha256=${MAC.toUpperCase()}`, bytes(TEXT), [SECRET])).toBe(true);
    expect(await isSigned(`SHA256=${MAC}`, bytes(TEXT), [SECRET])).toBe(true);
  });

  it.each<[string, readonly string[], boolean]>([
    ["the current secret", [SECRET], true],
    ["the previous one", ["the new one", SECRET], true],
    ["the current one beside a previous one", [SECRET, "the old one"], true],
    ["another secret", ["another"], false],
    ["other secrets", ["another", "and another"], false],
    ["a secret with a space", [`${SECRET} `], false],
    ["no secret at all", [], false],
  ])("knows %s", async (_, secrets, signed) => {
    expect(await isSigned(`sha256=${MAC}`, bytes(TEXT), secrets)).toBe(signed);
  });

  it.each<[string, string | null]>([
    ["no header", null],
    ["an empty one", ""],
    ["the digits alone", MAC],
    ["no digits", "sha256="],
    ["a digit too few", `sha256=${MAC.slice(1)}`],
    ["a digit too many", `sha256=${MAC}0`],
    ["a byte too many", `sha256=${MAC}00`],
    ["what is no digit", `sha256=${MAC.slice(1)}g`],
    ["a space before", ` sha256=${MAC}`],
    ["a line break after", `sha256=${MAC}\n`],
    ["two signatures", `sha256=${MAC},sha256=${MAC}`],
    ["another algorithm", `sha1=${MAC}`],
    ["zeros", `sha256=${"0".repeat(64)}`],
  ])("refuses %s", async (_, header) => {
    expect(await isSigned(header, bytes(TEXT), [SECRET])).toBe(false);
  });

  it.each(Array.from({ length: 32 }, (_, index) => index))(
    "refuses a signature that differs in byte %d",
    async (at) => {
      const byte = (Number.parseInt(MAC.slice(2 * at, 2 * at + 2), 16) ^ 1).toString(16).padStart(2, "0");
      const changed = MAC.slice(0, 2 * at) + byte + MAC.slice(2 * at + 2);
      expect(await isSigned(`sha256=${changed}`, bytes(TEXT), [SECRET])).toBe(false);
    },
  );

  it("is about the bytes: any body, and no other", async () => {
    const secret = fc.string({ minLength: 1, unit: "binary" });
    await fc.assert(
      fc.asyncProperty(secret, fc.string({ unit: "grapheme" }), async (key, text) => {
        const header = `sha256=${await reference(key, text)}`;
        expect(await isSigned(header, bytes(text), [key])).toBe(true);
        expect(await isSigned(header, bytes(`${text} `), [key])).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  it("reads bytes that are no text", async () => {
    const body = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
    const key = await crypto.subtle.importKey("raw", bytes(SECRET), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const mac = [...new Uint8Array(await crypto.subtle.sign("HMAC", key, body))];
    const header = `sha256=${mac.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    expect(await isSigned(header, body, [SECRET])).toBe(true);
    expect(await isSigned(header, body.slice(1), [SECRET])).toBe(false);
  });
});

describe("isSame", () => {
  it.each<[string, string, boolean]>([
    ["token", "token", true],
    ["", "", true],
    ["Grüße 👋", "Grüße 👋", true],
    ["token", "Token", false],
    ["token", "token ", false],
    ["token", "toke", false],
    ["token", "", false],
    ["é", "e\u0301", false],
  ])("%j and %j: %s", async (left, right, same) => {
    expect(await isSame(left, right)).toBe(same);
    expect(await isSame(right, left)).toBe(same);
  });
});
