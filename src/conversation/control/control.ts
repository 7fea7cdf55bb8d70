/** Who has a conversation, the bot, a person or another app, and how that changes. Pure. */
import { now } from "../../clock.ts";
import type { ControlEvent, EchoEvent } from "../../model/events.ts";
import type { Control } from "../schema.ts";

/** How long control that was passed or taken lasts without activity. Documented: conversation routing, 2025-09-24. */
export const CONTROL_LAPSES_MS = 24 * 3_600_000;

/** An answer from the inbox this soon after the person's message is Meta's own instant reply, not a colleague. */
export const INSTANT_REPLY_MS = 10_000;

/** Who has the conversation now: a control that has lapsed is the bot's again. */
export function controlAt(control: Control, now: number): Control {
  return "until" in control && control.until <= now ? { by: "bot" } : control;
}

/** Any activity prolongs a control that was passed or taken. */
export function prolonged(control: Control, now: number): Control {
  const active = controlAt(control, now);
  if (!("until" in active) || !active.held) return active;
  return { ...active, until: Math.max(active.until, now + CONTROL_LAPSES_MS) };
}

/**
 * Whether a person of the Page has sent it. They write in an app of theirs; or in one that the platform does not name, as on
 * a phone, where nothing but a person puts words or pictures. What the Page sends by itself without naming an app (the post
 * under which somebody asked, an away message) is a template. What apps send carries metadata.
 * @param apps the apps in which people of the account answer
 */
export function isColleagues({ appId, metadata, text, attachments }: EchoEvent, apps: readonly string[]): boolean {
  if (appId !== undefined) return apps.includes(appId);
  if (metadata !== undefined || attachments.some(({ type }) => type === "template")) return false;
  return text !== undefined || attachments.some(({ type }) => type !== "fallback");
}

/** A colleague wrote from the inbox. */
export function quieted(control: Control, now: number, quietMs: number): Control {
  const active = controlAt(control, now);
  if ("until" in active && active.held) return { ...active, until: now + CONTROL_LAPSES_MS };
  return { by: "human", until: now + quietMs, held: false };
}

/** Whether the bot may take a turn: not while a person or another app has the conversation. */
export function mayTurn(control: Control, now: number): boolean {
  return controlAt(control, now).by === "bot";
}

/**
 * Who has the conversation after control was passed or taken. Without an app id of ours, the inbox tells them apart. Whoever
 * takes it from us has it, named or not: the platform names an owner to some apps only.
 */
export function controlAfter({ action, from, to }: ControlEvent, appId: string, inboxes: readonly string[]): Control {
  const until = now() + CONTROL_LAPSES_MS;
  if (inboxes.includes(to ?? "")) return { by: "human", until, held: true };
  const wasOurs = from != null && (appId === "" ? !inboxes.includes(from) : from === appId);
  if (action === "take" && to == null && wasOurs) return { by: "app", until, held: true };
  const ours = to === appId || to == null || (appId === "" && inboxes.includes(from ?? ""));
  return ours ? { by: "bot" } : { by: "app", until, held: true };
}
