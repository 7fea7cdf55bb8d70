/** How a conversation takes its turn among all those of its account. */
import { FAR_MS, type Permit } from "../../account/rate/permits.ts";
import type { AccountAccess } from "../../channels/channel.ts";
import { left, now } from "../../clock.ts";
import { pause } from "../../timeout.ts";

/** Leave to go at this moment, and what with; or the permit that has nothing, or is too far away to be waited for. */
export type Slot =
  | { readonly goes: true; readonly access: AccountAccess }
  | { readonly goes: false; readonly permit: Permit };

/**
 * Waits for a slot. One that has passed is no right: what was held up together would set out together, and more of it in a
 * second than the platform takes. So whoever comes too late asks again, right before the call that would have been made.
 * @param ask gets another permit; `late` is by how much the last slot was missed, in milliseconds
 */
export async function waitForSlot(
  permit: Permit,
  ask: (late: number) => Promise<Permit>,
  over?: AbortSignal,
): Promise<Slot> {
  for (let current = permit; ; ) {
    const { access, isFar } = current;
    if (access === null || isFar === true) return { goes: false, permit: current };
    const late = await lateFor(current, over);
    if (late === 0) return { goes: true, access };
    over?.throwIfAborted();
    current = await ask(late);
  }
}

/** Waits for a slot. @returns by how much it was missed, in milliseconds; 0: this is the moment */
export async function lateFor({ at, until = Infinity }: Permit, over?: AbortSignal): Promise<number> {
  const ms = left(at, FAR_MS);
  if (ms > 0) await pause(ms, over);
  return now() > until ? now() - at : 0;
}
