/**
 * Ends a person's object at any step of its way: a statement that writes, an alarm, a call to the Graph, its answer. Or lets
 * its storage fail there.
 */
import { runInDurableObject } from "cloudflare:test";
import { Conversation } from "../../src/conversation/conversation.ts";
import { Store } from "../../src/conversation/store.ts";
import type { Side } from "./side.ts";

/**
 * `before`: it dies, and the step is not taken. `after`: it dies as soon as the step is stored, whatever was begun meanwhile.
 * `full`: it lives, and the step fails as on a disk without room. `thrown`: it lives, the step is taken, and fails then.
 */
export type When = "before" | "after" | "full" | "thrown";

/** Somebody whose object dies once, or whose storage fails once. */
export interface Victim {
  readonly at: number;
  readonly when: When;
  /** The steps that were taken so far, until it died. */
  readonly steps: string[];
  isDead: boolean;
  /** It died, or failed, while it accepted a delivery: that one took the queue. */
  inAccept: boolean;
  /** What its object knows of what is stored. */
  store: Store | undefined;
}

interface Aimed extends Victim {
  ctx: DurableObjectState | undefined;
  accepting: number;
}

export interface Killer {
  /** From now on this person's object dies at its `at`-th step; never, when it is `Infinity`. */
  readonly aims: (person: string, at: number, when: When) => Victim;
  /** A call to somebody else for a person (their platform, a model) is a step, and its answer is another. */
  readonly calls: <Answer>(person: string, act: () => Promise<Answer>) => Promise<Answer>;
  /** Leaves the platform's classes as they were. */
  readonly stops: () => void;
}

const KILLED = "killed by the test";
/** As Cloudflare says it. */
const FULL = "database or disk is full: SQLITE_FULL";
const THROWN = "the storage failed in the test";
const ENTRIES = ["accept", "alarm"] as const;
// Not `deleteAlarm`: it is what the test's own way to run an alarm does first, and no platform loses an alarm so.
const WRITES = ["setAlarm", "deleteAll", "sync"] as const;
/** They either fail or are done. */
const ASYNCHRONOUS: ReadonlySet<string> = new Set(["deleteAll", "sync"]);

/** @param objectOf the objects of the people who are aimed at */
export async function killer(objectOf: Side["objectOf"]): Promise<Killer> {
  const victims = new Map<string, Aimed>();
  const owners = new WeakMap<object, Aimed>();
  const undo: (() => void)[] = [];
  let writing: Store | undefined;

  const step = <Value>(victim: Aimed | undefined, what: string, take: () => Value): Value => {
    if (victim === undefined || victim.isDead) return take();
    victim.steps.push(what);
    if (victim.steps.length !== victim.at) return take();
    const { ctx } = victim;
    if (victim.when === "full" || victim.when === "thrown") {
      victim.isDead = true;
      victim.inAccept = victim.accepting > 0;
      if (victim.when === "thrown" && !ASYNCHRONOUS.has(what)) take();
      throw new Error(victim.when === "full" ? FULL : THROWN);
    }
    if (victim.when === "after") {
      const taken = take();
      victim.isDead = true;
      void ctx?.storage.sync().then(() => ctx.abort(KILLED));
      return taken;
    }
    victim.isDead = true;
    victim.inAccept = victim.accepting > 0;
    ctx?.abort(KILLED);
    throw new Error(KILLED);
  };

  const wrap = (proto: object, name: string, around: (own: object, call: () => unknown, first: unknown) => unknown) => {
    const real: (...args: unknown[]) => unknown = Reflect.get(proto, name);
    const put = (value: unknown) => Object.defineProperty(proto, name, { configurable: true, writable: true, value });
    put(function (this: object, ...args: unknown[]) {
      return around(this, () => real.apply(this, args), args[0]);
    });
    undo.push(() => put(real));
  };

  const { sql, storage } = await runInDurableObject(objectOf("nobody"), (_, { storage }) => ({
    sql: Object.getPrototypeOf(storage.sql) as object,
    storage: Object.getPrototypeOf(storage) as object,
  }));
  wrap(sql, "exec", (own, call, statement) => {
    const [write] = /^\s*(insert|update|delete)[^(=]*/.exec(String(statement)) ?? [];
    const victim = owners.get(own);
    if (victim !== undefined && writing !== undefined) victim.store = writing;
    return write === undefined ? call() : step(victim, write.trim(), call);
  });
  wrap(Store.prototype, "step", (own, call) => {
    const before = writing;
    writing = own as Store;
    try {
      return call();
    } finally {
      writing = before;
    }
  });
  for (const name of WRITES) wrap(storage, name, (own, call) => step(owners.get(own), name, call));
  for (const name of ENTRIES) {
    wrap(Conversation.prototype, name, async (own, call) => {
      const { ctx } = own as unknown as { readonly ctx: DurableObjectState };
      const victim = victims.get(ctx.id.name ?? "");
      if (victim === undefined) return call();
      victim.ctx = ctx;
      for (const part of [ctx.storage, ctx.storage.sql]) owners.set(part, victim);
      if (name !== "accept") return call();
      victim.accepting++;
      try {
        return await call();
      } finally {
        victim.accepting--;
      }
    });
  }

  return {
    aims(person, at, when) {
      const fresh = { steps: [], isDead: false, inAccept: false, ctx: undefined, store: undefined, accepting: 0 };
      const victim = { at, when, ...fresh };
      victims.set(objectOf(person).name ?? "", victim);
      return victim;
    },
    async calls(person, act) {
      const victim = victims.get(objectOf(person).name ?? "");
      const answer = await step(victim, "a call", act);
      return step(victim, "its answer", () => answer);
    },
    stops: () => {
      for (const one of undo.splice(0)) one();
    },
  };
}
