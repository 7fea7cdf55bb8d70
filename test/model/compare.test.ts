import { describe, expect, it } from "vitest";
import { bare, folded, plain, typedAmong } from "../../src/model/compare.ts";

describe("words are compared", () => {
  it.each([
    ["case", "CANCEL", "cancel"],
    ["spaces outside and doubled", "  never \u00a0 mind\n", "never mind"],
    ["apostrophes", "what\u2019s \u02bcup\u2032 \u0060ok\u00b4", "what's 'up' 'ok'"],
    ["quotes", "\u201cstop\u201d \u201estop\u201f \u00abstop\u00bb", '"stop" "stop" "stop"'],
    ["dashes", "A\u2212 B\u2013 C\u2011", "a- b- c-"],
    ["full-width signs", "\uff33\uff34\uff2f\uff30\uff01", "stop!"],
    ["letters in two signs", "man\u0303ana", "ma\u00f1ana"],
    ["zero-width signs", "s\u200bt\u2060o\ufeffp", "stop"],
    ["direction marks", "\u200f\u202bstop\u202c\u2069", "stop"],
    ["soft hyphens", "Ab\u00admelden", "abmelden"],
    ["ligatures", "\ufb01n", "fin"],
    ["digits of other scripts", "\u0663 \u06f4 \u096b \uff16", "3 4 5 6"],
    ["sharp s", "STRASSE Straße", "strasse strasse"],
    ["final sigma", "ΌΧΙΣ", "όχισ"],
    ["signs that mean something", "A+ C++ #1 -5% $3/4", "a+ c++ #1 -5% $3/4"],
  ])("whatever the keyboard: %s", (_, typed, expected) => {
    expect(folded(typed)).toBe(expected);
  });

  it.each([
    ["a full stop", "Cancel.", "cancel"],
    ["exclamation", "¡never mind!!!", "never mind"],
    ["question", "¿stop?", "stop"],
    ["quotes", "“stop”", "stop"],
    ["an ellipsis", "ok…", "ok"],
    ["brackets", "(yes)", "yes"],
    ["bold", "**yes**", "yes"],
    ["emoji", "👍🏽 yes 🎉❤️", "yes"],
    ["a family and a flag", "👨‍👩‍👧 yes 🇪🇸", "yes"],
    ["a keycap", "3️⃣", "3"],
    ["a number of a list", "3.", "3"],
    ["Japanese, Arabic and Hindi stops", "はい。", "はい"],
    ["an Arabic question mark", "نعم؟", "نعم"],
    ["only emoji, which stay", "👍", "👍"],
    ["only punctuation, which stays", "...", "..."],
    ["no sign that means something", "A+!", "a+"],
    ["nothing inside", "Mr. Smith, Jr.", "mr. smith, jr"],
  ])("without %s", (_, typed, expected) => {
    expect(bare(typed)).toBe(expected);
  });

  it("without accents", () => {
    expect(["arrêt", "Übermorgen", "não", "İstanbul", "Łódź"].map(plain)).toEqual([
      "arret",
      "ubermorgen",
      "nao",
      "istanbul",
      "łodz",
    ]);
  });

  it.each([
    ["as written", "papá", ["papa", "papá"], ["papá"]],
    ["the plain one too", "papa", ["papa", "papá"], ["papa"]],
    ["without accents if that is the only one", "manana", ["mañana", "hoy"], ["mañana"]],
    ["each of two that look alike", "small", ["🔴 Small", "🔵 Small"], ["🔴 Small", "🔵 Small"]],
    ["the one with the very same emoji", "🔵 small", ["🔴 Small", "🔵 Small"], ["🔵 Small"]],
    ["not by a part", "ma", ["mañana", "hoy"], []],
    ["not by nothing", " ", ["", "hoy"], []],
  ])("finds %s", (_, typed, known, expected) => {
    expect(typedAmong(typed, known, (one) => one)).toEqual(expected);
  });

  it("takes time that grows with the length, not with its square", () => {
    const steps = (length: number) => bare(`a${" .".repeat(length)}a`).length;
    expect(steps(50_000)).toBe(100_002);
  });
});
