/** A conversation's own rooms (store, turns, outbox) with a bot of the test's, in a real object with real storage. */
import { runInDurableObject } from "cloudflare:test";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { channelNamed } from "../../src/channels/registry.ts";
import { AccountClient } from "../../src/conversation/account-client.ts";
import { assemble, type Rooms } from "../../src/conversation/assemble.ts";
import { take } from "../../src/conversation/inbox.ts";
import type { EventRow, Part } from "../../src/conversation/schema.ts";
import type { Scope } from "../../src/conversation/scope.ts";
import { Store } from "../../src/conversation/store.ts";
import { type Settings, settings } from "../../src/env.ts";
import { type AnyBot, runnable } from "../../src/kit/runnable.ts";
import type { Event } from "../../src/model/events.ts";
import { PAGE, worker } from "./world.ts";

export interface Room extends Rooms {
  /** When the room asked to be woken. */
  readonly alarms: number[];
  /** Takes a text in, as a delivery would, and gives its row. */
  readonly says: (text: string, received?: number) => EventRow;
  /** Takes any event in, as a delivery would, and gives its row. */
  readonly takes: (event: Event, received?: number) => EventRow;
  readonly row: (seq: number) => EventRow;
  /** What a row says, as it stands in the outbox. */
  readonly parts: (seq: number) => Part[];
  /** Takes the turns that wait, and what the object would go on with after its request. */
  readonly runs: () => Promise<void>;
  /** The same, with what was asked for later and is due: what the alarm does. */
  readonly wakes: () => Promise<void>;
}

/** The object of a person. */
export const objectOf = (psid: string) => worker.CONVERSATION.getByName(`messenger:${PAGE}:${psid}`);

/** Ends an object as a crash does: its memory and its work are gone, its rows and its alarm stay. */
export async function crash(psid: string): Promise<void> {
  await runInDurableObject(objectOf(psid), (_, state) => state.abort("crash of the test")).catch((error: unknown) => {
    if (!String(error).includes("crash of the test")) throw error;
  });
}

/**
 * Runs `work` in the object of a person whose conversation has `bot` for a bot.
 * @param own what else is the test's own: a channel that answers as it likes
 */
export function inRoom<Value>(
  psid: string,
  bot: AnyBot,
  change: Partial<Settings>,
  work: (room: Room) => Promise<Value>,
  own: Partial<Scope> = {},
): Promise<Value> {
  return runInDurableObject(objectOf(psid), async (_, real) => {
    const address = { channel: "messenger", account: PAGE, person: psid } as const;
    const alarms: number[] = [];
    const { ctx, ended } = holding(real);
    const store = new Store(ctx.storage, Date.now(), messenger.opensWindow);
    const account = new AccountClient(worker, address, "test");
    account.keepIn(store);
    const rooms = assemble({
      ctx,
      env: worker,
      settings: { ...settings(worker), GATHER_MS: 0, ...change },
      address,
      channel: channelNamed("messenger"),
      bot: bot[runnable],
      store,
      account,
      alias: "test",
      erase: async () => {},
      arm: (at) => alarms.push(at),
      ...own,
    });
    const { scope, turns, outbox } = rooms;
    const row = (seq: number) => {
      const found = store.row(seq);
      if (found === undefined) throw new Error(`There is no row ${seq}.`);
      return found;
    };
    const takes = (event: Event, received = Date.now()) => {
      take(scope, event, received);
      return ctx.storage.sql.exec<EventRow>("select * from event where id = ?", event.id).one();
    };
    const runs = async () => {
      await Promise.all([turns.run(), outbox.run()]);
      await ended();
    };
    return work({
      ...rooms,
      alarms,
      row,
      takes,
      runs,
      parts: (seq) => JSON.parse(row(seq).out ?? "[]"),
      wakes: async () => {
        store.fireDue(Date.now());
        await runs();
      },
      says: (text, received = Date.now()) => {
        const mid = `m_${crypto.randomUUID()}`;
        return takes({ kind: "message", id: mid, mid, at: received, text, attachments: [] }, received);
      },
    });
  });
}

/** The object's `waitUntil`, collected, so that a test can wait for its end. */
function holding(real: DurableObjectState): { ctx: DurableObjectState; ended: () => Promise<void> } {
  const waiting: Promise<unknown>[] = [];
  const ctx = new Proxy(real, {
    get(target, key) {
      if (key === "waitUntil") {
        return (promise: Promise<unknown>) => {
          waiting.push(promise);
          target.waitUntil(promise);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return {
    ctx,
    async ended() {
      while (waiting.length > 0) await Promise.all(waiting.splice(0));
    },
  };
}
