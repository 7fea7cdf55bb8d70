/** What comes of a turn: state, what to say, and "this event is done", stored whole or not at all. */
import type { Channel } from "../channels/channel.ts";
import { left, now } from "../clock.ts";
import type { KnownPerson, Stored, TurnResult } from "../kit/turn.ts";
import { log } from "../log.ts";
import { partsOf } from "./answer.ts";
import { type Desk, knownPerson } from "./desk.ts";
import type { Turn } from "./gather.ts";
import { type Asking, historyOf } from "./history.ts";
import { asideRange } from "./ids.ts";
import type { Sender } from "./outbox.ts";
import { maySpeak, mayTurn } from "./policy.ts";
import type { Part } from "./schema.ts";

/** What the library stores of one person for the bot. A Durable Object's row takes 2 MB; answers share it. */
const LARGEST_STATE = 100_000;
/** A flood is over when it has been calm for so long: the next one is told again. */
const CALM_MS = 600_000;

/** What a turn comes to: what a handler gave, or less where none ran. */
export type Committed = Pick<TurnResult, "said"> & Partial<TurnResult>;

/** What was said, as it is stored. */
type Answer = Pick<ReturnType<typeof partsOf>, "parts" | "offers">;

/** In one transaction, with the first part as being sent if a slot is at hand. Then what was said goes on its way. */
export async function commit(desk: Desk, outbox: Sender, turn: Turn, result: Committed, isDead = false): Promise<void> {
  const { ctx, store, channel, address } = desk;
  const person = knownPerson(desk, result.state);
  const said = [...result.said, ...tooFast(desk, turn, person)];
  const answer = answerOf(desk, said, turn, person);
  checkSize(result.state ?? store.state);
  const [first] = answer.parts;
  const reach = channel.reach(address.person);
  // The outbox looks first whether the one answer was given that a comment allows.
  const mayBegin = !reach.once && first !== undefined && isPlain(first, channel);
  const start = mayBegin ? await outbox.reserve() : null;
  const begins = start?.isNow === true && mayBegin && maySpeak(first, store.facts, reach, now()).speak;
  if (begins) Object.assign(first, { status: "sending", tries: 1, triedAt: now() });
  try {
    store.step(() => write(desk, turn, answer, result, isDead));
  } catch (error) {
    start?.giveUp();
    throw error;
  }
  if (begins) ctx.waitUntil(start.begin({ seq: turn.row.seq, n: first.n }));
  else ctx.waitUntil(start?.run() ?? outbox.run());
}

function write(desk: Desk, { row, others }: Turn, { parts, offers }: Answer, result: Committed, isDead: boolean): void {
  const { store, settings, arm } = desk;
  const does = (deed: Part["work"]["do"]) => parts.some(({ work }) => work.do === deed);
  // A colleague may have come while the handler ran: then there is nothing to pass.
  if (does("pass") && mayTurn(store.facts.control, now())) store.note({ control: { by: "passing" } });
  if (offers !== null) store.note({ offers });
  if (does("erase")) store.note({ erasing: true });
  for (const other of others) store.close(other.seq, isDead);
  store.answered(row.seq, parts, isDead);
  for (const what of result.forget ?? []) store.forget(what);
  for (const [n, { name, key, after, data }] of (result.later ?? []).entries()) {
    const due = now() + after;
    if (key !== undefined) store.withdraw({ name, key });
    store.later(name, key ?? `${row.seq}.${n}`, due, data);
    arm(due);
  }
  store.pruneBeyond(settings.KEEP_MESSAGES);
  store.save(result.state);
}

/** The rows of a turn, and what it has said in its middle, for the history. */
export const askingOf = ({ row, others }: Turn): Pick<Asking, "turn" | "asides"> => ({
  turn: new Set([row, ...others].map(({ seq }) => seq)),
  asides: asideRange(row.id),
});

/** What was said in a turn, for this channel. Its events belong to the history by then. */
export function answerOf(
  desk: Desk,
  said: TurnResult["said"],
  turn: Turn,
  person: KnownPerson = knownPerson(desk),
): Answer {
  const { store, settings, channel, address, bot, alias } = desk;
  const { parts, warnings, offers } = partsOf(said, {
    channel,
    person: address.person,
    labels: bot.labels(person),
    base: settings.publicUrl || store.facts.origin,
    now: now(),
    expireMs: bot.expireMs || settings.EXPIRE_MS,
    expireReceiptMs: settings.EXPIRE_RECEIPT_MS,
    unasked: turn.event.kind === "signal",
    history: (count) => historyOf(store, count, { ...askingOf(turn), itself: true }),
  });
  for (const { code, field } of warnings) log("info", "content_adapted", { conversation: alias, code, field });
  return { parts, offers };
}

/** Somebody who floods hears it once, and one alert says so. Emojis are nothing that anybody answers. */
function tooFast({ ctx, store, bot, account }: Desk, { flood, event }: Turn, person: KnownPerson): TurnResult["said"] {
  if (flood !== true) return [];
  const isTold = left(store.facts.floodAt + CALM_MS, CALM_MS) > 0;
  store.note({ floodAt: now() });
  if (isTold) return [];
  ctx.waitUntil(account.report({ kind: "person_floods", detail: "Their messages are folded into single turns." }));
  return event.kind === "reaction" ? [] : [{ say: bot.tooFast(person) }];
}

function checkSize(state: Stored | null): void {
  const size = JSON.stringify(state).length;
  if (size <= LARGEST_STATE) return;
  throw new TypeError(`c.state has ${size} characters as JSON, ${LARGEST_STATE} are kept: forget something.`);
}

/** Whether a part can be committed as being sent: a message that waits for nothing, no upload and no slower pace. */
function isPlain({ work, after }: Part, channel: Channel): boolean {
  if (work.do !== "message" || after !== undefined) return false;
  const { message } = work.rendered;
  return channel.fileOf(message) === null && !channel.isHeavy(message);
}
