/** The wait of a conversation for its slot among all those of its account. */
import { FAR_MS, type Permit } from "../../account/rate/permits.ts";
import type { AccountAccess } from "../../channels/channel.ts";
import { left, now } from "../../clock.ts";
import { pause } from "../../timeout.ts";

/** The access to send with at this moment; or the permit that has none, or is too far away to be waited for. */
export type Slot =
  | { readonly goes: true; readonly access: AccountAccess }
  | { readonly goes: false; readonly permit: Permit };

/**
 * Waits for a slot. One that has passed is not used: sends that were held up together would leave together, and more of
 * them in a second than the platform takes. So whoever comes too late asks again, right before the call.
 * @param ask gets another permit; `late` is the time by which the last slot was missed, in milliseconds
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

/** Waits for a slot. @returns the time by which it was missed, in milliseconds; 0: it is now */
export async function lateFor({ at, until = Infinity }: Permit, over?: AbortSignal): Promise<number> {
  const ms = left(at, FAR_MS);
  if (ms > 0) await pause(ms, over);
  return now() > until ? now() - at : 0;
}
