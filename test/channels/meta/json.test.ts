import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExact } from "../../../src/channels/meta/json.ts";

const MIB = 1024 * 1024;

describe("parseExact", () => {
  test.each<[what: string, json: string, value: unknown]>([
    ["an id beyond 2^53", '{"id":17841405822304914000123}', { id: "17841405822304914000123" }],
    ["sixteen digits", "[1234567890123456]", ["1234567890123456"]],
    ["fifteen digits", "[123456789012345]", [123456789012345]],
    ["a list of both", "[1,12345678901234567,2]", [1, "12345678901234567", 2]],
    ["a number alone", "12345678901234567", "12345678901234567"],
    ["a number below zero", '{"a":-12345678901234567}', { a: "-12345678901234567" }],
    ["white space", '{ "a" :\n\t12345678901234567 }', { a: "12345678901234567" }],
    ["a fraction", "[1234567890123456.5,0.0000000000000005]", [1234567890123456.5, 5e-16]],
    ["an exponent", "[1234567890123456e2,1e0000000000000001]", [1234567890123456e2, 10]],
    ["digits in a string", '{"a":"x: 12345678901234567"}', { a: "x: 12345678901234567" }],
    [
      "both, and escaped quotes",
      String.raw`{"a\"":"\": 12345678901234567,\\","b":12345678901234567}`,
      { 'a"': '": 12345678901234567,\\', b: "12345678901234567" },
    ],
    ["digits as a name", '{"12345678901234567":12345678901234567}', { "12345678901234567": "12345678901234567" }],
    ["escaped unicode", String.raw`["\u00e4\ud83d\ude00",12345678901234567]`, ["ä😀", "12345678901234567"]],
    ["nothing long", '{"a":[true,null,"b",1.5]}', { a: [true, null, "b", 1.5] }],
  ])("%s", (_what, json, value) => {
    expect(parseExact(json)).toEqual(value);
  });

  test.each([
    "",
    "{",
    "[0123456789012345678]",
    "[-01234567890123456]",
    "[+1234567890123456]",
    "{1234567890123456:1}",
    '{"a":1234567890123456 "b":2}',
    "[1234567890123456 7]",
    "[1234567890123456.]",
    "[1234567890123456e]",
    '["a":1234567890123456]',
    '[1234567890123456,"open]',
    "[1234567890123456n]",
    "--1234567890123456",
    "[1234567890123456]]",
    "undefined",
  ])("is not JSON: %s", (json) => {
    expect(() => parseExact(json)).toThrow(SyntaxError);
  });

  test("keeps a name __proto__ as a field", () => {
    const value = parseExact('{"__proto__":{"id":12345678901234567}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"id":"12345678901234567"}}');
  });

  test("gives what JSON.parse gives where no integer is long", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!/\d{16}/.test(json));
        expect(parseExact(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test("keeps every digit, wherever the number stands", () => {
    const digits = fc.bigInt({ min: 10n ** 15n, max: 10n ** 40n }).map(String);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), digits, (beside, id) => {
        const json = `{"before":${JSON.stringify(beside)},"id":${id},"after":[${id},${JSON.stringify(beside)}]}`;
        expect(parseExact(json)).toEqual({ before: beside, id, after: [id, beside] });
      }),
    );
  });

  test.each<[what: string, json: () => string]>([
    ["escaped quotes", () => `[12345678901234567,"${String.raw`\"`.repeat(1.5 * MIB)}"]`],
    ["backslashes", () => `[12345678901234567,"${"\\\\".repeat(1.5 * MIB)}"]`],
    ["one long string", () => `[12345678901234567,"${"a".repeat(3 * MIB)}"]`],
    ["one long number", () => `[${"1".repeat(3 * MIB)}]`],
    ["many long numbers", () => `[${Array(180_000).fill("12345678901234567").join()}]`],
    ["many short strings", () => `[12345678901234567${',""'.repeat(MIB)}]`],
    ["digits that are almost enough", () => `[${Array(190_000).fill("123456789012345").join()}]`],
    ["deep nesting", () => `${"[".repeat(500_000)}12345678901234567${"]".repeat(500_000)}`],
  ])("3 MiB of %s", { timeout: 5_000 }, (_what, json) => {
    expect(() => parseExact(json())).not.toThrow();
  });
});
