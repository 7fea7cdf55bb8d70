/** What a person may expect on every channel: the window, the pace, to be left alone, to be forgotten, and somebody who answers. */
import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aliasOf, nameOf } from "../../src/durable-objects.ts";
import { fakeSide } from "../fake/side.ts";
import { bot } from "../support/bot.ts";
import type { Side } from "../support/side.ts";
import { postSigned, until, worker } from "../support/world.ts";
import { answer, SIDES } from "./sides.ts";

const HOUR_MS = 3_600_000;
const LINES = Array.from({ length: 20 }, (_, n) => `Line ${n + 1}.`);
bot.hears("count", (c) => {
  for (const line of LINES) c.say(line);
});
bot.hears("forget it all", (c) => {
  c.say("Gone.");
  c.erase();
});

beforeEach(() => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

const homeOf = (s: Side) => worker.ACCOUNT.getByName(nameOf({ channel: s.channel.name, account: s.account }));
const listedOf = async (s: Side, person: string) => {
  const name = nameOf({ channel: s.channel.name, account: s.account, person });
  return (await homeOf(s).alerts()).filter(({ conversation }) => conversation === name).map(({ kind }) => kind);
};

/** Somebody who was answered. */
async function known(s: Side): Promise<string> {
  const person = s.joins();
  s.says(person, "hi");
  await s.hears(person, 1);
  await s.settled();
  return person;
}

/** What was asked for later comes now. */
const comesDue = (s: Side, person: string) =>
  runInDurableObject(s.objectOf(person), async (_, { storage }) => {
    storage.sql.exec("update later set due = ?", Date.now());
    await storage.setAlarm(Date.now());
  });

/** The person's last word becomes so much older. */
const age = (s: Side, person: string, ms: number) =>
  runInDurableObject(s.objectOf(person), async (_, state) => {
    const { facts } = state.storage.sql.exec<{ facts: string }>("select facts from conversation").one();
    const aged = { ...JSON.parse(facts), windowOpenedAt: Date.now() - ms };
    state.storage.sql.exec("update conversation set facts = ?", JSON.stringify(aged));
    await state.storage.sync();
    state.abort("It begins anew.");
  }).catch(() => undefined);

describe.each(SIDES)("on %s", (_, make) => {
  const s = make();
  const survey = "How would you rate your experience today?";

  it("says what was asked for later while the window is open", async () => {
    const person = await known(s);
    await age(s, person, 23 * HOUR_MS);
    await s.objectOf(person).signal("survey", { order: "1" }, "one");
    expect(await s.hears(person, 2)).toEqual([answer("hi"), survey]);
  });

  it("asks nothing of the platform when the window is closed, and lists what was not said", async () => {
    const person = await known(s);
    await age(s, person, 25 * HOUR_MS);
    const asked: string[] = [];
    s.graph = async (request) => {
      const words = await s.wordsOf(request.clone() as Request);
      if (words !== null) asked.push(words);
      return undefined;
    };
    await s.objectOf(person).signal("survey", { order: "1" }, "one");
    await until(async () => (await listedOf(s, person)).includes("send_failed"));
    expect(asked).toEqual([]);
    s.says(person, "I am back");
    expect((await s.hears(person, 2)).at(-1)).toBe(answer("I am back"));
  });

  it("merges what somebody writes faster than it can be answered, and lists that", async () => {
    const person = await known(s);
    const flood = Array.from({ length: 60 }, (__, n) => ({ person, id: `flood.${person}.${n}`, words: `flood ${n}` }));
    expect(await postSigned(s.written(flood))).toBe(200);
    await until(async () => (await s.objectOf(person).count()).pending === 0, 18_000);
    await s.settled();
    const lines = s.screen(person);
    expect(lines.length).toBeLessThan(55);
    expect(lines.join("\n")).toContain("flood 59");
    expect(await listedOf(s, person)).toContain("person_floods");
    expect(await s.objectOf(person).count()).toMatchObject({ acknowledged: 61, handled: 61 });
  });

  it("leaves those alone who want to hear nothing that they have not asked for, until they want to again", async () => {
    const person = await known(s);
    s.says(person, "stop");
    const told = await s.hears(person, 2);
    await s.objectOf(person).signal("survey", { order: "1" }, "one");
    await s.settled();
    expect(s.screen(person)).toEqual(told);
    s.says(person, "start");
    await s.hears(person, 3);
    await s.objectOf(person).signal("survey", { order: "2" }, "two");
    expect((await s.hears(person, 4)).at(-1)).toBe(survey);
  });

  it("forgets a person: what stays is nothing, what they did before comes to nothing, and what they write later is new", async () => {
    const person = await known(s);
    const before = { person, id: `before.${person}`, words: "before", at: Date.now() - 2_000 };
    s.says(person, "forget it all");
    await s.hears(person, 2);
    const isGone = async () => (await s.objectOf(person).count()).acknowledged === 0;
    await until(() => isGone().catch(() => false)); // it begins anew meanwhile
    const name = nameOf({ channel: s.channel.name, account: s.account, person });
    expect((await homeOf(s).conversations("", 100)).map((one) => one.name)).not.toContain(name);
    expect(await postSigned(s.written([before]))).toBe(200);
    expect(await s.objectOf(person).count()).toMatchObject({ acknowledged: 0 });
    await scheduler.wait(1_100); // a platform that tells whole seconds cannot tell these two apart within one
    s.says(person, "hello again");
    expect((await s.hears(person, 3)).at(-1)).toBe(answer("hello again"));
    expect(await s.objectOf(person).count()).toMatchObject({ acknowledged: 1 });
  });

  it("is silent after a hand-over, and speaks again when nobody comes", async () => {
    const person = await known(s);
    s.says(person, "a human, please");
    await s.hears(person, 2);
    await s.settled();
    expect(await listedOf(s, person)).toEqual(["waiting_for_person"]);
    s.says(person, "anybody?");
    await s.settled();
    expect(s.screen(person)).toHaveLength(2);
    await comesDue(s, person);
    await s.hears(person, 3);
    expect(await listedOf(s, person)).toEqual(["unanswered"]);
    s.says(person, "and you?");
    expect((await s.hears(person, 4)).at(-1)).toBe(answer("and you?"));
  });

  it("is called the same by the log, the lists and the admin routes, and never by the person's id", async () => {
    const person = await known(s);
    const name = nameOf({ channel: s.channel.name, account: s.account, person });
    const all = await homeOf(s).conversations("", 100);
    expect(all).toEqual([{ name, alias: aliasOf(s.objectOf(person).id) }]);
  });
});

describe("a hand-over where the platform passes nothing on", () => {
  const s = fakeSide();

  it("is held here: a person of the account answers from here, and the bot is silent", async () => {
    const person = await known(s);
    s.says(person, "a human, please");
    const told = await s.hears(person, 2);
    await s.settled();
    const calls = s.platform.accepted.length;
    const content = { type: "text", text: "This is Eva." } as const;
    expect(await s.objectOf(person).enqueue({ id: "reply", by: "person", content })).toMatchObject({ isNew: true });
    expect(await s.hears(person, 3)).toEqual([...told, "This is Eva."]);
    s.says(person, "Hello Eva.");
    await s.settled();
    expect(s.screen(person)).toHaveLength(3);
    expect(s.platform.accepted).toHaveLength(calls + 1);
    expect(await listedOf(s, person)).toEqual([]);
    expect(await s.objectOf(person).show()).toMatchObject({ control: "human", pending: 0 });
  });
});

describe("the pace of a person, where the platform has one", () => {
  const s = fakeSide();

  it("is kept: nothing is refused, nothing is lost, and everything has its order", async () => {
    const [ana, ben] = [s.joins(), s.joins()];
    s.says(ana, "count");
    s.says(ben, "hi");
    expect(await s.hears(ana, LINES.length)).toEqual(LINES);
    expect(await s.hears(ben, 1)).toEqual([answer("hi")]);
    expect(s.platform.api.refusals).toEqual([]);
  });
});
