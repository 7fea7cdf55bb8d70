/**
 * What is said while the turn still runs: by the handler, or for one that takes its time. Each is a row of its own, whose
 * id tells a run after a crash, or a replay, that it was said before.
 */
import { now } from "../clock.ts";
import { digest } from "../digest.ts";
import type { Said, TurnInput } from "../kit/turn.ts";
import { log } from "../log.ts";
import { answerOf } from "./commit.ts";
import type { Desk } from "./desk.ts";
import type { Turn } from "./gather.ts";
import { pause } from "./gestures.ts";
import type { Sender } from "./outbox.ts";
import { asidesPrefix } from "./repair.ts";
import type { EventRow } from "./schema.ts";

/** What the ids of everything begin with that any run of a turn has said at its n-th `c.sayNow`. */
const nthOf = ({ id }: EventRow, n: number): string => `${asidesPrefix(id)}${n}.`;
/** The n-th thing said for the bot's patience. */
const patienceId = ({ id }: EventRow, n: number): string => `${asidesPrefix(id)}patience${n}`;

type Asides = Pick<TurnInput, "sayNow" | "begged">;

/**
 * What a handler can say at once, until its run is over. A run that says what one before it has said is silent: each
 * call is known by all that the run has said up to it. From its first other words on the run is another answer, and is
 * said whole: to leave out what stands in the place of what was said would mix the two.
 */
export function asidesOf(desk: Desk, outbox: Sender, turn: Turn, over: AbortSignal): Asides {
  const { row } = turn;
  const { store, alias } = desk;
  let calls = 0;
  let said = "";
  let differs = false;
  return {
    sayNow: async (content, manner) => {
      over.throwIfAborted();
      const nth = nthOf(row, calls++);
      said = digest(said + JSON.stringify(content));
      const isOther = store.countOf(nth) > 0 && !store.has(nth + said);
      await say(desk, outbox, turn, nth + said, { say: content, ...(manner && { manner }) });
      if (isOther && !differs) log("warn", "said_otherwise", { conversation: alias, event: turn.event.kind });
      differs ||= isOther;
    },
    begged: () => store.has(patienceId(row, 0)),
  };
}

/** Says that it takes longer, if nothing was said in time. */
export async function beg(desk: Desk, outbox: Sender, turn: Turn, over: AbortSignal): Promise<void> {
  const { store, settings, bot } = desk;
  const { row, event } = turn;
  const { facts, state } = store;
  await pause(settings.TURN_MS, over);
  if (over.aborted || store.countOf(nthOf(row, 0)) > 0) return;
  const said = bot.patience({ event, stored: state, now: now(), humanAt: facts.humanAt });
  for (const [n, content] of said.entries()) await say(desk, outbox, turn, patienceId(row, n), { say: content });
}

/** Stored for good before it is on its way, and before the handler goes on. */
async function say(desk: Desk, outbox: Sender, turn: Turn, id: string, one: Said): Promise<void> {
  const { ctx, store } = desk;
  const { parts, offers } = answerOf(desk, [one], turn);
  store.step(() => {
    if (!store.said(id, now(), parts)) return;
    if (offers !== null) store.note({ offers });
    store.save();
  });
  await ctx.storage.sync();
  ctx.waitUntil(outbox.run());
}
