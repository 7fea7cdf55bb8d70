/** Who may speak, decided at the moment of sending. Pure functions of what is known. */
import type { Reach } from "../../channels/channel.ts";
import type { EchoEvent } from "../../model/events.ts";
import type { Control, Facts, Part } from "../schema.ts";

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

export type Verdict =
  | { readonly speak: true }
  | { readonly speak: false; readonly end: "canceled" | "expired" | "failed"; readonly why: string };

/** What else counts at the moment of sending. */
export interface Meanwhile {
  /** What was said to the person before, which counts where they may get one message only. */
  readonly before?: readonly Part[];
  /** The person wants to hear nothing that they have not asked for. */
  readonly optedOut?: boolean;
}

/**
 * Whether a part may be sent now.
 * @param reach what the person's last word allows
 */
export function maySpeak(
  part: Part,
  facts: Readonly<Facts>,
  { window, once }: Reach,
  now: number,
  { before = [], optedOut = false }: Meanwhile = {},
): Verdict {
  if (now >= part.expires)
    return { speak: false, end: "expired", why: "It could not be sent in time and is stale now." };
  const { by } = controlAt(facts.control, now);
  if (by === "human" || by === "app") {
    return {
      speak: false,
      end: "canceled",
      why: `The conversation is with ${by === "human" ? "a person" : "another app"}.`,
    };
  }
  // A pass is said and done in one state, "passing": that the bot has the conversation means that it came back.
  if (part.work.do === "pass" && by === "bot") {
    return { speak: false, end: "canceled", why: "The conversation has come back meanwhile." };
  }
  const rendered = part.work.do === "message" ? part.work.rendered : undefined;
  if (optedOut && part.unasked === true && rendered !== undefined) {
    return { speak: false, end: "canceled", why: "The person has opted out." };
  }
  if (once && rendered !== undefined && before.some(isSaid)) {
    return {
      speak: false,
      end: "failed",
      why: "A comment or a post gets one private answer, and this would be a second. More can be said when the person writes.",
    };
  }
  const allowed = rendered?.reach ?? window;
  if (rendered !== undefined && rendered.approved !== true && now - facts.opened > allowed) {
    const hours = Math.floor((now - facts.opened) / 3_600_000);
    return {
      speak: false,
      end: "failed",
      why: `The person's last word was ${hours} h ago; free answers are allowed for ${allowed / 3_600_000} h. An approved utility template would be.`,
    };
  }
  return { speak: true };
}

/** Whether a message has left, or may have. */
function isSaid({ status, work }: Part): boolean {
  return work.do === "message" && (status === "sent" || status === "sending" || status === "unknown");
}
