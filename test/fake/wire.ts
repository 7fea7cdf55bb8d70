/** What the fake platform puts on the wire: its deliveries, and the one call that it takes. Nothing of it is like Messenger's. */

/** A delivery: several accounts, and several people of each, in one. */
export interface Delivery {
  readonly object: "fake_account";
  readonly entry: readonly Entry[];
}

export interface Entry {
  readonly account: string;
  readonly messages?: readonly WireMessage[];
  readonly statuses?: readonly WireStatus[];
}

export interface WireMessage {
  readonly id: string;
  /** A phone number: `+31201234567`. */
  readonly from: string;
  /** Whole seconds, as text. */
  readonly at: string;
  readonly text?: string;
}

/** How far a message has come. */
export const STATUSES = ["sent", "delivered", "read", "failed"] as const;
export type StatusName = (typeof STATUSES)[number];

export interface WireStatus {
  /** The message's, as the answer to the call has named it. */
  readonly id: string;
  readonly to: string;
  /** What the sender put into the call. */
  readonly reference?: string;
  readonly status: StatusName;
  readonly at: string;
  readonly error?: { readonly code: number; readonly message: string };
}

/** `POST /<account>/messages`. The answer is `{"messages":[{"id":"…"}]}`: accepted, and no more than that. */
export interface Call {
  readonly to: string;
  readonly text: { readonly body: string };
  readonly reference: string;
}

/** A time in milliseconds, as the wire has it. */
export const seconds = (ms: number): string => String(Math.floor(ms / 1_000));

/** Of one text, in characters. */
export const TEXT_MAX = 160;
export const WINDOW_MS = 24 * 3_600_000;
/** The platform's own, and faster than the channel goes: a call may be on its way for longer than the one before it. */
export const PLATFORM_RATE = { everyMs: 100, burst: 12 } as const;
export const PHONE = /^\+[1-9]\d{6,14}$/;

/** What the platform says no with. */
export const REFUSALS = {
  token: { status: 401, code: 190, message: "The token does not work." },
  unknown_number: { status: 400, code: 131_026, message: "Nobody has this number." },
  window: { status: 400, code: 131_047, message: "They last wrote more than 24 hours ago." },
  person_rate: { status: 400, code: 131_056, message: "Too many messages to this number." },
  busy: { status: 400, code: 130_429, message: "Too many messages of this account." },
  too_long: { status: 400, code: 131_009, message: "The text is missing or too long." },
} as const satisfies Record<string, { readonly status: number; readonly code: number; readonly message: string }>;
