import { createBot, shape, signal } from "edgewise";
import { person } from "edgewise/test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Access } from "../../src/channels/channel.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { isUnsent } from "../../src/conversation/outbox/unknown.ts";
import type { Part } from "../../src/conversation/schema.ts";
import { runnable } from "../../src/kit/runnable.ts";
import type { Event } from "../../src/model/events.ts";
import { Talk } from "../kit/talk.ts";
import { bot as workers } from "../support/bot.ts";
import { inRoom, objectOf } from "../support/room.ts";
import { PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const DAY = 86_400_000;
const SECOND = /gets one private answer, and this would be a second\. More can be said when the person writes\./;
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
const messages = () => w.meta.calls.filter(({ name }) => name === "message");
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const delivery = (value: object) => ({
  object: "page",
  entry: [{ id: PAGE, time: Date.now(), changes: [{ field: "feed", value: { verb: "add", ...value } }] }],
});

/** Somebody wrote on the Page: the event as the webhook brings it, and whose conversation it is. */
function wrote(what: "comment" | "post", message: string) {
  const { psid } = w.meta.joins();
  const id = what === "comment" ? w.meta.comments(message, psid) : w.meta.posts(message, psid);
  const place = what === "comment" ? { comment_id: id, post_id: "1" } : { post_id: id };
  const [found] = messenger.decode(
    delivery({ item: what, ...place, from: { id: "7", name: "Ana" }, message }),
    Date.now(),
  );
  return { psid, id, event: found?.event as Event, who: found?.person ?? "" };
}

describe("what somebody writes on the Page", () => {
  it("is answered in private, addressed by the comment", async () => {
    const bot = createBot({ disclose: "I am a machine." });
    bot.on("comment", (c) => c.say(`${c.event.from.name} asks: ${c.text}`));
    const { psid, id, event, who } = wrote("comment", "How much?");
    await inRoom(who, bot, {}, async ({ takes, runs, parts }) => {
      const { seq } = takes(event);
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "sent" }]);
    });
    expect(messages()).toMatchObject([
      { status: 200, body: { recipient: { comment_id: id }, messaging_type: "RESPONSE" } },
    ]);
    expect(w.screen(psid)).toEqual(["Ana asks: How much?"]);
    // There is no chat yet in which anybody could see dots.
    expect(w.meta.calls.map(({ name }) => name)).toEqual(["message"]);
  });

  it.each(["comment", "post"] as const)("is answered below the %s too, for everybody to see", async (what) => {
    const bot = createBot();
    bot.on("comment", (c) => {
      c.reply("Thank you!");
      c.say("Five euros.");
    });
    const { psid, id, event, who } = wrote(what, "How much?");
    await inRoom(who, bot, {}, async ({ takes, runs, parts }) => {
      const { seq } = takes(event);
      await runs();
      expect(parts(seq).map(({ status }) => status)).toEqual(["sent", "sent"]);
    });
    const below = w.meta.calls.filter(({ path }) => path === `/${id}/comments`);
    expect(below).toMatchObject([{ status: 200, body: { message: "Thank you!" } }]);
    expect(w.screen(psid)).toEqual(["Five euros."]);
  });

  it("is answered below it once: where nobody knows whether it was, it is listed, and not written again", async () => {
    const bot = createBot();
    bot.on("comment", (c) => c.reply("Thank you!"));
    const { id, event, who } = wrote("comment", "How much?");
    let calls = 0;
    w.graph = async (request) => {
      if (!request.url.includes(`${id}/comments`)) return undefined;
      calls++;
      await w.meta.handle(request as never);
      return new Response("", { status: 502 });
    };
    await inRoom(who, bot, { UNKNOWN_MS: 1 }, async ({ scope, takes, runs, parts }) => {
      const { seq } = takes(event);
      await runs();
      await scheduler.wait(5);
      // The echo of a later message has come, and tells nothing of it.
      const seen = { echoed: Date.now() + 60_000, succeeded: 0 };
      const [part] = parts(seq);
      expect(await isUnsent(scope, { seq, n: 0 }, part as Part, seen, {} as Access)).toBe(false);
      expect(parts(seq)).toMatchObject([{ status: "failed" }]);
    });
    expect(calls).toBe(1);
  });

  it("is nothing to answer below elsewhere", async () => {
    const bot = createBot();
    bot.otherwise((c) => c.reply("Hello"));
    const talk = new Talk(bot);
    await expect(talk.says("hi")).rejects.toThrow("there is no comment to answer");
    const blank = createBot();
    blank.on("comment", (c) => c.reply(" "));
    const { event } = wrote("comment", "hi");
    await expect(new Talk(blank).turn(event)).rejects.toThrow("the text is empty");
  });

  it("is answered in private, addressed by the post", async () => {
    const bot = createBot();
    bot.on("comment", (c) => c.say(`${c.event.commentId ?? "A post"}: ${c.text}`));
    const { psid, id, event, who } = wrote("post", "Are you open?");
    await inRoom(who, bot, {}, async ({ takes, runs }) => {
      takes(event);
      await runs();
    });
    expect(messages()).toMatchObject([{ status: 200, body: { recipient: { post_id: id } } }]);
    expect(w.screen(psid)).toEqual(["A post: Are you open?"]);
  });

  it("gets one message: a second is refused here, with a sentence, and listed", async () => {
    const bot = createBot();
    bot.on("comment", async (c) => {
      await c.sayNow("one");
      c.say("two");
    });
    const { psid, event, who } = wrote("comment", "How much?");
    await inRoom(who, bot, {}, async ({ takes, runs, parts }) => {
      const { seq } = takes(event);
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "failed", why: expect.stringMatching(SECOND) }]);
    });
    expect(w.screen(psid)).toEqual(["one"]);
    expect(messages()).toHaveLength(1);
    const listed = await until(async () => (await account().alerts())[0]);
    expect(listed).toMatchObject({ kind: "send_failed", detail: expect.stringMatching(SECOND) });
  });

  it.each([
    ["within a week", 6 * DAY, "sent"],
    ["not after it", 8 * DAY, "failed"],
  ])("is answered %s", async (_, ms, status) => {
    const price = signal("price", shape({ euros: Number }));
    const bot = createBot();
    bot.on("comment", (c) => c.later("1s", price, { euros: 5 }));
    bot.on(price, (c, { euros }) => c.say(`It costs ${euros} euros.`));
    const { event, who } = wrote("comment", "How much?");
    await inRoom(who, bot, {}, async ({ scope, takes, runs, wakes, parts }) => {
      takes(event);
      await runs();
      later(ms);
      scope.store.fireDue(Date.now());
      const { seq } = scope.store.waiting()[0] ?? { seq: 0 };
      await wakes();
      expect(parts(seq)).toMatchObject([{ status }]);
    });
  });

  it("is in doubt when no answer came: then it is said again, and Meta keeps it to one", async () => {
    const bot = createBot();
    bot.on("comment", (c) => c.say("Five euros."));
    const { psid, event, who } = wrote("comment", "How much?");
    let isCut = true;
    w.graph = async (request) => {
      if (!isCut) return undefined;
      isCut = false;
      await w.meta.handle(request);
      return new Response("", { status: 502 });
    };
    await inRoom(who, bot, { UNKNOWN_MS: 1_000 }, async ({ takes, runs, wakes, parts }) => {
      const { seq } = takes(event);
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "unknown" }]);
      later(120_000);
      await wakes();
      expect(parts(seq)).toMatchObject([{ status: "failed", why: expect.stringMatching(/was replied to privately/) }]);
    });
    expect(w.screen(psid)).toEqual(["Five euros."]);
  });
});

describe("a delivery with a comment", () => {
  const comment = { item: "comment", comment_id: "1_2", post_id: "1", from: { id: "7" }, message: "How much?" };

  it("makes a conversation when the bot answers comments, once", async () => {
    const { handles } = workers[runnable];
    vi.spyOn(workers[runnable], "handles").mockImplementation((event) => event.kind === "comment" || handles(event));
    for (let times = 0; times < 2; times++) expect(await postSigned(delivery(comment))).toBe(200);
    expect(await objectOf("comment:1_2").count()).toMatchObject({ acknowledged: 1 });
    expect(await account().events()).toEqual([]);
  });

  it("is a notice of the account when it does not", async () => {
    expect(await postSigned(delivery(comment))).toBe(200);
    expect(await account().events()).toMatchObject([{ kind: "comment", body: expect.stringContaining("How much?") }]);
    expect(await objectOf("comment:1_2").count()).toMatchObject({ acknowledged: 0 });
  });

  it("of the Page's own is a notice, whatever the bot answers", async () => {
    vi.spyOn(workers[runnable], "handles").mockReturnValue(true);
    expect(await postSigned(delivery({ ...comment, from: { id: PAGE } }))).toBe(200);
    expect(await account().events()).toMatchObject([{ kind: "messenger.feed" }]);
  });
});

it("a person in a test comments, and reads the answer in the chat", async () => {
  const bot = createBot();
  bot.on("comment", (c) => c.say(`It costs 5 euros. You wrote: ${c.text}`));
  bot.otherwise((c) => c.say(`You said: ${c.text}`));
  const ana = person(bot, { crashAfter: "turn" });
  await ana.comments("How much?");
  await ana.says("Thank you");
  expect(ana.screen()).toBe(
    ["bot: It costs 5 euros. You wrote: How much?", "you: Thank you", "bot: You said: Thank you"].join("\n"),
  );
});
