/** What somebody has taken back is gone, and what they have edited has its new words. */
import { createExecutionContext, createMessageBatch } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Status } from "../../src/conversation/schema.ts";
import { historyOf } from "../../src/conversation/turn/history.ts";
import { consume } from "../../src/intake/consume.ts";
import { createBot } from "../../src/kit/index.ts";
import type { DeletedEvent, EditEvent, Event, MessageEvent, QueuedEvents } from "../../src/model/events.ts";
import { crash, inRoom, objectOf, type Room } from "../support/room.ts";
import { PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const SECRET = "hunter2 is my password";

function listening(batch?: "2s") {
  const bot = createBot(batch === undefined ? {} : { batch });
  const heard: string[] = [];
  bot.on("edit", (c) => void heard.push(`edited: ${c.event.text}`));
  bot.on("deleted", (c) => void heard.push(`deleted: ${c.event.mid}`));
  bot.otherwise((c) => {
    heard.push(c.text);
    c.say("Noted.");
  });
  return { bot, heard };
}

const wrote = (mid: string, text: string, at = Date.now()): MessageEvent => ({
  kind: "message",
  id: mid,
  mid,
  at,
  text,
  attachments: [],
});
const takenBack = (mid: string): DeletedEvent => ({ kind: "deleted", id: `deleted:${mid}`, mid, at: Date.now() });
const edit = (mid: string, text: string, edits = 1): EditEvent => ({
  kind: "edit",
  id: `edit:${mid}:${edits}`,
  mid,
  text,
  edits,
  at: Date.now(),
});

/** Everything that is stored of the conversation, as text. */
const disk = ({ scope }: Room) =>
  JSON.stringify(
    ["conversation", "event", "later"].map((table) => scope.ctx.storage.sql.exec(`select * from ${table}`).toArray()),
  );
const history = ({ scope }: Room) =>
  historyOf(scope.store, 20, { turn: new Set(), asides: ["", ""], itself: true }).map(({ text }) => text);

describe("what was taken back", () => {
  it("is gone from the history and from the rows, and the answer stays", async () => {
    const { bot, heard } = listening();
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      await room.runs();
      room.takes(takenBack("m_1"));
      await room.runs();
      expect(history(room)).toEqual(["Noted."]);
      expect(disk(room)).not.toContain("hunter2");
      expect(heard).toEqual([SECRET, "deleted: m_1"]);
      expect(room.scope.store.count()).toMatchObject({ acknowledged: 2, handled: 2, pending: 0 });
    });
  });

  it("is not answered if it waits for its turn, also after a restart", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    await inRoom(psid, bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      room.takes(takenBack("m_1"));
    });
    await crash(psid);
    await inRoom(psid, bot, {}, async (room) => {
      await room.runs();
      expect(heard).toEqual(["deleted: m_1"]);
      expect(disk(room)).not.toContain("hunter2");
      expect(room.scope.store.byId("m_1")).toMatchObject({ status: Status.done, dead: 0 });
      expect(room.scope.store.facts.windowOpenedAt).toBeGreaterThan(0);
    });
    expect(w.screen(psid)).toEqual([]);
  });

  it("is dropped when it comes behind the word that takes it back, and again when it is delivered twice", async () => {
    const psid = w.writer();
    const { bot, heard } = listening();
    await inRoom(psid, bot, {}, async (room) => void room.takes(takenBack("m_1")));
    await crash(psid);
    await inRoom(psid, bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      room.takes(wrote("m_1", SECRET));
      await room.runs();
      expect(heard).toEqual(["deleted: m_1"]);
      expect(disk(room)).not.toContain("hunter2");
      expect(room.scope.store.facts.ahead).toEqual([]);
    });
  });

  it.each<[string, Event]>([
    ["a picture", { ...wrote("m_1", ""), attachments: [{ type: "image", url: "https://cdn.test/hunter2.jpg" }] }],
    ["a place", { ...wrote("m_1", ""), attachments: [{ type: "location", latitude: 52.25, longitude: 4.75 }] }],
    ["a link's preview", { ...wrote("m_1", "look"), link: { url: "https://a.test", title: "hunter2" } }],
    ["a command", { ...wrote("m_1", "/hunter2"), commands: ["hunter2"] }],
    [
      "a quick reply",
      { kind: "tap", source: "quick_reply", id: "m_1", mid: "m_1", at: 1, payload: "P", title: "hunter2" },
    ],
    ["what came on standby", { ...wrote("m_1", SECRET), standby: true }],
    ["what nobody understands", { kind: "unknown", id: "m_1", at: 1, keys: ["message"], raw: SECRET }],
  ])("is gone: %s", async (_, event) => {
    const { bot } = listening();
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(event);
      room.takes(takenBack("m_1"));
      await room.runs();
      expect(disk(room)).not.toMatch(/hunter2|52\.25/);
      expect(history(room)).toEqual([]);
    });
  });

  it("is gone with all of its edits, also with one that comes late", async () => {
    const { bot, heard } = listening();
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      room.takes(edit("m_1", "hunter3", 1));
      room.takes(takenBack("m_1"));
      room.takes(edit("m_1", "hunter4", 2));
      await room.runs();
      expect(disk(room)).not.toMatch(/hunter\d/);
      expect(heard).toEqual(["deleted: m_1"]);
    });
  });

  it("is gone from what a hand-over carries", async () => {
    const bot = createBot();
    bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked" }));
    bot.otherwise(() => {});
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      await room.runs();
      const { seq } = room.says("human");
      await room.runs();
      expect(JSON.stringify(room.parts(seq))).toContain("hunter2");
      room.takes(takenBack("m_1"));
      expect(disk(room)).not.toContain("hunter2");
      expect(JSON.stringify(room.parts(seq))).toContain("person: human");
    });
  });

  it("cannot be replayed, and leaves the list of what failed", async () => {
    const bot = createBot();
    bot.otherwise(() => {
      throw new TypeError("no");
    });
    const psid = w.writer();
    const account = worker.ACCOUNT.getByName(`messenger:${PAGE}`);
    await inRoom(psid, bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      await room.runs();
    });
    expect(await account.attention()).toEqual({ handler_failed: 1 });
    await inRoom(psid, bot, {}, async (room) => {
      room.takes(takenBack("m_1"));
      await room.runs();
    });
    expect(await account.alerts()).toEqual([]);
    expect(await objectOf(psid).replay("event", "m_1")).toBe("gone");
  });

  it.each([
    ["the first", "m_1", "two\nthree"],
    ["the last", "m_3", "one\ntwo"],
  ])("is no part of the turn that others are, though that was begun: %s", async (_, mid, left) => {
    let isBroken = true;
    const bot = createBot({ batch: "2s" });
    const heard: string[] = [];
    bot.otherwise((c) => {
      heard.push(c.text);
      if (isBroken) throw new Error("away");
    });
    await inRoom(w.writer(), bot, {}, async (room) => {
      const at = Date.now() - 60_000;
      for (const [n, word] of ["one", "two", "three"].entries()) room.takes(wrote(`m_${n + 1}`, word, at + n), at + n);
      await room.runs();
      const [first] = room.scope.store.waiting();
      expect([heard.at(-1), first?.tries]).toEqual(["one\ntwo\nthree", 1]);
      room.takes(takenBack(mid));
      isBroken = false;
      room.scope.store.tryAgain(first?.seq ?? 0, 1, 0);
      await room.runs();
      expect(heard.at(-1)).toBe(left);
      expect(room.scope.store.count()).toMatchObject({ pending: 0, dead: 0 });
    });
  });

  it.each([
    ["in a way that may pass", new Error("away")],
    ["for good", new TypeError("no")],
  ])("is not tried again nor apologised for, when its handler is under way and fails %s", async (_, error) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let runs = 0;
    const bot = createBot();
    bot.otherwise(async () => {
      runs++;
      await promise;
      throw error;
    });
    bot.onError((c) => c.say("Sorry."));
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(wrote("m_1", SECRET));
      const done = room.runs();
      await until(() => runs === 1);
      room.takes(takenBack("m_1"));
      resolve();
      await done;
      expect([runs, history(room)]).toEqual([1, []]);
      expect(room.scope.store.count()).toMatchObject({ handled: 2, dead: 0, pending: 0 });
    });
  });
});

describe("what was edited", () => {
  it("waits with its new words, and stands with them in the history", async () => {
    const { bot, heard } = listening();
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(wrote("m_1", "Main Steet 1"));
      room.takes(edit("m_1", "Main Street 1"));
      await room.runs();
      expect(heard).toEqual(["Main Street 1", "edited: Main Street 1"]);
      expect(history(room)).toEqual(["Main Street 1", "Noted."]);
      room.takes(edit("m_1", "Main Street 2", 2));
      expect(history(room)).toEqual(["Main Street 2", "Noted."]);
      expect(disk(room)).not.toMatch(/Steet|Street 1/);
    });
  });

  it("has the newest words, in whatever order they come", async () => {
    const { bot, heard } = listening();
    await inRoom(w.writer(), bot, {}, async (room) => {
      room.takes(edit("m_1", "third", 2));
      room.takes(wrote("m_1", "first"));
      room.takes(edit("m_1", "second", 1));
      await room.runs();
      expect(heard.toSorted()).toEqual(["edited: third", "edited: third", "third"]);
      expect(disk(room)).not.toMatch(/first|second/);
    });
  });
});

describe("a dead letter", () => {
  const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
  const buries = async (person: string, ...events: Event[]) => {
    const body: QueuedEvents = {
      v: 1,
      channel: "messenger",
      account: PAGE,
      person,
      origin: "https://bot.test",
      received: Date.now(),
      events,
    };
    const batch = createMessageBatch<QueuedEvents>("edgewise-dead", [
      { id: "1", timestamp: new Date(), attempts: 1, body },
    ]);
    createExecutionContext();
    await consume(batch, worker);
  };
  const listed = async () => {
    const all = await account().alerts();
    return Promise.all(all.map(async ({ seq }) => (await account().alert(seq))?.body ?? ""));
  };
  const item = (psid: string, message: object) => ({
    object: "page",
    entry: [
      {
        id: PAGE,
        time: 1,
        messaging: [{ sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now(), message }],
      },
    ],
  });

  it("loses what is taken back, as a later webhook says in whatever type, and goes with the last of it", async () => {
    const { psid } = w.joins();
    await buries(psid, wrote("m_1", SECRET), wrote("m_2", "and hello"));
    expect(await postSigned(item(psid, { mid: "m_1", is_deleted: "true" }))).toBe(200);
    expect(await listed()).toEqual([expect.not.stringContaining("hunter2")]);
    expect(await listed()).toEqual([expect.stringContaining("and hello")]);
    expect(await postSigned(item(psid, { mid: "m_2", is_deleted: true }))).toBe(200);
    expect(await listed()).toEqual([]);
  });

  it("has none of it when it was taken back before, or in it", async () => {
    const { psid } = w.joins();
    await postSigned(item(psid, { mid: "m_1", is_deleted: true }));
    await buries(psid, wrote("m_1", SECRET));
    expect(await listed()).toEqual([]);
    await buries(psid, wrote("m_3", SECRET), takenBack("m_3"));
    expect(await listed()).toEqual([expect.not.stringContaining("hunter2")]);
  });

  it("has the new words of what was edited", async () => {
    const { psid } = w.joins();
    await buries(psid, wrote("m_1", SECRET), edit("m_1", "Hello."));
    expect(await listed()).toEqual([expect.stringMatching(/^(?!.*hunter2).*Hello\./)]);
  });
});
