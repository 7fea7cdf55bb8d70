/** When a row's work may go on. */
import { left, now } from "../clock.ts";
import { NEWER_STATE_MS } from "./retry.ts";
import { type EventRow, isOpen, type Part, Status } from "./schema.ts";

/**
 * When the row's turn may be tried again, or its next part: the time that was written down, and at once when that is
 * further away than it was then, since the clock was set back.
 */
export function dueOf({ due, status, out }: EventRow): number {
  if (due <= now()) return due;
  return left(due, status === Status.waiting ? NEWER_STATE_MS : waitOf(out)) > 0 ? due : 0;
}

function waitOf(out: string | null): number {
  const parts: Part[] = JSON.parse(out ?? "[]");
  return parts.find(isOpen)?.waits ?? 0;
}
