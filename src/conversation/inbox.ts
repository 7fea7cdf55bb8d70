/** How each kind of event is taken in. Everything here is synchronous: it is one step with the alarm. */
import { lossOf } from "../account/alerts.ts";
import { now } from "../clock.ts";
import type { ControlEvent, EchoEvent, Event } from "../model/events.ts";
import { isChange } from "../model/revised.ts";
import { active } from "./control/activity.ts";
import { noLongerWaits } from "./control/hand-over.ts";
import { partAt, readPartId, settle } from "./outbox/parts.ts";
import { CONTROL_LAPSES_MS, controlAt, INSTANT_REPLY_MS, isColleagues, quieted } from "./outbox/policy.ts";
import { revise } from "./revise.ts";
import { type Control, Status } from "./schema.ts";
import { type Desk, peopleApps } from "./scope.ts";

/** @returns whether the event is new and was put into the inbox */
export function take(desk: Desk, event: Event, received: number): boolean {
  const isNew = takeIn(desk, event, received);
  const loss = isNew ? lossOf(event) : null;
  if (loss !== null) desk.ctx.waitUntil(desk.account.report(loss));
  return isNew;
}

function takeIn(desk: Desk, event: Event, received: number): boolean {
  switch (event.kind) {
    case "echo":
      return hearEcho(desk, event, received);
    case "delivery":
    case "read":
      raiseWatermark(desk, event.kind === "read" ? "read" : "delivered", event.watermark ?? event.at);
      return false;
    default:
      return put(desk, event, received);
  }
}

function put(desk: Desk, event: Event, received: number): boolean {
  const { store, bot, settings, arm } = desk;
  const standby = event.standby === true;
  const runs = !standby && bot.answers(event);
  if (!store.add(event, received, runs ? Status.waiting : Status.done)) return false;
  const changesControl =
    event.kind === "control" && event.action !== "request" && !standby && event.at >= store.facts.controlAt;
  if (changesControl) {
    const control = controlAfter(event, settings.appId, peopleApps(desk));
    store.note({ control, controlAt: event.at, ...(control.by === "bot" ? {} : { others: store.facts.others + 1 }) });
    if (control.by === "bot") {
      noLongerWaits(desk);
      if (store.resume(received)) arm(received);
    }
  }
  store.note(active(store.facts, event, received));
  const isRevised = bringsUpToDate(desk, event);
  // What waits is known from its row after a restart, too, and is written with its turn: that saves a row here.
  if (!runs || changesControl || isRevised) store.save();
  return true;
}

/** An edit, or something that was taken back, whichever comes first of it and the message. @returns whether it is one */
function bringsUpToDate(desk: Desk, event: Event): boolean {
  const mid = "mid" in event ? event.mid : undefined;
  if (mid === undefined || !(isChange(event) || desk.store.facts.ahead.includes(mid))) return false;
  revise(desk, mid);
  return true;
}

/** Our own echo settles a send whose outcome is open; a colleague's quiets the bot; other apps' do nothing. */
function hearEcho(desk: Desk, event: EchoEvent, received: number): boolean {
  const { store, bot, account, ctx, settings } = desk;
  const own = isOurs(event, settings.appId) ? readPartId(event.metadata, store.facts.born) : null;
  if (own !== null) {
    const was = settle(store, own, event.mid);
    if (was === "failed") ctx.waitUntil(account.settle("send_unknown", store.row(own.seq)?.id ?? ""));
    const part = partAt(store, own);
    ctx.waitUntil(account.heard(part?.firstAt ?? part?.triedAt ?? 0)); // nobody knows of which try it is
    return false;
  }
  if (!isColleagues(event, peopleApps(desk))) return false;
  if (!store.add(event, received, Status.done)) return false;
  bringsUpToDate(desk, event);
  const { spoke, control } = store.facts;
  const isInstantReply = event.at >= spoke && event.at - spoke < INSTANT_REPLY_MS;
  if (!isInstantReply || controlAt(control, received).by === "human") {
    const others = store.facts.others + 1;
    store.note({ control: quieted(control, received, bot.quietMs), humanAt: received, others });
    noLongerWaits(desk);
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

/**
 * Who has the conversation after control was passed or taken. Without an app id of ours, the inbox tells them apart. Whoever
 * takes it from us has it, named or not: the platform names an owner to some apps only.
 */
function controlAfter({ action, from, to }: ControlEvent, appId: string, inboxes: readonly string[]): Control {
  const until = now() + CONTROL_LAPSES_MS;
  if (inboxes.includes(to ?? "")) return { by: "human", until, held: true };
  const wasOurs = from != null && (appId === "" ? !inboxes.includes(from) : from === appId);
  if (action === "take" && to == null && wasOurs) return { by: "app", until, held: true };
  const ours = to === appId || to == null || (appId === "" && inboxes.includes(from ?? ""));
  return ours ? { by: "bot" } : { by: "app", until, held: true };
}

function raiseWatermark({ store }: Desk, kind: "delivered" | "read", watermark: number): void {
  if (watermark <= store.facts[kind]) return;
  store.note({ [kind]: watermark });
  store.save();
}
