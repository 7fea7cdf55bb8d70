/** A conversation's own rooms (store, turns, outbox) with a bot of the test's, in a real object with real storage. */
import { runInDurableObject } from "cloudflare:test";
import { channelNamed } from "../../src/channels/list.ts";
import type { Event } from "../../src/content/events.ts";
import { AccountLink } from "../../src/conversation/account-link.ts";
import type { Desk } from "../../src/conversation/desk.ts";
import { Gestures } from "../../src/conversation/gestures.ts";
import { take } from "../../src/conversation/inbox.ts";
import { Outbox } from "../../src/conversation/outbox.ts";
import type { EventRow } from "../../src/conversation/schema.ts";
import { Store } from "../../src/conversation/store.ts";
import { Turns } from "../../src/conversation/turns.ts";
import { type Settings, settings } from "../../src/env.ts";
import type { Runnable } from "../../src/kit/turn.ts";
import { PAGE, worker } from "./world.ts";

export interface Room {
  readonly desk: Desk;
  readonly turns: Turns;
  readonly outbox: Outbox;
  /** When the room asked to be woken. */
  readonly alarms: number[];
  /** Takes a text in, as a delivery would, and gives its row. */
  readonly says: (text: string, received?: number) => EventRow;
  readonly row: (seq: number) => EventRow;
}

/** Runs `work` in the object of a person whose conversation has `bot` for a bot. */
export function inRoom<Value>(
  psid: string,
  bot: Runnable,
  change: Partial<Settings>,
  work: (room: Room) => Promise<Value>,
): Promise<Value> {
  return runInDurableObject(worker.CONVERSATION.getByName(`messenger:${PAGE}:${psid}`), async (_, ctx) => {
    const address = { channel: "messenger", account: PAGE, person: psid } as const;
    const alarms: number[] = [];
    const store = new Store(ctx.storage.sql, Date.now());
    const desk: Desk = {
      ctx,
      env: worker,
      settings: { ...settings(worker), GATHER_MS: 0, ...change },
      address,
      channel: channelNamed("messenger"),
      bot,
      store,
      account: new AccountLink(worker, address, "test"),
      alias: "test",
      gestures: new Gestures(() => desk),
      arm: (at) => alarms.push(at),
    };
    const outbox = new Outbox(desk);
    const row = (seq: number) => {
      const found = store.row(seq);
      if (found === undefined) throw new Error(`There is no row ${seq}.`);
      return found;
    };
    return work({
      desk,
      outbox,
      turns: new Turns(desk, outbox),
      alarms,
      row,
      says: (text, received = Date.now()) => {
        const mid = `m_${crypto.randomUUID()}`;
        const event: Event = { kind: "message", id: mid, mid, at: received, text, attachments: [] };
        take(desk, event, received);
        return ctx.storage.sql.exec<EventRow>("select * from event where id = ?", mid).one();
      },
    });
  });
}
