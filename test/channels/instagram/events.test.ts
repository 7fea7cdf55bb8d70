/** The events that only Instagram has, from Meta's JSON to the handler that named them. */
import { expect, it } from "vitest";
import { instagram } from "../../../src/channels/instagram/index.ts";
import { decode } from "../../../src/channels/instagram/receive/decode.ts";
import { Status } from "../../../src/conversation/schema.ts";
import { createBot } from "../../../src/kit/index.ts";
import type { Event } from "../../../src/model/events.ts";
import { inRoom } from "../../support/room.ts";
import { ephemeral, MID, replyToStory, storyMention, text } from "./deliveries.ts";

const told = (body: unknown): Event => {
  const [found, ...more] = decode(body, Date.now());
  if (found === undefined || more.length > 0) throw new Error("expected one event");
  return found.event;
};

it("a story that mentions the account reaches the handler that named it, and `otherwise` not", async () => {
  const bot = createBot();
  const heard: unknown[] = [];
  bot.otherwise(({ event }) => heard.push(["otherwise", event.kind]));
  bot.on(instagram.storyMention, ({ event }) => heard.push(["mention", event.mid]));
  await inRoom("ana", bot, {}, async ({ takes, runs }) => {
    takes(told(storyMention));
    await runs();
  });
  expect(heard).toEqual([["mention", MID]]);
});

it("a story that mentions the account gets no answer where no handler named it", async () => {
  const bot = createBot();
  bot.otherwise((c) => c.say("otherwise"));
  await inRoom("eva", bot, {}, async ({ scope, takes, runs }) => {
    const { seq } = takes(told(storyMention));
    await runs();
    expect(scope.store.row(seq)).toMatchObject({ status: Status.done, out: null });
  });
});

it("an answer to a story is a text, with the story's id", async () => {
  const bot = createBot();
  const heard: unknown[] = [];
  bot.on("text", ({ event }) => heard.push([event.text, event.story]));
  for (const [person, body] of [
    ["ben", text],
    ["cem", replyToStory],
  ] as const) {
    await inRoom(person, bot, {}, async ({ takes, runs }) => {
      takes(told(body));
      await runs();
    });
  }
  expect(heard).toEqual([
    ["Hi, are you open on Sunday? 😀", undefined],
    ["Love this!", "17900000000000001"],
  ]);
});

it("a picture that disappears is answered", async () => {
  const bot = createBot();
  const heard: unknown[] = [];
  bot.otherwise(({ event }) => heard.push(event.kind === "message" ? event.attachments : event.kind));
  await inRoom("dan", bot, {}, async ({ takes, runs }) => {
    takes(told(ephemeral));
    await runs();
  });
  expect(heard).toEqual([[{ type: "unsupported", name: "ephemeral" }]]);
});
