/** The intake of each kind of event. It is synchronous, so that it is one step with the alarm; only reports are not. */
import { lossOf } from "../account/alerts.ts";
import { now } from "../clock.ts";
import type { ControlEvent, EchoEvent, Event, ReceiptEvent } from "../model/events.ts";
import { isChange } from "../model/revised.ts";
import { active } from "./control/activity.ts";
import { CONTROL_LAPSES_MS, controlAt, quieted } from "./control/control.ts";
import { noLongerWaits } from "./control/hand-over.ts";
import { type PartKey, readPartId } from "./ids.ts";
import { listedAs } from "./listed-as.ts";
import { end, keyOf, move, partAt, partsOfRow, settle, unsaidOf } from "./outbox/parts.ts";
import { CLOCKS_DIFFER_MS } from "./outbox/unknown.ts";
import { revise } from "./revise.ts";
import { type Control, isAtLeast, type Part, type PartStatus, Status } from "./schema.ts";
import { peopleApps, type Scope } from "./scope.ts";

/** The number of rows that are searched for a send that the platform has not named. */
const NAMELESS_ROWS = 20;

/** Takes an event in, and reports it when it tells of a loss. @returns whether it is new and was put into the inbox */
export function take(scope: Scope, event: Event, received: number): boolean {
  const isNew = takeIn(scope, event, received);
  const loss = isNew ? lossOf(event) : null;
  if (loss !== null) scope.ctx.waitUntil(scope.account.report(loss));
  return isNew;
}

function takeIn(scope: Scope, event: Event, received: number): boolean {
  switch (event.kind) {
    case "echo":
      return hearEcho(scope, event, received);
    case "receipt":
      hearReceipt(scope, event);
      return false;
    default:
      return put(scope, event, received);
  }
}

function put(scope: Scope, event: Event, received: number): boolean {
  const { store, bot, channel, arm } = scope;
  const standby = event.standby === true;
  const runs = !standby && bot.handles(event);
  if (!store.add(event, received, runs ? Status.waiting : Status.done)) return false;
  const changesControl =
    event.kind === "control" && event.action !== "request" && !standby && event.at >= store.facts.controlAt;
  if (changesControl) {
    const control = controlAfter(scope, event);
    store.note({ control, controlAt: event.at, ...(control.by === "bot" ? {} : { others: store.facts.others + 1 }) });
    if (control.by === "bot") {
      noLongerWaits(scope);
      if (store.resume(received)) arm(received);
    }
  }
  store.note(active(store.facts, event, received, channel.opensWindow));
  const isRevised = bringsUpToDate(scope, event);
  // An event that waits is read from its row after a restart, and noted with its turn: so no row is written here.
  if (!runs || changesControl || isRevised) store.save();
  return true;
}

/**
 * Revises what is stored of a message that was edited or taken back, whichever of the two events comes first.
 * @returns whether the event is one of the two
 */
function bringsUpToDate(scope: Scope, event: Event): boolean {
  const mid = "mid" in event ? event.mid : undefined;
  if (mid === undefined || !(isChange(event) || scope.store.facts.ahead.includes(mid))) return false;
  revise(scope, mid);
  return true;
}

/**
 * Takes an echo in. Our own settles a send whose outcome is open; a colleague's silences the bot; others do nothing.
 */
function hearEcho(scope: Scope, event: EchoEvent, received: number): boolean {
  const { store, bot, channel } = scope;
  const own = ownPart(scope, event);
  if (own !== null) {
    settleAs(scope, own, event.mid, "sent");
    return false;
  }
  if (!channel.isColleague(event, peopleApps(scope))) return false;
  if (!store.add(event, received, Status.done)) return false;
  bringsUpToDate(scope, event);
  const { lastUserMessageAt, control } = store.facts;
  const { instantReplyMs = 0 } = channel.handOver ?? {};
  const isInstantReply = event.at >= lastUserMessageAt && event.at - lastUserMessageAt < instantReplyMs;
  if (!isInstantReply || controlAt(control, received).by === "human") {
    const others = store.facts.others + 1;
    store.note({ control: quieted(control, received, bot.quietMs), humanAt: received, others });
    noLongerWaits(scope);
  }
  store.save();
  return true;
}

/** Returns the part that an echo belongs to, if this app has said it; null: somebody else has. */
function ownPart(scope: Scope, event: EchoEvent): PartKey | null {
  const { store, channel, settings } = scope;
  switch (channel.evidence.returns) {
    case "byEcho":
      return isOurs(event, settings.appId) ? readPartId(event.metadata, store.facts.createdAt) : null;
    case "byEchoWords":
      return keyOf(store, event.mid) ?? keyOfWords(scope, event);
    default:
      return null;
  }
}

/**
 * Returns whether this app has said it, by the platform's app id. Not by the metadata: every app of the account sees it
 * and can send the same. Where the platform names no app, or this Worker's is not configured, the metadata has to do.
 */
function isOurs({ appId: from }: EchoEvent, appId: string): boolean {
  return from === undefined || appId === "" || from === appId;
}

/**
 * Returns the send that an echo without a reference belongs to: the first one of which the platform has told no id, if the
 * same was said. One that was answered with "sent, although an error came back" has none, and comes before one whose outcome is open;
 * what is said after that waits for it, so two that are the same are never taken for each other.
 */
function keyOfWords({ store, channel }: Scope, event: EchoEvent): PartKey | null {
  const { isEchoOf } = channel.evidence;
  const next = store.nextOut();
  const rows = [...store.latest(NAMELESS_ROWS), ...(next === undefined ? [] : [next])].map(({ seq }) => seq);
  for (const seq of [...new Set(rows)].sort((one, other) => one - other)) {
    for (const part of partsOfRow(store, seq)) {
      const { work, triedAt = 0, firstTriedAt = triedAt } = part;
      if (work.do !== "message" || !isNameless(part) || event.at < firstTriedAt - CLOCKS_DIFFER_MS) continue;
      if (isEchoOf?.(work.rendered.message, event) === true) return { seq, n: part.n };
    }
  }
  return null;
}

/** Tells whether a part has left, or may have, and the platform has told no id of it. */
function isNameless({ mid, status, unknowns }: Part): boolean {
  if (mid !== undefined) return false;
  if (status === "sending" || status === "unknown" || status === "sent") return true;
  return unknowns !== undefined && (status === "queued" || status === "failed");
}

/**
 * Stores that a part has left, and takes the alert of its failure off the account's list. The alert stays when other
 * parts of the answer were not said meanwhile: they can be said from there.
 */
function settleAs({ store, account, ctx }: Scope, key: PartKey, mid: string | undefined, status: PartStatus): void {
  const was = settle(store, key, mid, status);
  if (was === "failed" && unsaidOf(store, key.seq).length === 0) {
    const event = store.row(key.seq)?.id ?? "";
    for (const kind of ["send_unknown", "send_failed"] as const) ctx.waitUntil(account.settle(kind, event));
  }
  const part = partAt(store, key);
  ctx.waitUntil(account.heard(part?.firstTriedAt ?? part?.triedAt ?? 0)); // nobody knows of which try it is
}

/** Takes a receipt in: of one message, by our reference or its id; else of everything that was said up to a time. */
function hearReceipt(scope: Scope, event: ReceiptEvent): void {
  const { channel } = scope;
  const { status, mid } = event;
  const key = partOf(scope, event);
  if (status === "failed") {
    if (key !== null) failAfterwards(scope, key, event);
    return;
  }
  if (key !== null) settleAs(scope, key, mid, status);
  // Where each message has a status of its own, a receipt of an unknown message tells nothing of the others.
  else if (status !== "sent" && channel.evidence.returns !== "byStatus") {
    raiseWatermark(scope, status, event.watermark ?? event.at);
  }
}

/** Returns the part that a receipt is about; null: it is about no single part that is known here. */
function partOf({ store }: Pick<Scope, "store">, { part, mid }: ReceiptEvent): PartKey | null {
  return readPartId(part, store.facts.createdAt) ?? (mid === undefined ? null : keyOf(store, mid));
}

/**
 * Marks a message as failed that was accepted, or sent, before. A message that the person has got stays so, whatever is
 * told later.
 */
function failAfterwards(scope: Scope, key: PartKey, { mid, failure }: ReceiptEvent): void {
  const { store } = scope;
  const part = partAt(store, key);
  if (part === undefined || isAtLeast(part, "delivered") || part.status === "failed") return;
  store.step(() => {
    move(store, key, { failedThere: true, ...(part.mid === undefined && mid !== undefined ? { mid } : {}) });
    end(scope, key, "failed", whyOf(failure));
  });
}

const whyOf = ({ code, why }: Partial<NonNullable<ReceiptEvent["failure"]>> = {}): string =>
  [code, why ?? "The platform gave no reason."].filter((one) => one !== undefined).join(" ");

/**
 * Reports messages that failed after they were accepted, as these events tell. The platform repeats an event until it
 * is acknowledged, which is after this: an object that dies in between gets it again, and reports what is stored as
 * failed.
 */
export async function listFailures(scope: Scope, events: readonly Event[]): Promise<void> {
  const { store, account } = scope;
  for (const event of events) {
    const key = event.kind === "receipt" && event.status === "failed" ? partOf(scope, event) : null;
    if (event.kind !== "receipt" || key === null) continue;
    const hasFailed = () => {
      const part = partAt(store, key);
      return part?.status === "failed" && part.failedThere === true;
    };
    if (!hasFailed()) continue;
    const about = listedAs(store, key.seq);
    const code = event.failure === undefined ? {} : { code: event.failure.code };
    await account.report({ kind: "send_failed", ...about, ...code, detail: whyOf(event.failure) });
    // A receipt may have told meanwhile that the person has got it.
    if (!hasFailed()) await account.settle("send_failed", about.event);
  }
}

function raiseWatermark({ store }: Scope, kind: "delivered" | "read", watermark: number): void {
  if (watermark <= store.facts[kind]) return;
  store.note({ [kind]: watermark });
  store.save();
}

/** Returns who has the conversation after control was passed or taken, by the channel's rules. */
function controlAfter({ channel, settings, ...rest }: Scope, event: ControlEvent): Control {
  const by = channel.handOver?.after(event, settings.appId, peopleApps({ channel, settings, ...rest })) ?? "bot";
  return by === "bot" ? { by } : { by, until: now() + CONTROL_LAPSES_MS, held: true };
}
