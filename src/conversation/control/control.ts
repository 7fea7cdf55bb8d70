/** The control of a conversation: it is with the bot, a person or another app, and changes by these rules. Pure. */
import type { Control } from "../schema.ts";

/** The time after which control that was passed or taken lapses. Documented: conversation routing, 2025-09-24. */
export const CONTROL_LAPSES_MS = 24 * 3_600_000;

/** Returns who has the conversation now: a control that has lapsed is the bot's again. */
export function controlAt(control: Control, now: number): Control {
  return "until" in control && control.until <= now ? { by: "bot" } : control;
}

/** Returns the control after an activity: any activity prolongs a control that was passed or taken. */
export function prolonged(control: Control, now: number): Control {
  const active = controlAt(control, now);
  if (!("until" in active) || !active.held) return active;
  return { ...active, until: Math.max(active.until, now + CONTROL_LAPSES_MS) };
}

/** Returns the control after a colleague wrote from the inbox. */
export function quieted(control: Control, now: number, quietMs: number): Control {
  const active = controlAt(control, now);
  if ("until" in active && active.held) return { ...active, until: now + CONTROL_LAPSES_MS };
  return { by: "human", until: now + quietMs, held: false };
}

/** Returns whether the bot may take a turn: not while a person or another app has the conversation. */
export function mayTurn(control: Control, now: number): boolean {
  return controlAt(control, now).by === "bot";
}
