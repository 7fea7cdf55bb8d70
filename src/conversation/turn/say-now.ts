/**
 * The words that are said while the turn still runs: by the handler, or for one that takes long. Each is a row of its
 * own, whose id tells a run after a crash, or a replay, that it was said before.
 */

import { left, now } from "../../clock.ts";
import { digest } from "../../digest.ts";
import { isAddressedToBot } from "../../kit/event-names.ts";
import type { Said, TurnInput } from "../../kit/runnable.ts";
import { log } from "../../log.ts";
import { kindName } from "../../model/events.ts";
import { pause } from "../../timeout.ts";
import { patienceId, sayNowId, sayNowRange } from "../ids.ts";
import type { Sender } from "../outbox/outbox.ts";
import { knownPerson, type Scope } from "../scope.ts";
import type { Batch } from "./batch.ts";
import { answerOf } from "./render.ts";

/** The number of looks, within `TURN_MS`, at whether a person waits. */
const LOOKS = 4;

type Asides = Pick<TurnInput, "sayNow" | "stillWorkingSaid">;

/**
 * Returns the functions with which a handler speaks at once, until its run is over. A run that says what an earlier one
 * has said says nothing: each call is known by all that the run has said up to it. From its first other words on the
 * run is another answer, and is said whole: to leave out calls in the places of those that were said would mix the two.
 */
export function sayNowOf(scope: Scope, outbox: Sender, turn: Batch, over: AbortSignal): Asides {
  const { row } = turn;
  const { store, alias } = scope;
  let calls = 0;
  let said = "";
  let differs = false;
  return {
    sayNow: async (content, manner) => {
      over.throwIfAborted();
      const n = calls++;
      said = digest(said + JSON.stringify(content));
      const id = sayNowId(row.id, n, said);
      const isOther = store.countIn(sayNowRange(row.id, n)) > 0 && !store.has(id);
      say(scope, turn, id, { say: content, ...(manner && { manner }) });
      if (isOther && !differs) log("warn", "said_otherwise", { conversation: alias, event: kindName(turn.event) });
      differs ||= isOther;
      return leaves(scope, outbox);
    },
    stillWorkingSaid: () => store.has(patienceId(row.id, 0)),
  };
}

/**
 * Says, while a handler runs long, that it takes longer: to the person who waits for this turn, once they have heard
 * nothing for `TURN_MS`; and again, when they have written since and wait behind it.
 * @param since the time from which their wait counts
 */
export async function sayStillWorking(
  scope: Scope,
  outbox: Sender,
  turn: Batch,
  since: number,
  over: AbortSignal,
): Promise<void> {
  const { store, settings, bot } = scope;
  const { row, event } = turn;
  while (!over.aborted) {
    const from = unheard(scope, turn, since);
    const ms = from === null ? Infinity : left(from + settings.TURN_MS, settings.TURN_MS);
    if (ms > 0) {
      await pause(Math.min(ms, settings.TURN_MS / LOOKS), over);
      continue;
    }
    const words = bot.patience({ ...knownPerson(scope), event, humanAt: store.facts.humanAt });
    if (words.length === 0) return;
    let n = 0;
    while (store.has(patienceId(row.id, n))) n++;
    // In one step with the look at `over`, so that it never follows the answer. A repeat has no disclosure.
    for (const content of n === 0 ? words : words.slice(-1))
      say(scope, turn, patienceId(row.id, n++), { say: content });
    await leaves(scope, outbox);
  }
}

/**
 * Returns the time since which a person waits who has heard nothing in this turn, or has written after what they heard;
 * null: nobody waits.
 */
function unheard({ store }: Scope, { row }: Batch, since: number): number | null {
  const heard = store.lastAside(row.id)?.seq;
  if (heard === undefined) return since;
  // By the order of arrival, not by times: whatever the clock does, each wait is answered once.
  const wrote = store
    .waiting()
    .filter(({ seq, body }) => seq > heard && isAddressedToBot(JSON.parse(body)))
    .map(({ received }) => received);
  return wrote.length === 0 ? null : Math.min(...wrote);
}

/**
 * Stores the words within the call itself: in the order of the calls, and before the answer, whether or not the caller
 * awaits it.
 */
function say(scope: Scope, turn: Batch, id: string, one: Said): void {
  const { store } = scope;
  const { parts, warnings, offers } = answerOf(scope, [one], turn);
  store.step(() => {
    if (!store.said(id, now(), parts, warnings.length === 0 ? {} : { warnings })) return;
    if (offers !== null) store.note({ offers });
    store.save();
  });
}

/** Starts to send, once everything is stored for good, and never before. */
async function leaves({ ctx }: Scope, outbox: Sender): Promise<void> {
  await ctx.storage.sync();
  ctx.waitUntil(outbox.run());
}
