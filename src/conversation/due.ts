/** The time at which a row's work may go on. */
import { left, now } from "../clock.ts";
import { NEWER_STATE_MS } from "./retry.ts";
import { type EventRow, isOpen, type Part, Status } from "./schema.ts";

/**
 * Returns the time at which the row's turn, or its next part, may be tried again: the stored time; or 0, which is at
 * once, when the stored time is further away than its wait was long, since the clock was set back.
 */
export function dueOf({ due, status, out }: EventRow): number {
  if (due <= now()) return due;
  return left(due, status === Status.waiting ? NEWER_STATE_MS : waitOf(out)) > 0 ? due : 0;
}

function waitOf(out: string | null): number {
  const parts: Part[] = JSON.parse(out ?? "[]");
  return parts.find(isOpen)?.waits ?? 0;
}
