/** The input of a handler for one run: the facts of the person, and the calls it may make until the run is over. */

import type { Access, Usage } from "../../channels/channel.ts";
import { now } from "../../clock.ts";
import { digest } from "../../digest.ts";
import type { TurnInput } from "../../kit/runnable.ts";
import type { Event } from "../../model/events.ts";
import { RETENTION } from "../../retention.ts";
import { pause } from "../../timeout.ts";
import { mayTurn } from "../control/control.ts";
import { originOf } from "../ids.ts";
import type { Sender } from "../outbox/outbox.ts";
import { lateFor, waitForSlot } from "../outbox/slot.ts";
import type { KnownProfile } from "../schema.ts";
import { accessOf, knownPerson, type Scope } from "../scope.ts";
import type { Batch } from "./batch.ts";
import { historyOf, historyQueryOf } from "./history.ts";
import type { Once } from "./once.ts";
import { sayNowOf } from "./say-now.ts";
import { isSaidIn, sightOf } from "./sight.ts";

/** The longest time that an answer is held up by a slot for asking the person's name. */
const SOON_MS = 1_000;

export function inputOf(scope: Scope, outbox: Sender, once: Once, turn: Batch, over: AbortSignal): TurnInput {
  const { ctx, env, store, channel, address, senderActions } = scope;
  const { row, event } = turn;
  const origin = originOf(row.id);
  return {
    event,
    ...address,
    hasOwnMenu: channel.personMenu?.isFor(address.person) === true,
    // Each run gets a copy of its own: what a failed handler changed is gone with it.
    ...knownPerson(scope, structuredClone(store.state)),
    offers: store.facts.offers,
    humanAt: store.facts.humanAt,
    others: store.facts.others,
    turn: row.seq,
    mids: midsOf(turn),
    sight: (asking) => sightOf(store, turn, asking),
    isSaidIn: (mid, asking) => isSaidIn(store, mid, asking),
    window: store.facts.windowOpenedAt + channel.window(address.person).window,
    env,
    history: (count) => historyOf(store, count, { ...historyQueryOf(turn), itself: false }),
    once: (name, make) => once.result({ seq: row.seq, origin, name, over }, make),
    ...sayNowOf(scope, outbox, turn, over),
    typing: () => ctx.waitUntil(senderActions.show("typing", over)),
    profile: () => profile(scope, event),
    graph: channel.graph(address, { acquire: () => enter(scope, over), used: (usage) => used(scope, usage) }),
  };
}

/** Returns the ids of the messages that a turn answers as one. An event that is no message has none of its own. */
function midsOf({ row, others, event }: Batch): string[] {
  if (others.length === 0) return "mid" in event && event.mid !== undefined ? [event.mid] : [];
  const all = [row, ...others].map(({ body }) => JSON.parse(body) as { readonly mid?: string });
  return all.flatMap(({ mid }) => mid ?? []);
}

/** Gets the access for a direct call of the handler's, which waits for its slot as a message does. */
async function enter(scope: Scope, over: AbortSignal): Promise<Access | null> {
  const ask = (late?: number) => scope.account.permit({ light: true, ...(late === undefined ? {} : { late }) });
  for (;;) {
    over.throwIfAborted();
    const turn = await waitForSlot(await ask(), ask, over);
    over.throwIfAborted();
    if (turn.goes) return { ...accessOf(scope, turn.access), signal: over };
    if (turn.permit.access === null) return null;
    await pause(turn.permit.at - now(), over);
  }
}

/** Returns the person's name and picture. Asks the platform once a day, and not while a person of the Page speaks. */
async function profile(scope: Scope, event: Event): ReturnType<TurnInput["profile"]> {
  const { store, channel, address, account } = scope;
  const hasWritten = event.kind === "message" || event.kind === "tap";
  if (channel.person === undefined) return null;
  const known = store.facts.profile;
  if (known !== null && holds(known, hasWritten, account.token)) return known.found;
  const permit = await account.permit({ light: true });
  const { access, at } = permit;
  if (access === null || at - now() > SOON_MS || !mayTurn(store.facts.control, now())) return null;
  if (known !== null && holds(known, hasWritten, access.token)) return known.found;
  if ((await lateFor(permit)) > 0) return null;
  const answer = await channel.person(address, accessOf(scope, access), (usage) => used(scope, usage));
  if (answer === "unknown") return null;
  const refused = answer === null ? { refused: { hadWritten: hasWritten, token: markOf(access.token) } } : {};
  store.note({ profile: { at: now(), found: answer, ...refused } }); // written with the turn
  return answer;
}

/**
 * Returns whether the platform's last answer still counts. A refusal counts until something has changed: the person has
 * written since, and had not before; the token is another one; or an hour has passed.
 * @param token the account's; empty: it is not known here
 */
function holds({ at, found, refused }: KnownProfile, hasWritten: boolean, token: string): boolean {
  if (now() - at >= (found === null ? RETENTION.profileRefused : RETENTION.profile).for) return false;
  if (refused === undefined) return true;
  return (refused.hadWritten || !hasWritten) && markOf(token) === refused.token;
}

/** Returns a mark that tells two tokens apart, and tells nothing of either. */
const markOf = (token: string): string => digest(token).slice(0, 8);

function used({ ctx, account }: Scope, usage: Usage): void {
  ctx.waitUntil(account.used(usage));
}
