import type { AccountAccess, Usage } from "../../channels/channel.ts";
import type { ConversationRef } from "../conversations.ts";
import type { EchoEvidence } from "../echoes.ts";

/** The time ahead for which slots are given out, in milliseconds. A conversation that waits for longer sleeps meanwhile. */
export const FAR_MS = 5_000;

/**
 * The time by which a message may be late for its slot, in milliseconds. Messages that are held up together are sent
 * together, so a second may have as many more than the rate as there are slots in this time: at most `PAGE_RATE` and a
 * twentieth of it.
 */
export const LATE_MS = 50;

/** The permission to send one message. */
export interface Permit extends EchoEvidence {
  /** The account's token and the address that it is for; null when there is none that works. */
  readonly access: AccountAccess | null;
  /** The earliest time: the reserved slot, or the time to ask again. */
  readonly at: number;
  /** The latest time: a message that is later has lost its slot and asks again. Without it the slot is not lost. */
  readonly until?: number;
  /** The slot is too far away to be reserved: ask again at its time. */
  readonly isFar?: true;
  /** Others wait for the same time, and one of them is enough: ask again at a time of your own. */
  readonly isCrowd?: true;
  /** Sending is paused, and this one message tries whether it works again: say so when it did. */
  readonly probe?: true;
}

/** The conversation that asks for a permit, and the purpose. */
export interface PermitRequest extends Partial<EchoEvidence> {
  readonly conversation?: ConversationRef;
  /** The rate of the channel that holds for it beside that of the account; `message` if not given, which adds none. */
  readonly lane?: string;
  /** A call that nothing depends on: a look at a profile, an upload. It never tries whether a paused account works again. */
  readonly light?: boolean;
  /** Useful only now: typing dots. It takes no slot that comes later, so no message waits for it. */
  readonly soon?: boolean;
  /** The time by which it was too late for the slot that it had, in milliseconds. */
  readonly late?: number;
  /** The figures that the platform last told of the account's allowance. */
  readonly usage?: Usage;
}
