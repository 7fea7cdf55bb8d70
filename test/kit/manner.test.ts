import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/bot.ts";
import type { SayOptions } from "../../src/kit/context.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { Talk } from "./talk.ts";

const tick = signal("tick", shape({}));

const saidWith = (options?: SayOptions) => {
  const bot = createBot();
  bot.otherwise((c) => c.say("Hi", options));
  bot.on(tick, (c) => c.say("Hi", options));
  return new Talk(bot);
};

describe("how something is said", () => {
  it.each<[string, SayOptions | undefined, object]>([
    ["as usual", undefined, {}],
    ["with no options", {}, {}],
    ["after a while", { after: "2s" }, { after: 2000 }],
    ["after a while, at most twenty seconds", { after: "1h" }, { after: 20_000 }],
    ["as an answer to another message", { replyTo: "m_9" }, { manner: { replyTo: "m_9" } }],
    [
      "in every way",
      { after: "1s", notification: "none", persona: "7", purpose: "update", tag: "ACCOUNT_UPDATE" },
      {
        after: 1000,
        manner: { notification: "none", persona: "7", purpose: "update", tag: "ACCOUNT_UPDATE" },
      },
    ],
  ])("%s", async (_, options, how) => {
    const talk = saidWith(options);
    await talk.says("go");
    expect(talk.result?.said).toStrictEqual([{ say: { type: "text", text: "Hi" }, ...how }]);
  });

  it("answers the message that is being answered", async () => {
    const talk = saidWith({ replyTo: true });
    await talk.turn({ kind: "message", id: "e", at: 0, mid: "m_5", text: "go", attachments: [] });
    expect(talk.result?.said).toMatchObject([{ manner: { replyTo: "m_5" } }]);
  });

  it("cannot answer what is no message", async () => {
    await expect(saidWith({ replyTo: true }).signals(tick, {})).rejects.toThrow(
      "c.say(): replyTo: true, but there is no message to reply to. Only messages and taps can be replied to.",
    );
  });
});
