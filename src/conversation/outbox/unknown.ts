/**
 * A send whose outcome nobody knows: it left and no answer came that says what happened, or the object died meanwhile.
 * It is held, and what comes after it waits. Its echo settles it (inbox.ts). Else the echo of a later send tells that
 * it was not sent, or the thread tells, as the platform shows it; and only when nothing tells, it is said again on a
 * guess.
 */
import { type EchoEvidence, NO_EVIDENCE } from "../../account/echoes.ts";
import type { Access } from "../../channels/channel.ts";
import { now } from "../../clock.ts";
import type { Settings } from "../../env.ts";
import { log } from "../../log.ts";
import { squeezed } from "../../model/squeezed.ts";
import type { PartKey } from "../ids.ts";
import { listedAs } from "../listed-as.ts";
import { hasLeft, type Part } from "../schema.ts";
import type { Scope } from "../scope.ts";
import type { Store } from "../store.ts";
import { end, move, partAt, settle } from "./parts.ts";

/** The longest time that the echo of a send takes, while echoes of later sends come. */
const EVIDENCE_MS = 20_000;
/** The number of unknown outcomes of a send from which on nothing but evidence is trusted. */
const DOUBTS = 2;
/** The largest difference between the platform's clock and ours: it shows seconds only. */
export const CLOCKS_DIFFER_MS = 3_000;
/** The number of rows that are searched for messages that are known already: more than a thread shows. */
const ACCOUNTED = 50;

type Doubting = Pick<Scope, "store" | "account" | "channel" | "bot" | "address" | "settings" | "alias">;

/** Marks a part as `unknown`: nobody knows whether it was sent. */
export function markUnknown(scope: Doubting, key: PartKey, part: Part, why: string): void {
  const { store, settings, alias } = scope;
  log("warn", "send_unknown", { conversation: alias, why });
  const unknowns = (part.unknowns ?? 0) + 1;
  const at = now();
  const triedAt = part.triedAt ?? at;
  const firstTriedAt = part.firstTriedAt ?? triedAt;
  const doubted: Part = { ...part, status: "unknown", why, unknowns, triedAt, firstTriedAt, unknownSince: at };
  const next = reconcile(doubted, NO_EVIDENCE, at, settings, mayRepeat(scope));
  move(store, key, doubted, next.is === "wait" ? next.when : at);
}

/**
 * Decides about a part of unknown outcome when its wait is over: by evidence, in an echo or in the thread itself,
 * before any guess.
 * @returns whether it is to be sent again now
 */
export async function isUnsent(
  scope: Doubting,
  key: PartKey,
  found: Part,
  seen: EchoEvidence,
  graph: Access,
): Promise<boolean> {
  const { store, account, settings } = scope;
  // After the clock was set back, the wait for its echo begins anew: it does not end early, and takes no longer.
  const unknownSince = Math.min(found.unknownSince ?? found.triedAt ?? 0, now());
  const part: Part = { ...found, unknownSince };
  // No echo tells of a comment: that those of messages come says nothing of it.
  const told = part.work.do === "comment" ? NO_EVIDENCE : seen;
  const verdict = reconcile(part, told, now(), settings, mayRepeat(scope));
  const mid = mayAsk(part, now(), settings.UNKNOWN_MS) ? await inThread(scope, part, graph) : "unknown";
  if (partAt(store, key)?.status !== "unknown") return false; // its echo has come meanwhile
  if (mid === null) return true;
  if (mid !== "unknown") {
    settle(store, key, mid);
    return false;
  }
  switch (verdict.is) {
    case "again":
      return true;
    case "wait":
      move(store, key, { unknownSince }, verdict.when);
      return false;
    case "give up": {
      const about = listedAs(store, key.seq);
      await account.report({ kind: "send_unknown", ...about, detail: part.why ?? "" });
      // Its echo may have come while the account was told.
      if (isLeft(partAt(store, key))) await account.settle("send_unknown", about.event);
      else end(scope, key, "failed", "Nobody knows whether it was sent, and it is not sent again.");
      return false;
    }
  }
}

/** Returns whether to say something again on a guess: where silence tells nothing, only if the bot wants it so. */
const mayRepeat = ({ channel, bot }: Doubting): boolean => channel.evidence.repeats || bot.repeatsInDoubt;

type OpenSend = Pick<Part, "triedAt" | "unknownSince" | "unknowns" | "careful">;

/** The decision about a send whose outcome nobody knows. `when` is the next time to look. */
export type UnknownSend =
  | { readonly is: "again" }
  | { readonly is: "give up" }
  | { readonly is: "wait"; readonly when: number };

/**
 * Decides about a send that no echo has settled. It counts as not sent when the echo of a send has come that was tried
 * well after it. Without that evidence an answer is said once more after a while, and then held until there is some.
 * When nothing else was said meanwhile, no echo could tell: it is then said a last time where echoes come, since its
 * own would have come by now, and given up where they do not. A part that must not be said twice is given up instead of
 * being said once more.
 * @param repeats whether it may be said again without evidence that it was not sent
 */
export function reconcile(
  { triedAt: tried = 0, unknownSince: since = tried, unknowns = 0, careful }: OpenSend,
  { echoed, succeeded }: EchoEvidence,
  now: number,
  { UNKNOWN_MS: unknownMs, HOLD_MS }: Pick<Settings, "UNKNOWN_MS" | "HOLD_MS">,
  repeats = true,
): UnknownSend {
  const evidenceMs = Math.min(EVIDENCE_MS, unknownMs);
  if (!repeats) return now < since + unknownMs ? { is: "wait", when: since + unknownMs } : { is: "give up" };
  // Echoes may overtake each other, but not by so much.
  if (echoed >= tried + evidenceMs && now >= since + evidenceMs) return { is: "again" };
  if (now < since + unknownMs) return { is: "wait", when: Math.min(since + unknownMs, now + evidenceMs) };
  if (careful === true) return { is: "give up" };
  if (unknowns < DOUBTS) return { is: "again" };
  // Where echoes come, the next one tells; while nothing of the account gets through, there is nothing to tell.
  const mayTell = echoed > 0 || succeeded < tried;
  if (mayTell && now < since + HOLD_MS) return { is: "wait", when: now + evidenceMs };
  const echoesCome = echoed > 0 && succeeded < echoed + unknownMs;
  return echoesCome && unknowns === DOUBTS ? { is: "again" } : { is: "give up" };
}

/** Returns whether the thread can be asked by now: a message that was sent stands in it. */
function mayAsk({ unknownSince = 0 }: OpenSend, now: number, unknownMs: number): boolean {
  return now >= unknownSince + Math.min(EVIDENCE_MS, unknownMs);
}

/**
 * Returns the `mid` of a message in the platform's thread; null: it is not there; `unknown`: the platform did not tell.
 */
async function inThread(
  { store, account, channel, address }: Doubting,
  part: Part,
  graph: Access,
): Promise<string | null | "unknown"> {
  const { byThread, textOf } = channel.evidence;
  if (byThread === undefined || part.work.do !== "message" || !(await account.mayAskThread())) return "unknown";
  const shown = await byThread(address, graph);
  if (shown === "unknown") return "unknown";
  const known = knownMids(store);
  const words = squeezed(textOf(part.work.rendered.message));
  const since = (part.firstTriedAt ?? part.triedAt ?? 0) - CLOCKS_DIFFER_MS;
  const found = shown.find((one) => one.at >= since && squeezed(one.text) === words && !known.has(one.mid));
  return found?.mid ?? null;
}

const isLeft = (part: Part | undefined): boolean => part !== undefined && hasLeft(part);

/** Returns the ids of messages of the thread that are known already: another part's, or a colleague's. */
function knownMids(store: Store): ReadonlySet<string> {
  return new Set(
    store.latest(ACCOUNTED).flatMap(({ body, out }) => {
      const { mid } = JSON.parse(body) as { mid?: string };
      const parts: Part[] = JSON.parse(out ?? "[]");
      return [mid, ...parts.map((part) => part.mid)].filter((one) => one !== undefined);
    }),
  );
}
