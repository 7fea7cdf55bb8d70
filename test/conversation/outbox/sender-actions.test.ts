import { describe, expect, it, vi } from "vitest";
import { createBot } from "../../../src/kit/index.ts";
import type { Event } from "../../../src/model/events.ts";
import { inRoom } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { PAGE, until, worker, world } from "../../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const t = time();

/** A message that the simulated Meta knows too. */
function messageOf(psid: string, text: string): Event {
  const mid = w.meta.says(psid, text);
  return { kind: "message", id: mid, mid, at: Date.now(), text, attachments: [] };
}

/** What was asked of Meta for the person, "seen" aside, with the time since `since`. */
const asked = (psid: string, since = 0) =>
  w.meta.calls
    .filter((call) => call.psid === psid && call.name !== "mark_seen")
    .map(({ name, body, at }) => {
      const { text } = (body["message"] ?? {}) as { text?: string };
      return since === 0 ? (text ?? name) : `${at - since} ${text ?? name}`;
    });

describe("paced bubbles", () => {
  it("come at their time after the one before them, with somebody typing meanwhile", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("one");
      c.say("two", { after: "3s" });
      c.say("three");
      c.say("four", { after: "1s" });
    });
    const begun = t.stops();
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(asked(psid, begun)).toEqual([
      "0 one",
      "0 typing_on",
      "3000 two",
      "3000 three",
      "3000 typing_on",
      "4000 four",
    ]);
  });

  it("are not waited for longer than what is left of their time", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("one");
      c.say("two", { after: "3s" });
    });
    const begun = t.stops();
    w.graph = async (request) => {
      const answer = await w.meta.handle(request.clone() as never);
      // Meta's dots take a second of the three.
      if ((await request.text()).includes("typing_on")) vi.setSystemTime(Date.now() + 1_000);
      return answer;
    };
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(t.waits).toHaveLength(1);
    const [first, , second] = asked(psid, begun);
    expect(first).toBe("0 one");
    expect(Number.parseInt(second ?? "", 10)).toBeGreaterThanOrEqual(3_000);
  });

  it("are not said any more when a colleague takes over during the pause", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      c.say("one");
      c.say("two", { after: "3s" });
    });
    t.stops();
    await inRoom(psid, bot, {}, async ({ says, takes, runs, parts }) => {
      t.meanwhile = (ms) => {
        vi.setSystemTime(Date.now() + ms + 10_000);
        const [appId] = ["263902037430900"];
        takes({ kind: "echo", id: "m_kim", mid: "m_kim", at: Date.now(), appId, text: "Kim here.", attachments: [] });
      };
      const { seq } = says("go");
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "sent" }, { status: "canceled" }]);
    });
    expect(w.screen(psid)).toEqual(["one"]);
  });
});

describe("the typing dots", () => {
  it.each<[what: string, says: boolean, types: boolean, expected: string[]]>([
    ["go out when a handler says nothing", false, true, ["typing_on", "typing_off"]],
    ["go out by the answer alone", true, true, ["typing_on", "an answer"]],
    ["that were not shown are not put out", false, false, []],
  ])("%s", async (_, says, types, expected) => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise(async (c) => {
      if (types) c.typing();
      await scheduler.wait(50);
      if (says) c.say("an answer");
    });
    await inRoom(psid, bot, {}, async (room) => {
      room.says("go");
      await room.runs();
    });
    expect(asked(psid)).toEqual(expected);
  });
});

describe("a reaction", () => {
  const reacting = () => {
    const bot = createBot();
    bot.otherwise((c) => {
      c.react("❤");
      c.say("the answer");
    });
    return bot;
  };

  it("is put on the message that is answered, before what is said after it", async () => {
    const psid = w.writer();
    const event = messageOf(psid, "I love it");
    await inRoom(psid, reacting(), {}, async ({ takes, runs }) => {
      takes(event);
      await runs();
    });
    const calls = w.meta.calls.filter(({ name }) => name === "react" || name === "message");
    expect(calls).toMatchObject([
      {
        name: "react",
        status: 200,
        body: {
          recipient: { id: psid },
          sender_action: "react",
          payload: { message_id: event.id, reaction: "❤" },
        },
      },
      { name: "message", body: { message: { text: "the answer" } } },
    ]);
    expect(w.meta.chat(psid).find(({ id }) => id === event.id)).toMatchObject({ reaction: "❤" });
  });

  it("is taken away again", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => {
      c.react("❤");
      c.unreact();
    });
    const event = messageOf(psid, "I love it");
    await inRoom(psid, bot, {}, async ({ takes, runs }) => {
      takes(event);
      await runs();
    });
    const calls = w.meta.calls.filter(({ name }) => name === "react" || name === "unreact");
    expect(calls).toMatchObject([
      { name: "react", status: 200 },
      { name: "unreact", status: 200, body: { sender_action: "unreact", payload: { message_id: event.id } } },
    ]);
    expect(calls[1]?.body["payload"]).not.toHaveProperty("reaction");
    expect(w.meta.chat(psid).find(({ id }) => id === event.id)).not.toHaveProperty("reaction");
  });

  it("that Meta refuses does not stop the message after it, and is listed", async () => {
    const psid = w.writer();
    await inRoom(psid, reacting(), {}, async ({ says, runs, parts }) => {
      const { seq } = says("a message that Meta does not know");
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "failed" }, { status: "sent" }]);
    });
    expect(w.screen(psid)).toEqual(["the answer"]);
    expect(await until(async () => (await account().alerts())[0])).toMatchObject({ kind: "send_failed" });
  });
});

it("a pause after what was said at once is kept", async () => {
  t.stops();
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(async (c) => {
    await c.sayNow("one");
    c.say("two", { after: "3s" });
  });
  const begun = Date.now();
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("a");
    await runs();
  });
  expect(Date.now() - begun).toBeGreaterThanOrEqual(3000);
});
