import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText, lengthOf, splitText } from "../../src/model/split.ts";

const counted = fc.constantFrom("characters" as const, "bytes" as const);
const FAMILY = "👩‍👩‍👧‍👦";
const visible = (text: string) => text.replace(/\s+/g, "");
const graphemesOf = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

describe("splitText", () => {
  test.each<[string, string, number, string[]]>([
    ["nothing", "", 10, []],
    ["blank", " \n\t ", 10, []],
    ["what fits, trimmed", "  hello \n", 10, ["hello"]],
    ["exactly the limit", "0123456789", 10, ["0123456789"]],
    ["between paragraphs", "One two.\n\nThree four. Five", 24, ["One two.\n\nThree four.", "Five"]],
    [
      "a paragraph before a sentence",
      "Three words here.\n\nAnd. More text",
      24,
      ["Three words here.", "And. More text"],
    ],
    ["a paragraph with CRLF", "Three words here.\r\n\r\nAnd. More text", 26, ["Three words here.", "And. More text"]],
    ["a line before a sentence", "Three words here\nOne. Two is long", 24, ["Three words here", "One. Two is long"]],
    ["a sentence before a word", "This is one. Now two comes", 20, ["This is one.", "Now two comes"]],
    ["no sentence that leaves the piece half empty", "Hi. now comes a long one", 16, ["Hi. now comes a", "long one"]],
    ["between words", "aaa bbb ccc ddd", 8, ["aaa bbb", "ccc ddd"]],
    ["a whole word over a full piece", "a bbbbbbbbb", 10, ["a", "bbbbbbbbb"]],
    ["between words without spaces", "我们今天去北京大学", 4, ["我们今天", "去北京", "大学"]],
    ["inside a word too long for any piece", "abcdefghijkl", 5, ["abcde", "fghij", "kl"]],
    ["no surrogate pair in two", "aaa😀😀", 4, ["aaa", "😀😀"]],
    ["no family in two", `a${FAMILY}${FAMILY}`, 13, [`a${FAMILY}`, FAMILY]],
    ["no flag in two", "🇳🇱🇩🇪🇫🇷", 10, ["🇳🇱🇩🇪", "🇫🇷"]],
    ["no accent from its letter", "abce\u0301fg", 4, ["abc", "e\u0301fg"]],
    [
      "a grapheme longer than the limit, between code points",
      `a${"\u0301".repeat(5)}`,
      4,
      ["a\u0301\u0301\u0301", "\u0301\u0301"],
    ],
    ["no URL in two", "see https://example.com/a?b.c/d now", 30, ["see", "https://example.com/a?b.c/d", "now"]],
    [
      "a bracket stays with its URL",
      "look there (https://example.com/abc) ok",
      30,
      ["look there", "(https://example.com/abc) ok"],
    ],
    [
      "a URL longer than the limit",
      "hi https://example.com/abcdefghij",
      20,
      ["hi", "https://example.com/", "abcdefghij"],
    ],
  ])("%s", (_, text, limit, pieces) => {
    expect(splitText(text, limit)).toEqual(pieces);
  });

  test("a limit that not every character fits is refused", () => {
    expect(() => splitText("a", 1)).toThrow(RangeError);
    expect(() => splitText("a", Number.NaN)).toThrow(RangeError);
    expect(() => splitText("a", 3, "bytes")).toThrow(RangeError);
    expect(splitText("😀😀", 4, "bytes")).toEqual(["😀", "😀"]);
  });

  test.each<[string, string, string[]]>([
    ["1,000 of one byte are one piece", "a".repeat(1000), ["a".repeat(1000)]],
    ["one more is another", "a".repeat(1001), ["a".repeat(1000), "a"]],
    ["500 of two bytes", "é".repeat(500), ["é".repeat(500)]],
    ["501 of two bytes", "é".repeat(501), ["é".repeat(500), "é"]],
    ["250 of four bytes", "😀".repeat(250), ["😀".repeat(250)]],
    ["251 of four bytes", "😀".repeat(251), ["😀".repeat(250), "😀"]],
    ["a family on the edge stays whole", `${"a".repeat(990)}${FAMILY}`, ["a".repeat(990), FAMILY]],
    ["between words", `${"é".repeat(499)} ${"é".repeat(10)}`, ["é".repeat(499), "é".repeat(10)]],
  ])("counts bytes where a platform does: %s", (_, text, pieces) => {
    expect(splitText(text, 1000, "bytes")).toEqual(pieces);
  });

  const unit = fc.constantFrom(
    "a",
    "bc",
    " ",
    "\n",
    "\n\n",
    ". ",
    "!",
    "é",
    "e\u0301",
    "😀",
    FAMILY,
    "🇳🇱",
    "你好",
    "สวัสดี",
    "?",
    "-",
  );
  const text = fc.array(fc.oneof(unit, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 200 });

  test("pieces fit, are not empty, and lose nothing that can be seen", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 60 }), counted, (units, limit, unit) => {
        const whole = units.join("");
        const pieces = splitText(whole, limit, unit);
        for (const piece of pieces) {
          expect(lengthOf(piece, unit)).toBeLessThanOrEqual(limit);
          expect(piece.trim()).not.toBe("");
        }
        expect(visible(pieces.join(""))).toBe(visible(whole));
      }),
      { numRuns: 300 },
    );
  });

  test("no grapheme is cut that fits a piece", () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 200 }), fc.nat(50), counted, (units, more, counts) => {
        const whole = units.join("");
        const limit = lengthOf(FAMILY, counts) + more;
        const seen = (all: string[]) => all.filter((one) => one.trim() !== "");
        expect(seen(splitText(whole, limit, counts).flatMap(graphemesOf))).toEqual(seen(graphemesOf(whole)));
      }),
      { numRuns: 200 },
    );
  });

  test("no URL is cut that fits a piece", () => {
    const word = fc.oneof(fc.lorem({ maxCount: 3 }), fc.webUrl({ withQueryParameters: true, size: "small" }));
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 20 }),
        fc.integer({ min: 20, max: 120 }),
        counted,
        (said, limit, unit) => {
          const pieces = splitText(said.join(" "), limit, unit);
          for (const url of said.filter((one) => one.startsWith("http") && one.length <= limit)) {
            expect(pieces.some((piece) => piece.split(" ").includes(url))).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ["words", "The quick brown fox jumps over the lazy dog. "],
    ["one word", "a"],
    ["accents", "\u0301"],
    ["blank lines", "x\n "],
    ["URLs", "https://a"],
    ["dots", "a."],
    ["joiners", "👩\u200d"],
    ["no spaces", "สวัสดีครับ"],
  ])(
    "a million characters of %s do not hang",
    (_, unit) => {
      const whole = `a${unit.repeat(Math.floor(1_000_000 / unit.length))}`;
      for (const counts of ["characters", "bytes"] as const) {
        expect(visible(splitText(whole, 1999, counts).join(""))).toBe(visible(whole));
      }
    },
    5_000,
  );
});

describe("cutText", () => {
  test.each<[string, string, number, string]>([
    ["what fits stays", "Hello", 5, "Hello"],
    ["one more is cut", "Hello!", 5, "Hell…"],
    ["no space before the mark", "Hell o you", 6, "Hell…"],
    ["whole graphemes", `ab${FAMILY}cd`, 10, "ab…"],
    ["nothing fits", `${FAMILY}`, 5, "…"],
  ])("%s", (_, text, limit, cut) => {
    expect(cutText(text, limit)).toBe(cut);
  });

  test.each<[string, string, number, string]>([
    ["what fits stays", "éé", 4, "éé"],
    ["one byte more is cut, with room for the mark", "éééa", 6, "é…"],
    ["whole graphemes", `ab${FAMILY}cd`, 28, "ab…"],
    ["nothing fits", FAMILY, 3, "…"],
  ])("by bytes: %s", (_, text, limit, cut) => {
    expect(cutText(text, limit, "bytes")).toBe(cut);
  });

  test("it fits, and is a start of whole graphemes", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.integer({ min: 3, max: 30 }),
        counted,
        (text, limit, unit) => {
          const cut = cutText(text, limit, unit);
          expect(lengthOf(cut, unit)).toBeLessThanOrEqual(limit);
          if (cut === text) return;
          const kept = graphemesOf(cut.slice(0, -1));
          expect(graphemesOf(text).slice(0, kept.length)).toEqual(kept);
        },
      ),
      { numRuns: 300 },
    );
  });
});
