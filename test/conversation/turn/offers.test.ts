import { describe, expect, it } from "vitest";
import { action, createBot, quick } from "../../../src/kit/index.ts";
import { crash, inRoom } from "../../support/room.ts";
import { world } from "../../support/world.ts";

const w = world();
const pick = action("PICK_:n");

/** Asks with more options than Messenger has quick replies, so that they are printed with numbers. */
function asking() {
  const bot = createBot();
  const options = Array.from({ length: 14 }, (_, index) => pick.as(`Size ${index + 30}`, { n: String(index + 30) }));
  bot.hears("sizes", (c) => c.say(quick("Which size?", ...options)));
  bot.hears("thanks", (c) => c.say("You are welcome."));
  bot.on(pick, (c) => c.say(`size ${c.params.n}, ${c.event.source}, ${c.event.title}`));
  bot.otherwise((c) => c.say(`no size: ${c.text}`));
  return bot;
}

async function answersTo(...texts: string[]): Promise<string[]> {
  const { psid } = w.joins();
  w.meta.says(psid, "hello");
  for (const text of texts) {
    await inRoom(psid, asking(), {}, async ({ says, runs }) => {
      says(text);
      await runs();
    });
    await crash(psid); // the offers are stored, not remembered
  }
  return w.screen(psid);
}

describe("options that were printed as numbered lines", () => {
  it("are printed, all of them", async () => {
    const [question = ""] = await answersTo("sizes");
    expect(question.split("\n")).toEqual([
      "Which size?",
      ...Array.from({ length: 14 }, (_, index) => expect.stringMatching(`^${index + 1}\\W+Size ${index + 30}$`)),
      "Reply with a number.",
    ]);
  });

  it.each<[string, string]>([
    ["1", "size 30, typed, Size 30"],
    [" 14 ", "size 43, typed, Size 43"],
    ["15", "no size: 15"],
    ["0", "no size: 0"],
    ["3 please", "no size: 3 please"],
  ])("typed %j", async (typed, answer) => {
    expect((await answersTo("sizes", typed)).at(-1)).toBe(answer);
  });

  it("are no longer on offer when something else was said after them", async () => {
    expect(await answersTo("sizes", "thanks", "3")).toEqual([
      expect.stringMatching(/^Which size/),
      "You are welcome.",
      "no size: 3",
    ]);
  });
});

it("a typed number picks the option also in a bot that knows no texts", async () => {
  const psid = w.writer();
  const pick = action("QQ_:n");
  const bot = createBot();
  bot.hears("sizes", (c) =>
    c.say(quick("Which?", ...Array.from({ length: 14 }, (_, i) => pick.as(`S${i}`, { n: `${i}` })))),
  );
  bot.on(pick, (c) => c.say(`picked ${c.params.n}`));
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("sizes");
    await runs();
    says("3");
    await runs();
  });
  expect(w.screen(psid).at(-1)).toBe("picked 2");
});
