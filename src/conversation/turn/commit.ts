/** The commit of a turn: state, what to say, and "this event is done", stored whole or not at all. */
import { left, now } from "../../clock.ts";
import type { KnownPerson, Stored, TurnResult } from "../../kit/runnable.ts";
import { mayTurn } from "../control/control.ts";
import { laterKey } from "../ids.ts";
import type { Sender } from "../outbox/outbox.ts";
import { maySpeak } from "../outbox/policy.ts";
import type { Part } from "../schema.ts";
import { knownPerson, type Scope } from "../scope.ts";
import type { Batch } from "./batch.ts";

import { type Answer, answerOf } from "./render.ts";

/**
 * The largest state that is stored of one person, in characters. A Durable Object's row takes 2 MB; answers share it.
 */
const LARGEST_STATE = 100_000;
/** The calm after which a flood is over: the next one is told again. */
const CALM_MS = 600_000;

/** The result of a turn: that of its handler, or less where none ran. */
export type Committed = Pick<TurnResult, "said"> & Partial<TurnResult>;

/**
 * Stores the result of a turn in one transaction, with the first part as `sending` if there is a slot now. Then starts
 * to send what was said.
 */
export async function commit(
  scope: Scope,
  outbox: Sender,
  turn: Batch,
  result: Committed,
  isDead = false,
): Promise<void> {
  const { ctx, store, channel, address } = scope;
  const person = knownPerson(scope, result.state);
  const said = [...result.said, ...tooFast(scope, turn, person)];
  const answer = answerOf(scope, said, turn, person);
  checkSize(result.state ?? store.state);
  const [first] = answer.parts;
  const reach = channel.window(address.person);
  // A comment allows one answer: the outbox looks first whether that was given.
  const mayBegin =
    !reach.once && first !== undefined && isPlain(first, scope) && channel.evidence.orderMs === undefined;
  const start = mayBegin ? await outbox.reserve() : null;
  const begins = start?.isNow === true && mayBegin && maySpeak(first, store.facts, reach, now()).speak;
  if (begins) Object.assign(first, { status: "sending", tries: 1, triedAt: now() });
  try {
    store.step(() => write(scope, turn, answer, result, isDead));
  } catch (error) {
    start?.giveUp();
    throw error;
  }
  if (begins) ctx.waitUntil(start.begin({ seq: turn.row.seq, n: first.n }));
  else ctx.waitUntil(start?.run() ?? outbox.run());
}

function write(
  scope: Scope,
  { row, others }: Batch,
  { parts, warnings, offers }: Answer,
  result: Committed,
  isDead: boolean,
): void {
  const { store, settings, arm } = scope;
  const does = (deed: Part["work"]["do"]) => parts.some(({ work }) => work.do === deed);
  // A colleague may have come while the handler ran: then there is nothing to pass.
  if (does("pass") && mayTurn(store.facts.control, now())) store.note({ control: { by: "passing" } });
  if (offers !== null) store.note({ offers });
  if (does("erase")) store.note({ erasing: true });
  for (const other of others) store.close(other.seq, isDead);
  store.answered(row.seq, parts, isDead, warnings.length === 0 ? {} : { warnings });
  for (const what of result.forget ?? []) store.forget(what);
  for (const [n, { name, key, after, data }] of (result.later ?? []).entries()) {
    const due = now() + after;
    if (key !== undefined) store.withdraw({ name, key });
    store.later(name, key ?? laterKey(row.seq, n), due, data);
    arm(due);
  }
  store.pruneBeyond(settings.KEEP_MESSAGES);
  store.save(result.state);
}

/**
 * Returns the words for a person who floods: once for each flood, with one alert. None for emojis, which nobody
 * answers.
 */
function tooFast(
  { ctx, store, bot, account }: Scope,
  { flood, event }: Batch,
  person: KnownPerson,
): TurnResult["said"] {
  if (flood !== true) return [];
  const isTold = left(store.facts.floodAt + CALM_MS, CALM_MS) > 0;
  store.note({ floodAt: now() });
  if (isTold) return [];
  ctx.waitUntil(account.report({ kind: "person_floods", detail: "Their messages are merged into single turns." }));
  return event.kind === "reaction" ? [] : [{ say: bot.tooFast(person) }];
}

function checkSize(state: Stored | null): void {
  const size = JSON.stringify(state).length;
  if (size <= LARGEST_STATE) return;
  throw new TypeError(`c.state has ${size} characters as JSON, ${LARGEST_STATE} are kept: forget something.`);
}

/** Returns whether a part can be committed as `sending`: a message without a pause, an upload or a slower pace. */
function isPlain({ work, after }: Part, { channel, address }: Pick<Scope, "channel" | "address">): boolean {
  if (work.do !== "message" || after !== undefined) return false;
  const { message } = work.rendered;
  return (channel.uploads?.fileOf(message) ?? null) === null && channel.laneOf(message, address.person) === "message";
}
