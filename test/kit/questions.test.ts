import { describe, expect, it } from "vitest";
import { action } from "../../src/kit/action.ts";
import { phone } from "../../src/kit/phone.ts";
import type { Asked, Question } from "../../src/kit/question.ts";
import { choice, confirm, date, email, number, type Options, picture, place } from "../../src/kit/questions.ts";
import { quick, text } from "../../src/kit/say.ts";
import type { Attachment } from "../../src/model/events.ts";
import { asking } from "./talk.ts";

const speeds = { std: "Standard, $4.99", exp: "Express, $12" };
const map: Attachment = { type: "location", latitude: 52.37, longitude: 4.9 };
const photo: Attachment = { type: "image", url: "https://cdn.test/1.jpg" };
const help = action("HELP");
/** What the bot says to an answer that it has taken. */
const got = (it: unknown) => [JSON.stringify({ it })];

describe("questions", () => {
  it.each<[string, Asked, string]>([
    ["words alone", "Your name?", "Your name?"],
    ["a content", text("Your name?"), "Your name?"],
    ["a content with options", quick("Your name?", help.as("Why?")), "Your name? [Why?]"],
  ])("%s are answered with words", async (_, question, shown) => {
    const talk = await asking(question);
    expect(await talk.says("go")).toEqual(got("go"));
    expect(await talk.says("go")).toEqual([shown]);
    expect(await talk.says("  Ana María \n")).toEqual(got("Ana María"));
  });

  it("in words are not answered by nothing, by a picture, or by a tap", async () => {
    const talk = await asking("Your name?");
    expect(await talk.says("  ")).toEqual(["otherwise:   ", "Your name?"]);
    expect(await talk.sends(photo)).toEqual(["otherwise: ", "Your name?"]);
    expect(await talk.tapsOld("GONE", "Gone")).toEqual(["otherwise, stale: Gone", "Your name?"]);
    expect(await talk.says("Ana")).toEqual(got("Ana"));
  });

  it("in words are answered by the words beside a picture", async () => {
    const talk = await asking("Your name?");
    expect(await talk.says("Ana", photo)).toEqual(got("Ana"));
  });

  it.each([
    "Express, $12",
    "express, $12",
    "  EXPRESS,  $12 \n",
    "Express, $12!",
    "“Express, $12”",
    "Express, $12 🚀",
    "\u200eExpress,\u00a0$12\u200b",
    "Ｅｘｐｒｅｓｓ, ＄12",
    "*express, $12*",
  ])("a choice is answered by typing %j", async (typed) => {
    const talk = await asking(choice("How fast?", speeds));
    expect(await talk.says(typed)).toEqual(got("exp"));
  });

  it("a choice is answered by a tap, with payloads that name the dialog and the question", async () => {
    const talk = await asking(choice("How fast?", speeds));
    expect(talk.offers).toEqual([
      { title: "Standard, $4.99", payload: "one.it=std" },
      { title: "Express, $12", payload: "one.it=exp" },
    ]);
    expect(await talk.taps("Express, $12")).toEqual(got("exp"));
  });

  it.each(["Express", "2", "2.", "exp", "std", "EXP", "express $12", "Express, $13", "hasOwnProperty", "toString", ""])(
    "a choice says what there is, and keeps its options, when somebody types %j",
    async (typed) => {
      const talk = await asking(choice("How fast?", speeds));
      expect(await talk.says(typed)).toEqual([
        "Please choose one of these: Standard, $4.99, Express, $12. [Standard, $4.99] [Express, $12]",
      ]);
      expect(await talk.taps("Standard, $4.99")).toEqual(got("std"));
    },
  );

  it.each([
    ["their keys", { small: "Large", large: "Small" }, "small", "large"],
    [
      "a position that nobody sees",
      [
        ["2", "One"],
        ["1", "Two"],
      ],
      "two",
      "1",
    ],
    ["a sign that changes the meaning", { a: "A+", b: "A-", c: "A" }, "A\u2212", "b"],
    ["an accent, where both words are there", { a: "Papa", b: "Papá" }, "PAPÁ", "b"],
    ["the plain letters, where both words are there", { a: "Papa", b: "Papá" }, "papa", "a"],
    ["an accent that is not typed, where there is one such word", { a: "Mañana", b: "Hoy" }, "manana", "a"],
    ["an accent in two signs", { a: "Mañana", b: "Hoy" }, "man\u0303ana", "a"],
    ["the apostrophe of another keyboard", { a: "What's new", b: "Bye" }, "what\u2019s new!", "a"],
    [
      "digits of another script",
      [
        ["a", "38"],
        ["b", "40"],
      ],
      "\u0664\u0660",
      "b",
    ],
    ["a capital that stands for two letters", { a: "Straße", b: "Weg" }, "STRASSE", "a"],
  ] satisfies [string, Options, string, string][])(
    "a choice is decided by what is seen: %s",
    async (_, options, typed, key) => {
      expect(await (await asking(choice("Which?", options as Options))).says(typed)).toEqual(got(key));
    },
  );

  it.each([
    ["two options with the same title", { a: "Red", b: "red" }, "RED"],
    ["two options that differ in what stands around them", { a: "🔴 Small", b: "🔵 Small" }, "small"],
    ["an option with another sign", { a: "A+", b: "B+" }, "A-"],
    ["an option with another currency", { a: "$5", b: "$10" }, "€5"],
  ] satisfies [string, Options, string][])(
    "a choice asks again where it is not certain: %s",
    async (_, options, typed) => {
      expect(await (await asking(choice("Which?", options as Options))).says(typed)).toEqual([
        expect.stringMatching(/^Please choose one of these/),
      ]);
    },
  );

  it("a choice keeps the order of a list of pairs, and refuses keys that JavaScript has sorted", async () => {
    const talk = await asking(
      choice("How many?", [
        ["10", "Ten"],
        ["2", "Two"],
        ["b", "More"],
        ["1", "One"],
      ]),
    );
    expect(talk.offers.map(({ title }) => title)).toEqual(["Ten", "Two", "More", "One"]);
    expect(await talk.taps("Two")).toEqual(got("2"));
    expect(() => choice("How many?", { 10: "Ten", 2: "Two" })).toThrow('choice("How many?"): JavaScript sorts keys');
    expect(() =>
      choice("How many?", [
        ["a", "A"],
        ["a", "B"],
      ]),
    ).toThrow("a key stands twice");
    expect((await asking(choice("How many?", { 1: "One" }))).offers).toHaveLength(1);
    expect((await asking(choice("Where?", { "020": "Here", "1.5": "There" }))).offers).toHaveLength(2);
  });

  it("a choice of nothing is refused when it would be asked", async () => {
    await expect(asking(choice("When?", {}))).rejects.toThrow('choice("When?") has no options. Give null to skip');
  });

  it("a choice is not answered by another question's tap", async () => {
    const talk = await asking(choice("How fast?", speeds));
    for (const payload of ["one.other=exp", "two.it=exp", "one.it=gone", "one.it=", "exp"]) {
      expect(await talk.tapsOld(payload, "Express, $12"), payload).toEqual([
        "otherwise, stale: Express, $12",
        "How fast? [Standard, $4.99] [Express, $12]",
      ]);
    }
  });

  it.each<[string, boolean]>([
    ["Yes", true],
    ["yes", true],
    [" NO ", false],
  ])("a confirmation takes %j", async (typed, answer) => {
    expect(await (await asking(confirm("Right?"))).says(typed)).toEqual(got(answer));
    expect(await (await asking(confirm("Right?"))).taps(answer ? "Yes" : "No")).toEqual(got(answer));
  });

  it("a confirmation says its own titles, and takes only them in a language that has no table", async () => {
    const talk = await asking(confirm("Na pewno?", { yes: "Tak", no: "Nie" }));
    for (const typed of ["no", "yes", "no tak", "ok", "n", "yes.", "sí"]) {
      expect(await talk.says(typed), typed).toEqual(["Please choose one of these: Tak, Nie. [Tak] [Nie]"]);
    }
    expect(await talk.says("nie!")).toEqual(got(false));
    await talk.says("go");
    expect(await talk.says("TAK")).toEqual(got(true));
  });

  const titles = {
    en: { yes: "Yes", no: "No" },
    es: { yes: "Sí", no: "No" },
    pt: { yes: "Sim", no: "Não" },
    fr: { yes: "Oui", no: "Non" },
    de: { yes: "Ja", no: "Nein" },
  };
  it.each<[keyof typeof titles, string, boolean | null]>([
    ["en", "yeah", true],
    ["en", "Yes, please!", true],
    ["en", "YESSSS 🎉", true],
    ["en", "no, thanks", false],
    ["en", "don’t", false],
    ["en", "nope.", false],
    ["en", "no problem", null],
    ["en", "yes?", null],
    ["en", "yes and no", null],
    ["en", "sí", null],
    ["en", "not sure", null],
    ["es", "si", true],
    ["es", "siiii", true],
    ["es", "¡Claro que sí!", true],
    ["es", "no, gracias", false],
    ["es", "ahora no", false],
    ["es", "yes", null],
    ["es", "no sé", null],
    ["pt", "sim, por favor", true],
    ["pt", "nao", false],
    ["pt", "não, obrigada", false],
    ["pt", "pode ser", null],
    ["pt", "si", null],
    ["fr", "d’accord", true],
    ["fr", "ouais", true],
    ["fr", "nan", false],
    ["fr", "non, merci", false],
    ["fr", "si", null],
    ["fr", "peut-être", null],
    ["de", "jo", true],
    ["de", "na klar!", true],
    ["de", "nö", false],
    ["de", "lieber nicht", false],
    ["de", "doch", null],
    ["de", "jein", null],
  ])("a confirmation in %s takes %j as %j", async (language, typed, answer) => {
    const [{ yes, no }, talk] = [titles[language], await asking(confirm("?", titles[language]))];
    const again = [`Please choose one of these: ${yes}, ${no}. [${yes}] [${no}]`];
    expect(await talk.says(typed)).toEqual(answer === null ? again : got(answer));
  });

  it("a confirmation with titles of another kind is told its language", async () => {
    const titles = { yes: "Pedir", no: "Todavía no" };
    expect(await (await asking(confirm("¿?", titles))).says("si")).not.toEqual(got(true));
    expect(await (await asking(confirm("¿?", { ...titles, language: "es" }))).says("si")).toEqual(got(true));
    expect(await (await asking(confirm("¿?", { ...titles, language: "es" }))).says("pedir")).toEqual(got(true));
  });

  const whole = "Please write a number, such as 3.";
  const between = "Please write a number between 1 and 5.";
  it.each<[string, number | string, Question<number>]>([
    ["3", 3, number("?")],
    [" 3.5 ", 3.5, number("?")],
    ["3,5", 3.5, number("?")],
    ["-2", -2, number("?")],
    ["+7", 7, number("?")],
    ["0", 0, number("?")],
    ["three", whole, number("?")],
    ["3 or 4", whole, number("?")],
    ["1e5", whole, number("?")],
    ["0x10", whole, number("?")],
    ["Infinity", whole, number("?")],
    ["", whole, number("?")],
    ["1", 1, number("?", { min: 1, max: 5 })],
    ["5", 5, number("?", { min: 1, max: 5 })],
    ["0,99", between, number("?", { min: 1, max: 5 })],
    ["6", between, number("?", { min: 1, max: 5 })],
    ["0", "Please write a number of at least 1.", number("?", { min: 1 })],
    ["6", "Please write a number of at most 5.", number("?", { max: 5 })],
    ["-1", "Please write a number of at least 0.", number("?", { min: 0 })],
  ])("a number %j: %j", async (typed, answer, question) => {
    const talk = await asking(question);
    expect(await talk.says(typed)).toEqual(typeof answer === "number" ? got(answer) : [answer]);
  });

  it("a number that means two things is read back, and never becomes another", async () => {
    const talk = await asking(number("How much?"));
    expect(await talk.says("1.000")).toEqual(["Which one do you mean? [1] [1000]"]);
    expect(talk.offers.map(({ payload }) => payload)).toEqual(["one.it=1", "one.it=1000"]);
    expect(await talk.taps("1000")).toEqual(got(1000));
    await talk.says("go");
    await talk.says("1.000");
    expect(await talk.says("1000")).toEqual(got(1000));
    await talk.says("go");
    expect(await talk.says("0.500")).toEqual(got(0.5));
    await talk.says("go");
    expect(await talk.says("1.234,50")).toEqual(got(1234.5));
  });

  it("a number that means one thing within the range is read back all the same", async () => {
    const talk = await asking(number("How many?", { min: 1, max: 5 }));
    expect(await talk.says("2.000")).toEqual(["Do you mean this? [2]"]);
    expect(await talk.says("9.000")).toEqual([between]);
    expect(await talk.tapsOld("one.it=9", "9")).toEqual(["otherwise, stale: 9", "How many?"]);
    expect(await talk.tapsOld("one.it=", "")).toEqual(["otherwise, stale: ", "How many?"]);
    expect(await talk.tapsOld("one.it=2", "2")).toEqual(got(2));
  });

  it("a day that means two things is read back, in the bot's own words", async () => {
    const talk = await asking(date("When?", { unclear: "¿Cuál?" }));
    expect(await talk.says("07/08/2026")).toEqual(["¿Cuál? [2026-08-07] [2026-07-08]"]);
    expect(await talk.taps("2026-07-08")).toEqual(got("2026-07-08"));
    expect(await (await asking(date("When?", { wrong: "Mal." }))).says("07/08/2026")).toEqual([
      "Mal. [2026-08-07] [2026-07-08]",
    ]);
  });

  it("a day is plausible", async () => {
    const talk = await asking(date("When?"));
    const [again] = await talk.says("24.12.1066");
    expect(again).toBe("Please write a day between 1900-01-01 and 2123-12-31.");
    expect(await talk.says("24.12.2569")).toEqual([again]); // as it is written in Thailand
    expect(await talk.says("24.12.0026")).toEqual([again]);
    expect(await talk.says("31.12.2123")).toEqual(got("2123-12-31"));
    const born = await asking(date("Born?", { max: "2008-06-01" }));
    expect(await born.says("07/08/2008")).toEqual(["Please write a day between 1900-01-01 and 2008-06-01."]);
    expect(await born.says("05/07/2008")).toEqual(["Do you mean this? [2008-05-07]"]);
    expect(() => date("When?", { min: "1.1.2026" })).toThrow('date("When?"): "1.1.2026" is not a day');
  });

  it.each([
    ["2026-12-24", "2026-12-24"],
    ["2026-1-5", "2026-01-05"],
    ["24.12.2026", "2026-12-24"],
    ["5. 1. 2026", "2026-01-05"],
    ["29.2.2028", "2028-02-29"],
    ["2026-02-29", null],
    ["31.4.2026", null],
    ["2026-13-01", null],
    ["0.1.2026", null],
    ["2026-12-24T00:00", null],
    ["12/24/2026", "2026-12-24"],
    ["24.12.26", null],
    ["tomorrow", null],
  ])("a day %j: %j", async (typed, answer) => {
    const talk = await asking(date("When?"));
    expect(await talk.says(typed)).toEqual(answer === null ? ["Please write a day such as 2026-12-24."] : got(answer));
  });

  it.each([
    ["ana@example.com", true],
    [" ana+shop@mail.example.co.uk ", true],
    ["ana@example", false],
    ["ana example.com", false],
    ["ana@example..com", false],
    ["ana@@example.com", false],
    ["mine is ana@example.com", false],
    [`${"a".repeat(250)}@example.com`, false],
  ])("an e-mail address %j: %j", async (typed, fine) => {
    const talk = await asking(email("Your e-mail?"));
    expect(await talk.says(typed)).toEqual(
      fine ? got(typed.trim()) : [expect.stringMatching(/^That does not look like an e-mail address\. .* \(email\)$/)],
    );
  });

  it.each<[string, Question<string>, string]>([
    ["an e-mail address", email("Well?"), "ana@example.com"],
    ["a phone number", phone("Well?"), "+31201234567"],
  ])("%s may be filled in by a tap, which carries the value", async (_, question, value) => {
    const talk = await asking(question);
    expect(await talk.tapsOld("GONE", "Gone")).toEqual(["otherwise, stale: Gone", expect.stringMatching(/^Well\?/)]);
    expect(await talk.tapsOld(value, value)).toEqual(got(value));
  });

  it("a place is shared from the map, not typed", async () => {
    const talk = await asking(place("Where?"));
    expect(await talk.says("at home")).toEqual(["Please share the place from the map. (location)"]);
    expect(await talk.sends(photo)).toEqual(["Where? (location)"]);
    expect(await talk.sends(photo, map)).toEqual(got({ latitude: 52.37, longitude: 4.9 }));
  });

  it("a picture is sent, not typed", async () => {
    const talk = await asking(picture("Show me."));
    expect(await talk.says("it is blue")).toEqual(["Please send a picture."]);
    expect(await talk.sends(map)).toEqual(["Show me."]);
    expect(await talk.sends({ type: "image" })).toEqual(["Show me."]);
    expect(await talk.says("Here", photo)).toEqual(got("https://cdn.test/1.jpg"));
  });
});

describe("a wrong answer", () => {
  const wrong = "Das verstehe ich nicht.";

  it.each<[string, Asked]>([
    ["a choice", choice("Wie?", { a: "A" }, { wrong })],
    ["a confirmation", confirm("Ja?", { yes: "Ja", no: "Nein", wrong })],
    ["a number", number("Wie viele?", { min: 1, wrong })],
    ["a day", date("Wann?", { wrong })],
    ["an e-mail address", email("Wohin?", { wrong })],
    ["a phone number", phone("Welche?", { wrong })],
    ["a place", place("Wo?", { wrong })],
    ["a picture", picture("Zeigen Sie es.", { wrong })],
  ])("to %s is answered in the bot's own words, and what is no answer, too, but once", async (_, question) => {
    const talk = await asking(question);
    const voice = { type: "audio", url: "https://cdn.test/1.mp3" } as const;
    const said = [expect.stringMatching(/^Das verstehe ich nicht\./)];
    expect(await talk.sends(voice)).toEqual(said);
    expect(await talk.sends(voice)).not.toEqual(said);
    expect(await talk.says("0 hm")).toEqual(said);
    expect(await talk.sends(voice)).not.toEqual(said);
  });
});

describe("a choice that the channel shows in another form", () => {
  const many = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`k${n + 1}`, `Size ${n + 1}`]));
  const long = { a: "A title of more than twenty signs", b: "Another one that is rather long" };

  it("is answered by a tap and by its title", async () => {
    expect(await (await asking(choice("Which?", many))).says("size 15")).toEqual(got("k15"));
    expect(await (await asking(choice("Which?", long))).says(long.b)).toEqual(got("b"));
    const talk = await asking(choice("Which?", long));
    expect(await talk.taps(talk.offers[1]?.title ?? "")).toEqual(got("b"));
  });

  it("is answered by a number where numbers were printed", async () => {
    const talk = await asking(choice("Which?", many));
    expect(talk.offers[14]).toMatchObject({ number: 15 });
    expect(await talk.says("15")).toEqual(got("k15"));
  });

  it("is answered by the shortened title that is on the screen", async () => {
    const talk = await asking(choice("Which?", long));
    const [{ title } = { title: "" }] = talk.offers;
    expect(title).toMatch(/^A title of more .*…$/);
    expect(await talk.says(title)).toEqual(got("a"));
  });
});
