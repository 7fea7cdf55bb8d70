/** How each kind of event is taken in. Everything here is synchronous: it is one step with the alarm. */
import { lossOf } from "../account/alerts.ts";
import type { EchoEvent, Event } from "../model/events.ts";
import { isChange } from "../model/revised.ts";
import { active } from "./control/activity.ts";
import { controlAfter, controlAt, INSTANT_REPLY_MS, isColleagues, quieted } from "./control/control.ts";
import { noLongerWaits } from "./control/hand-over.ts";
import { readPartId } from "./ids.ts";
import { partAt, settle } from "./outbox/parts.ts";
import { revise } from "./revise.ts";
import { Status } from "./schema.ts";
import { peopleApps, type Scope } from "./scope.ts";

/** @returns whether the event is new and was put into the inbox */
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
    case "delivery":
    case "read":
      raiseWatermark(scope, event.kind === "read" ? "read" : "delivered", event.watermark ?? event.at);
      return false;
    default:
      return put(scope, event, received);
  }
}

function put(scope: Scope, event: Event, received: number): boolean {
  const { store, bot, settings, arm } = scope;
  const standby = event.standby === true;
  const runs = !standby && bot.handles(event);
  if (!store.add(event, received, runs ? Status.waiting : Status.done)) return false;
  const changesControl =
    event.kind === "control" && event.action !== "request" && !standby && event.at >= store.facts.controlAt;
  if (changesControl) {
    const control = controlAfter(event, settings.appId, peopleApps(scope));
    store.note({ control, controlAt: event.at, ...(control.by === "bot" ? {} : { others: store.facts.others + 1 }) });
    if (control.by === "bot") {
      noLongerWaits(scope);
      if (store.resume(received)) arm(received);
    }
  }
  store.note(active(store.facts, event, received));
  const isRevised = bringsUpToDate(scope, event);
  // What waits is known from its row after a restart, too, and is written with its turn: that saves a row here.
  if (!runs || changesControl || isRevised) store.save();
  return true;
}

/** An edit, or something that was taken back, whichever comes first of it and the message. @returns whether it is one */
function bringsUpToDate(scope: Scope, event: Event): boolean {
  const mid = "mid" in event ? event.mid : undefined;
  if (mid === undefined || !(isChange(event) || scope.store.facts.ahead.includes(mid))) return false;
  revise(scope, mid);
  return true;
}

/** Our own echo settles a send whose outcome is open; a colleague's quiets the bot; other apps' do nothing. */
function hearEcho(scope: Scope, event: EchoEvent, received: number): boolean {
  const { store, bot, account, ctx, settings } = scope;
  const own = isOurs(event, settings.appId) ? readPartId(event.metadata, store.facts.createdAt) : null;
  if (own !== null) {
    const was = settle(store, own, event.mid);
    if (was === "failed") ctx.waitUntil(account.settle("send_unknown", store.row(own.seq)?.id ?? ""));
    const part = partAt(store, own);
    ctx.waitUntil(account.heard(part?.firstTriedAt ?? part?.triedAt ?? 0)); // nobody knows of which try it is
    return false;
  }
  if (!isColleagues(event, peopleApps(scope))) return false;
  if (!store.add(event, received, Status.done)) return false;
  bringsUpToDate(scope, event);
  const { lastUserMessageAt, control } = store.facts;
  const isInstantReply = event.at >= lastUserMessageAt && event.at - lastUserMessageAt < INSTANT_REPLY_MS;
  if (!isInstantReply || controlAt(control, received).by === "human") {
    const others = store.facts.others + 1;
    store.note({ control: quieted(control, received, bot.quietMs), humanAt: received, others });
    noLongerWaits(scope);
  }
  store.save();
  return true;
}

/**
 * Whether this app has said it. Metadata is shown to every app of the Page, so any of them can send what looks like ours;
 * whose it is, Meta says. Where it names no app, or FACEBOOK_APP_ID is not set, the metadata has to do.
 */
function isOurs({ appId: from }: EchoEvent, appId: string): boolean {
  return from === undefined || appId === "" || from === appId;
}

function raiseWatermark({ store }: Scope, kind: "delivered" | "read", watermark: number): void {
  if (watermark <= store.facts[kind]) return;
  store.note({ [kind]: watermark });
  store.save();
}
