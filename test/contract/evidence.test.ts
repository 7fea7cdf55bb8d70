/** What became of a send: where nobody knows, what settles it and what is done where nothing does; and what comes of receipts. */
import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Part, PartStatus } from "../../src/conversation/schema.ts";
import { stateOf } from "../../src/conversation/schema.ts";
import { Store } from "../../src/conversation/store.ts";
import { nameOf } from "../../src/durable-objects.ts";
import { createBot } from "../../src/kit/index.ts";
import { fakeSide } from "../fake/side.ts";
import { bot } from "../support/bot.ts";
import { inRoom } from "../support/room.ts";
import type { Side } from "../support/side.ts";
import { time } from "../support/time.ts";
import { AUTOMATED, postSigned, until, worker } from "../support/world.ts";
import { answer, ORDERLY, SIDES } from "./sides.ts";

/** Longer than one message of the fake channel. */
const LONG = Array.from({ length: 40 }, (_, n) => `word${n}`).join(" ");
bot.hears("tell me", (c) => c.say(LONG));

const t = time();
beforeEach(() => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

const timeOut = () => {
  throw new DOMException("The operation timed out.", "TimeoutError");
};

/** Every part that was ever said to somebody, as far as is known, but for the disclosure. */
const partsOf = (s: Side, person: string) =>
  runInDurableObject(s.objectOf(person), (_, { storage }) => {
    const store = new Store(storage, 0, s.channel.opensWindow);
    const parts = store.latest(50).flatMap(({ out }) => JSON.parse(out ?? "[]") as Part[]);
    return parts
      .filter(({ words }) => words !== AUTOMATED)
      .map((part) => ({ ...part, state: stateOf(part, store.facts) }));
  });
const statesOf = async (s: Side, person: string) => (await partsOf(s, person)).map(({ state }) => state);

const listedOf = async (s: Side, person: string) => {
  const name = nameOf({ channel: s.channel.name, account: s.account, person });
  const home = worker.ACCOUNT.getByName(nameOf({ channel: s.channel.name, account: s.account }));
  return (await home.alerts()).filter(({ conversation }) => conversation === name).map(({ kind }) => kind);
};

/** The first call that says these words has no answer. @param acts whether the platform has sent it all the same */
function lost(s: Side, words: string, acts: boolean): { seen: number } {
  const counter = { seen: 0 };
  s.graph = async (request) => {
    if ((await s.wordsOf(request.clone() as Request)) !== words || counter.seen++ > 0) return undefined;
    if (acts) await s.handle(request as never);
    return timeOut();
  };
  return counter;
}

describe.each(SIDES)("a send of which nobody knows, on %s", (_, make) => {
  const s = make();

  it("is settled by the evidence that comes later, and said once; what follows it waits for that", async () => {
    const person = s.joins();
    s.says(person, "hi");
    await s.hears(person, 1);
    await s.settled();
    s.holdsEvidence();
    lost(s, answer("one"), true);
    expect(await postSigned(s.written(["one", "two"].map((words) => ({ person, id: `id.${words}`, words }))))).toBe(
      200,
    );
    await until(async () => (await statesOf(s, person)).includes("unknown"));
    expect(s.screen(person).filter((line) => line === answer("two"))).toEqual([]);
    await s.tells();
    await s.hears(person, 3);
    await s.settled();
    expect(s.screen(person)).toEqual(["hi", "one", "two"].map(answer));
    expect(await listedOf(s, person)).toEqual([]);
    expect((await s.objectOf(person).count()).pending).toBe(0);
  });
});

describe("a send of which nobody ever knows", () => {
  describe("on Messenger", () => {
    const s = SIDES[0]?.[1]() as Side;

    it("is looked for in the thread, and said again when it does not stand there", async () => {
      const person = s.joins();
      lost(s, answer("one"), false);
      s.says(person, "one");
      await s.hears(person, 1);
      await s.settled();
      expect(s.screen(person)).toEqual([answer("one")]);
      expect(await listedOf(s, person)).toEqual([]);
    });
  });

  describe("on a channel where silence tells nothing", () => {
    const s = fakeSide();

    it("is never said again, and listed; what follows it goes out", async () => {
      const person = s.joins();
      const counter = lost(s, answer("one"), false);
      s.says(person, "one");
      s.says(person, "two");
      await s.hears(person, 1);
      await s.settled();
      expect(s.screen(person)).toEqual([answer("two")]);
      expect(counter.seen).toBe(1);
      expect(await listedOf(s, person)).toEqual(["send_unknown"]);
      expect(await statesOf(s, person)).toEqual(expect.arrayContaining(["failed", "delivered"]));
    });

    it("comes right when it is told of after all, and leaves the list", async () => {
      const person = s.joins();
      s.says(person, "hi");
      await s.hears(person, 1);
      await s.settled();
      s.holdsEvidence();
      lost(s, answer("one"), true);
      s.says(person, "one");
      await until(async () => (await listedOf(s, person)).includes("send_unknown"));
      await s.tells();
      await until(async () => (await listedOf(s, person)).length === 0);
      expect(await statesOf(s, person)).toEqual(["delivered", "delivered"]);
    });

    it("stays on the list when it is told of after all, and what was said with it was canceled meanwhile", async () => {
      const person = s.joins();
      s.says(person, "hi");
      await s.hears(person, 1);
      await s.settled();
      s.holdsEvidence();
      s.graph = async (request) => {
        const words = await s.wordsOf(request.clone() as Request);
        if (words?.startsWith("word0") !== true) return undefined;
        await s.handle(request as never);
        return timeOut();
      };
      s.says(person, "tell me");
      await until(async () => (await listedOf(s, person)).includes("send_unknown"));
      await s.tells();
      await until(async () => (await statesOf(s, person)).includes("delivered"));
      expect(await listedOf(s, person)).toEqual(["send_unknown"]);
      const { id } = await runInDurableObject(s.objectOf(person), (__, { storage }) =>
        storage.sql.exec<{ id: string }>("select id from event where out like '%word0%'").one(),
      );
      expect(await s.objectOf(person).replay("parts", id)).toBe("replayed");
      await s.hears(person, 3);
      expect(s.screen(person).slice(1).join(" ")).toBe(LONG);
    });

    it("is said once more where the bot wants it so", async () => {
      const person = s.joins();
      const other = createBot({ repeatInDoubt: true });
      other.otherwise((c) => c.say("maybe twice"));
      s.says(person, "hello"); // the platform lets the account write
      await s.hears(person, 1);
      const counter = lost(s, "maybe twice", false);
      const address = { channel: s.channel.name, account: s.account, person };
      await inRoom(
        person,
        other,
        { UNKNOWN_MS: 90_000 },
        async ({ says, runs, parts, row }) => {
          const { seq } = says("hi");
          await runs();
          expect(parts(seq)).toMatchObject([{ status: "unknown" }]);
          for (let n = 0; n < 9 && parts(seq)[0]?.status === "unknown"; n++) {
            t.passes(Math.max(0, row(seq).due - Date.now()) + 1);
            await runs();
          }
          expect(parts(seq)).toMatchObject([{ status: "accepted", tries: 2 }]);
        },
        { address },
      );
      expect(counter.seen).toBe(2);
      await s.settled();
      expect(s.screen(person).slice(1)).toEqual(["maybe twice"]);
    });
  });
});

/** All orders of some of them. */
function orders<One>(all: readonly One[]): One[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((one, n) => orders(all.toSpliced(n, 1)).map((rest) => [one, ...rest]));
}

describe.each(ORDERLY)("receipts on %s", (_, make) => {
  const s = make();

  /** Somebody to whom one thing was said of which nothing has been told yet. */
  async function told(): Promise<string> {
    const person = s.joins();
    s.holdsEvidence();
    s.says(person, "hi");
    await s.hears(person, 1);
    await until(async () => (await statesOf(s, person)).every((state) => state !== "sending" && state !== "queued"));
    return person;
  }

  it("come to the same in every order, once or twice", async () => {
    const { failed: _, ...known } = s.receipts({ person: "", mid: "", reference: "", words: "" });
    const names = Object.keys(known) as (keyof typeof known)[];
    expect(names).toContain("read");
    for (const order of orders(names)) {
      const person = await told();
      const said = (await s.saidTo(person)).find(({ words }) => words === answer("hi"));
      if (said === undefined) throw new Error("Nothing was said.");
      for (const name of order.flatMap((one) => [one, one])) await postSigned(s.receipts(said)[name]);
      expect(await statesOf(s, person), order.join()).toEqual(["read"]);
    }
    expect(await s.objectOf(s.joins()).count()).toMatchObject({ acknowledged: 0 });
  });

  it("make no conversation, and tell nothing of a person who is not known", async () => {
    const person = s.joins();
    const { sent, ...others } = s.receipts({ person, mid: "m", reference: "ew.1.0.abc", words: "hi" });
    // An echo that names nobody's send is a colleague's message, which does begin a conversation.
    const all = s.channel.evidence.returns === "byEchoWords" ? others : { sent, ...others };
    for (const receipt of Object.values(all)) expect(await postSigned(receipt)).toBe(200);
    expect(await s.objectOf(person).show()).toMatchObject({ acknowledged: 0, events: [] });
  });
});

describe("a message that fails after it was accepted", () => {
  const s = fakeSide();
  it("has failed: the rest of what was said with it is canceled, it is listed once with its code, and more goes out", async () => {
    const person = s.joins();
    s.says(person, "hi");
    await s.hears(person, 1);
    await s.settled();
    s.platform.fails(person, 131_026);
    s.says(person, "tell me");
    await until(async () => (await listedOf(s, person)).length > 0);
    s.says(person, "still there?");
    expect(await s.hears(person, 2)).toEqual([answer("hi"), answer("still there?")]);
    await s.settled();
    expect(await listedOf(s, person)).toEqual(["send_failed"]);
    const parts = (await partsOf(s, person)).filter(({ words: said }) => said.includes("word") || said === "");
    expect(parts.map(({ status }) => status)).toEqual(["failed", ...parts.slice(1).map(() => "canceled")]);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts[0]?.why).toContain("131026");
    const home = worker.ACCOUNT.getByName(nameOf({ channel: s.channel.name, account: s.account }));
    expect(await home.alerts()).toMatchObject([{ kind: "send_failed", code: 131_026 }]);
  });

  it.each<readonly [told: readonly ("sent" | "delivered" | "read" | "failed")[], state: PartStatus, listed: number]>([
    ...orders(["sent", "failed"] as const).map((order) => [order, "failed", 1] as const),
    ...orders(["sent", "delivered", "failed"] as const).map((order) => [order, "delivered", 0] as const),
    ...orders(["sent", "delivered", "read", "failed"] as const).map((order) => [order, "read", 0] as const),
  ])("told of as %s is in the end %s", async (order, state, listed) => {
    const person = s.joins();
    s.holdsEvidence();
    s.says(person, "hi");
    await s.hears(person, 1);
    await until(async () => (await statesOf(s, person)).every((one) => one === "accepted"));
    const said = (await s.saidTo(person)).find(({ words: said }) => said === answer("hi"));
    if (said === undefined) throw new Error("Nothing was said.");
    for (const name of order.flatMap((one) => [one, one])) await postSigned(s.receipts(said)[name]);
    expect(await statesOf(s, person)).toEqual([state]);
    await until(async () => (await listedOf(s, person)).length === listed);
    expect(await listedOf(s, person)).toEqual(Array(listed).fill("send_failed"));
  });

  it("is on the list when the platform hears that it need not tell it again, and when it tells it again all the same", async () => {
    const person = s.joins();
    s.holdsEvidence();
    s.says(person, "hi");
    await s.hears(person, 1);
    await until(async () => (await statesOf(s, person)).every((one) => one === "accepted"));
    const said = (await s.saidTo(person)).find(({ words: said }) => said === answer("hi"));
    if (said === undefined) throw new Error("Nothing was said.");
    const { failed } = s.receipts(said);
    const home = worker.ACCOUNT.getByName(nameOf({ channel: s.channel.name, account: s.account }));
    expect(await postSigned(failed)).toBe(200);
    const [listed] = await home.alerts();
    expect(listed).toMatchObject({ kind: "send_failed" });
    await home.drop(listed?.seq ?? 0); // as if the object had died before it told
    expect(await postSigned(failed)).toBe(200);
    expect(await home.alerts()).toMatchObject([{ kind: "send_failed" }]);
  });

  it("is told of by its own id too, and what is told of a message of somebody else's says nothing", async () => {
    const person = s.joins();
    s.holdsEvidence();
    s.says(person, "hi");
    await s.hears(person, 1);
    await until(async () => (await statesOf(s, person)).every((one) => one === "accepted"));
    const said = (await s.saidTo(person)).find(({ words: said }) => said === answer("hi"));
    if (said === undefined) throw new Error("Nothing was said.");
    await scheduler.wait(1_100); // by whole seconds, it is told of a time after the message
    await postSigned(s.receipts({ ...said, mid: "fid.other", reference: "" })["read"]);
    expect(await statesOf(s, person)).toEqual(["accepted"]);
    await postSigned(s.receipts({ ...said, reference: "" })["delivered"]);
    expect(await statesOf(s, person)).toEqual(["delivered"]);
  });
});
