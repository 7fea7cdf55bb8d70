/**
 * Nothing lost, handled twice or said twice at whichever step a person's object dies, on every channel. Where silence tells
 * nothing, what was cut off before it was sent is missing, and stands on the list; nothing else is.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { nameOf } from "../../src/durable-objects.ts";
import { bot, till } from "../support/bot.ts";
import { byTurns, deadly, type Played, type Story, survives } from "../support/deaths.ts";
import { LABELS } from "../support/render.ts";
import { worker } from "../support/world.ts";
import { answer, ORDERLY } from "./sides.ts";

const LONG = Array.from({ length: 30 }, (_, n) => `word${n}`).join(" ");
bot.hears("tell", (c) => c.say(LONG));

beforeEach(() => {
  Object.assign(till, { isBroken: false, isSlow: false, keys: [] });
});

/** A send that died just before its call, or with the step that says it is being sent. */
const MAY_MISS: ReadonlySet<string> = new Set(["a call", "update event set out"]);

describe.each(ORDERLY)("on %s", (_, make) => {
  const s = make();
  const knife = deadly(s);
  const home = () => worker.ACCOUNT.getByName(nameOf({ channel: s.channel.name, account: s.account }));
  const { parts } = s.channel.render({ type: "text", text: LONG }, { labels: LABELS });
  const pieces = parts.map(({ message }) => s.channel.evidence.textOf(message));
  const says = (words: string) => (person: string) => s.says(person, words);

  const STORIES: Readonly<Record<string, Story>> = {
    "texts in a row": {
      acts: [
        [0, says("one")],
        [0, says("two")],
        [2, says("three")],
      ],
      sees: ["one", "two", "three"].map(answer),
    },
    "an answer of several messages": {
      acts: [
        [0, says("tell")],
        [0, says("thanks")],
      ],
      sees: [...pieces, answer("thanks")],
    },
    "c.sayNow and c.once": {
      acts: [
        [0, says("close the till")],
        [0, says("thanks")],
      ],
      sees: ["I count the money.", "Counted.", answer("thanks")],
      reads: (lines) => lines.map((line) => line.replace(/^Counted \d+ time\.$/, "Counted.")),
    },
    "a hand-over": {
      acts: [
        [0, says("a human, please")],
        [1, says("anybody?")],
      ],
      sees: ["One moment, a colleague is coming."],
    },
  };

  it("keeps its promises when its object dies at any of its steps", { timeout: 300_000 }, async () => {
    const unknown = async () =>
      new Set(
        (await home().alerts({ count: 1_000 }))
          .filter(({ kind }) => kind === "send_unknown")
          .map(({ conversation }) => conversation),
      );
    const isListed = async ({ person }: Played) =>
      (await unknown()).has(nameOf({ channel: s.channel.name, account: s.account, person }));
    const people = await survives(s, knife(), Object.values(STORIES), byTurns, { isListed });
    const missing = await Promise.all(
      people.map(async (one) => ((await isListed(one)) ? [one.victim.steps[one.victim.at - 1] ?? ""] : [])),
    );
    expect(missing.flat().filter((step) => !MAY_MISS.has(step))).toEqual([]);
    if (s.channel.evidence.repeats) expect(missing.flat()).toEqual([]);
    const listed = Object.keys(await home().attention());
    expect(listed.filter((kind) => kind !== "send_unknown")).toEqual(["waiting_for_person"]);
  });
});
