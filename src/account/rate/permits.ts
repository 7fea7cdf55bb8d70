import type { Usage } from "../../channels/channel.ts";
import type { ConversationRef } from "../conversations.ts";
import type { EchoEvidence } from "../echoes.ts";

/** Slots are given out for so long ahead, in milliseconds. Whoever would wait for longer sleeps meanwhile. */
export const FAR_MS = 5_000;

/**
 * How late a message may set out for its slot, in milliseconds. What is held up together sets out together: so many slots as
 * lie in that time are in a second more than the rate. So no second has more than `PAGE_RATE` and a twentieth of it.
 */
export const LATE_MS = 50;

/** Leave to send one message. */
export interface Permit extends EchoEvidence {
  /** The account's token; null when there is none that works. */
  readonly token: string | null;
  /** Not before this time: the reserved slot, or when to ask again. */
  readonly at: number;
  /** Not after this time: what comes later has lost its slot, and asks again. Without it the slot is not lost. */
  readonly until?: number;
  /** It is too far away to be held: ask again at its time. */
  readonly isFar?: true;
  /** Others wait for the same moment, and one of them is enough: ask again at one of your own. */
  readonly isCrowd?: true;
  /** Sending is paused, and this one message tries whether it works again: say so when it did. */
  readonly probe?: true;
}

/** Who asks for a permit, and for what. */
export interface PermitRequest extends Partial<EchoEvidence> {
  readonly conversation?: ConversationRef;
  /** Which of the channel's rates it is bound to, beside that of the account; `message` if not given: none. */
  readonly lane?: string;
  /** Nothing depends on it: a look at a profile, an upload. It never tries whether a paused account works again. */
  readonly light?: boolean;
  /** Worth it only now: typing dots. It takes no slot that comes later, so no message waits for it. */
  readonly soon?: boolean;
  /** By how much it came too late for the slot that it had, in milliseconds. */
  readonly late?: number;
  /** What the platform last told of the account's allowance. */
  readonly usage?: Usage;
}
