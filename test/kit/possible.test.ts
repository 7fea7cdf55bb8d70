/** What people send where an option is asked for: thumbs, stickers, voices and pictures. */
import { describe, expect, it } from "vitest";
import { choice, confirm, date, email, number, picture, place } from "../../src/kit/index.ts";
import type { Asked } from "../../src/kit/question.ts";
import type { Attachment } from "../../src/model/events.ts";
import { asking, starting } from "./talk.ts";

const VOICE: Attachment = { type: "audio", url: "https://cdn.test/voice.mp4" };
const PHOTO: Attachment = { type: "image", url: "https://cdn.test/shoe.jpg" };
const CAT: Attachment = { type: "sticker", stickerId: "1747081105" };
const LIKE: Attachment = { type: "sticker", stickerId: "369239263222822", emoji: "👍" };
const AGAIN = "Please choose one of these: Yes, No. [Yes] [No]";

describe("a thumb answers a confirm", () => {
  it.each([
    ["👍", "true"],
    ["👍🏽", "true"],
    ["👍🏿👍🏿", "true"],
    ["👍️!", "true"],
    [" 👍 👍🏻 ", "true"],
    ["Yes 👍", "true"],
    ["👎", "false"],
    ["👎🏻", "false"],
    ["👎🏾 👎🏾", "false"],
    ["no 👎", "false"],
  ])("%s", async (typed, answer) => {
    const talk = await asking(confirm("Shall I?"));
    expect(await talk.says(typed)).toEqual([`{"it":${answer}}`]);
  });

  it.each(["👍👎", "👍?", "👍 but not today", "👎 tomorrow", "👌", "🖕"])("%s is asked again", async (typed) => {
    const talk = await asking(confirm("Shall I?"));
    expect(await talk.says(typed)).toEqual([AGAIN]);
  });

  it("of Messenger's own, and in a language without a table", async () => {
    const talk = await asking(confirm("Zamówić?", { yes: "Tak", no: "Nie" }));
    expect(await talk.sends(LIKE)).toEqual(['{"it":true}']);
    expect(await (await asking(confirm("Zamówić?", { yes: "Tak", no: "Nie" }))).says("👎🏼")).toEqual(['{"it":false}']);
  });

  it.each([
    ["👍🏻", "false"],
    ["👎", "true"],
  ])("%s means what the titles say of it", async (typed, answer) => {
    const talk = await asking(confirm("Keep it or not?", { yes: "👎 Remove it", no: "👍 Keep it" }));
    expect(await talk.says(typed)).toEqual([`{"it":${answer}}`]);
  });
});

describe("what cannot be an answer", () => {
  it.each<[string, Asked, string, string]>([
    ["confirm", confirm("Shall I?"), AGAIN, "Shall I? [Yes] [No]"],
    [
      "choice",
      choice("How?", { a: "By car", b: "By bike" }),
      "Please choose one of these: By car, By bike. [By car] [By bike]",
      "How? [By car] [By bike]",
    ],
    ["number", number("How many?"), "Please write a number, such as 3.", "How many?"],
    ["date", date("When?", { wrong: "So: 24.12.2026" }), "So: 24.12.2026", "When?"],
    [
      "email",
      email("Your address?"),
      "That does not look like an e-mail address. Please write it as name@example.com. (email)",
      "Your address? (email)",
    ],
    ["place", place("Where?"), "Please share the place from the map. (location)", "Where? (location)"],
    ["picture", picture("Show me"), "Please send a picture.", "Show me"],
  ])("is told what is possible, once: %s", async (_, question, told, asked) => {
    const talk = await asking(question);
    expect(await talk.sends(VOICE)).toEqual([told]);
    expect(await talk.sends(CAT)).toEqual([asked]);
    expect(await talk.sends(VOICE)).toEqual([asked]);
  });

  it("is told so at each question anew", async () => {
    const { talk } = starting((bot) =>
      bot
        .dialog("two")
        .ask("a", () => confirm("Shall I?"))
        .ask("b", () => confirm("Really?"))
        .done((c) => c.say("Done.")),
    );
    await talk.says("go");
    expect(await talk.sends(PHOTO)).toEqual([AGAIN]);
    expect(await talk.sends(LIKE)).toEqual(["Really? [Yes] [No]"]);
    expect(await talk.sends(PHOTO)).toEqual([AGAIN]);
  });

  it("goes to a handler of its own first, and the question is asked again", async () => {
    const { talk, bot } = starting((bot) =>
      bot
        .dialog("one")
        .ask("it", () => confirm("Shall I?"))
        .done((c) => c.say("Done.")),
    );
    bot.on("image", (c) => c.say("A nice shoe."));
    await talk.says("go");
    expect(await talk.sends(PHOTO)).toEqual(["A nice shoe.", "Shall I? [Yes] [No]"]);
    expect(await talk.sends(VOICE)).toEqual([AGAIN]);
  });

  it("goes to otherwise where words are asked for", async () => {
    const talk = await asking("Your name?");
    expect(await talk.sends(VOICE)).toEqual(["otherwise: ", "Your name?"]);
  });
});
