/**
 * What is said while the turn still runs: by the handler, or for one that takes its time. Each is a row of its own, whose
 * id tells a run after a crash, or a replay, that it was said before.
 */
import { now } from "../clock.ts";
import type { Said, TurnInput } from "../kit/turn.ts";
import { pause } from "../within.ts";
import { answerOf } from "./commit.ts";
import type { Desk } from "./desk.ts";
import type { Turn } from "./gather.ts";
import { patienceId, sayNowId } from "./ids.ts";
import type { Sender } from "./outbox.ts";

type Asides = Pick<TurnInput, "sayNow" | "begged">;

/** What a handler can say at once, until its run is over. Each run counts its calls anew. */
export function asidesOf(desk: Desk, outbox: Sender, turn: Turn, over: AbortSignal): Asides {
  const { row } = turn;
  let said = 0;
  return {
    sayNow: (content, manner) => {
      over.throwIfAborted();
      return say(desk, outbox, turn, sayNowId(row.id, said++), { say: content, ...(manner && { manner }) });
    },
    begged: () => desk.store.has(patienceId(row.id, 0)),
  };
}

/** Says that it takes longer, if nothing was said in time. */
export async function beg(desk: Desk, outbox: Sender, turn: Turn, over: AbortSignal): Promise<void> {
  const { store, settings, bot } = desk;
  const { row, event } = turn;
  const { facts, state } = store;
  await pause(settings.TURN_MS, over);
  if (over.aborted || store.has(sayNowId(row.id, 0))) return;
  const said = bot.patience({ event, stored: state, now: now(), humanAt: facts.humanAt });
  for (const [n, content] of said.entries()) await say(desk, outbox, turn, patienceId(row.id, n), { say: content });
}

/** Stored for good before it is on its way, and before the handler goes on. */
async function say(desk: Desk, outbox: Sender, turn: Turn, id: string, one: Said): Promise<void> {
  const { ctx, store } = desk;
  const { parts, offers } = answerOf(desk, [one], turn);
  ctx.storage.transactionSync(() => {
    if (!store.said(id, now(), parts)) return;
    if (offers !== null) store.note({ offers });
    store.save();
  });
  await ctx.storage.sync();
  ctx.waitUntil(outbox.run());
}
