import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/bot.ts";
import type { Language } from "../../src/kit/language.ts";
import { english } from "../../src/kit/parse/in-english.ts";
import { german } from "../../src/kit/parse/in-german.ts";
import { portuguese } from "../../src/kit/parse/in-portuguese.ts";
import { spanish } from "../../src/kit/parse/in-spanish.ts";
import type { Asked } from "../../src/kit/question.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { time, type WhenOptions, when } from "../../src/kit/when.ts";
import { Talk } from "./talk.ts";

const ping = signal("ping", shape({ n: Number }));

/** A bot in Madrid that asks this, at this time, and says the answer. */
async function asking(question: Asked, at = "2026-11-29T11:00:00Z", language: Language = "en"): Promise<Talk> {
  const bot = createBot({ timeZone: "Europe/Madrid", language });
  const dialog = bot
    .dialog("one")
    .ask("it", () => question)
    .done((c, { it }) => c.say(JSON.stringify(it)));
  bot.hears("go", (c) => c.start(dialog));
  bot.otherwise((c) => c.say(`otherwise: ${c.text}`));
  const talk = new Talk(bot);
  talk.now = Date.parse(at);
  await talk.says("go");
  return talk;
}
const inEnglish = (options: Partial<WhenOptions> = {}) => when("When?", { languages: [english], ...options });
const answer = (date: string, clock?: string, iso?: string, zone = "Europe/Madrid") => [
  JSON.stringify({
    date,
    ...(clock === undefined || iso === undefined ? {} : { time: clock, zone, at: Date.parse(iso) }),
    ...(clock === undefined ? { zone } : {}),
  }),
];

describe("when", () => {
  it("is answered by a day, or by an instant in the bot's time zone", async () => {
    expect(await (await asking(inEnglish())).says("tomorrow")).toEqual(answer("2026-11-30"));
    const talk = await asking(inEnglish());
    expect(await talk.says("tomorrow at 5pm")).toEqual(answer("2026-11-30", "17:00", "2026-11-30T16:00Z"));
  });

  it("goes by the person's time zone where it is given", async () => {
    const talk = await asking(inEnglish({ timeZone: "America/New_York" }), "2026-11-30T02:00:00Z");
    expect(await talk.says("tomorrow at 5pm")).toEqual(
      answer("2026-11-30", "17:00", "2026-11-30T22:00Z", "America/New_York"),
    );
  });

  it("reads back what means several things, and takes a tap or the title for it", async () => {
    const talk = await asking(inEnglish());
    expect(await talk.says("tomorrow at 5")).toEqual(["Which one do you mean? [Nov 30, 05:00] [Nov 30, 17:00]"]);
    expect(await talk.taps("Nov 30, 17:00")).toEqual(answer("2026-11-30", "17:00", "2026-11-30T16:00Z"));
    await talk.says("go");
    await talk.says("07/08");
    expect(await talk.says("2027-07-08")).toEqual(answer("2027-07-08"));
    await talk.says("go");
    await talk.says("tomorrow at 5");
    expect(await talk.says("17:00 tomorrow")).toEqual(answer("2026-11-30", "17:00", "2026-11-30T16:00Z"));
  });

  it("names what it reads back in the person's language, if it reads that, and says the bot's own words", async () => {
    const question = when("¿Cuándo?", { languages: [english, spanish], unclear: "¿Cuál?", wrong: "No entiendo." });
    const talk = await asking(question, undefined, "es");
    expect(await talk.says("viernes que viene")).toEqual(["¿Cuál? [vie, 4 dic] [vie, 11 dic]"]);
    expect(await talk.says("quizá")).toEqual(["No entiendo."]);
    expect(await talk.says("friday")).toEqual(answer("2026-12-04"));
    const german = await asking(when("Wann?", { languages: [spanish, english] }), undefined, "de");
    expect(await german.says("viernes que viene")).toEqual(["Was davon meinen Sie? [vie, 4 dic] [vie, 11 dic]"]);
  });

  it("takes a time that is still to come for today's, and reads back one that has passed", async () => {
    expect(await (await asking(inEnglish())).says("17:30")).toEqual(answer("2026-11-29", "17:30", "2026-11-29T16:30Z"));
    expect(await (await asking(inEnglish())).says("9:00")).toEqual(["Do you mean this? [Nov 30, 09:00]"]);
  });

  it("keeps to a range", async () => {
    const talk = await asking(inEnglish({ min: "2026-12-01", max: "2027-07-31" }));
    expect(await talk.says("tomorrow")).toEqual(["Please write a day between 2026-12-01 and 2027-07-31."]);
    expect(await talk.says("07/08")).toEqual(["Do you mean this? [2027-07-08]"]);
    expect(await talk.tapsOld("one.it=2026-11-30", "30")).toEqual(["otherwise: 30", "When?"]);
    expect(await talk.tapsOld("one.it=2026-12-30 99:99", "30")).toEqual(["otherwise: 30", "When?"]);
    expect(await talk.tapsOld("one.it=2026-12-30", "30")).toEqual(answer("2026-12-30"));
    const far = await asking(inEnglish());
    expect(await far.says("24 December 1066")).toEqual([
      expect.stringMatching(/^Please write a day between 1900-01-01/),
    ]);
  });

  it("keeps to the clock when it changes: an hour that is skipped, and two hours from now", async () => {
    const eve = "2026-03-28T23:30:00Z"; // half past midnight in Madrid
    expect(await (await asking(inEnglish(), eve)).says("today 02:30")).toEqual(
      answer("2026-03-29", "02:30", "2026-03-29T01:30Z"),
    );
    expect(await (await asking(inEnglish(), eve)).says("in 2 hours")).toEqual(
      answer("2026-03-29", "03:30", "2026-03-29T01:30Z"),
    );
  });

  it.each<[string, string | null]>([
    ["morgen", "2026-11-30"],
    ["tomorrow", "2026-11-30"],
    ["amanhã", "2026-11-30"],
    ["tomorrow morgen", null],
  ])("understands each of several languages, and no mixture: %s", async (typed, day) => {
    const talk = await asking(when("?", { languages: [english, german, portuguese] }));
    expect(await talk.says(typed)).toEqual(day === null ? [expect.stringMatching(/^Please write/)] : answer(day));
  });

  it("is refused with a zone or a range that is none", () => {
    expect(() => inEnglish({ timeZone: "Madrid" })).toThrow('when("When?"): "Madrid" is not a time zone');
    expect(() => inEnglish({ min: "tomorrow" })).toThrow('"tomorrow" is not a day');
    expect(() => time("At?", { min: "9" as never })).toThrow('"9" is not a time of day');
  });

  it("gives what later takes", async () => {
    const bot = createBot({ timeZone: "Europe/Madrid" });
    bot.on(ping, (c) => c.say("ping"));
    const dialog = bot
      .dialog("one")
      .ask("it", () => inEnglish({ timeZone: "America/New_York" }))
      .done((c, { it: { date, time = "9:00", zone } }) => c.later({ date, time, zone }, ping, { n: 1 }));
    bot.hears("go", (c) => c.start(dialog));
    const talk = new Talk(bot);
    talk.now = Date.parse("2026-11-29T11:00:00Z");
    await talk.says("go");
    await talk.says("tomorrow");
    expect(talk.pending.map(({ due }) => due)).toEqual([Date.parse("2026-11-30T14:00Z")]);
  });
});

describe("time", () => {
  it("is answered by a time of day, which is read back where it means two", async () => {
    const talk = await asking(time("At what time?"));
    expect(await talk.says("17h30")).toEqual(['"17:30"']);
    await talk.says("go");
    expect(await talk.says("5")).toEqual(["Which one do you mean? [05:00] [17:00]"]);
    expect(await talk.says("17:00")).toEqual(['"17:00"']);
    await talk.says("go");
    expect(await talk.says("later")).toEqual(["Please write a time such as 17:30."]);
  });

  it("keeps to a range", async () => {
    const talk = await asking(time("At what time?", { min: "9:00", max: "18:00" }));
    expect(await talk.says("20:00")).toEqual(["Please write a time between 09:00 and 18:00."]);
    expect(await talk.says("5")).toEqual(["Do you mean this? [17:00]"]);
    expect(await talk.taps("17:00")).toEqual(['"17:00"']);
  });
});
