/** What every channel offers to the rest of the project. A new channel is a folder beside this file and a line in `list.ts`. */
import type { ChannelName } from "../content/content.ts";
import type { Address, Inbound } from "../content/events.ts";
import type { Profile } from "../content/profile.ts";
import type { Render } from "../content/rendering.ts";

export interface Channel {
  readonly name: ChannelName;
  /** What the platform writes into a delivery's `object`: `page`. */
  readonly object: string;
  /** The apps in which people of the account answer. */
  readonly inboxApps: readonly string[];
  /** How many characters of metadata a pass of control may carry. */
  readonly passMetadata: number;
  /** How long a person's last word allows free answers, in milliseconds. */
  readonly window: number;
  /**
   * Every event of a delivery, in its order. Pure, and never throws: what is not understood becomes an `unknown` event.
   * @param body the parsed JSON of the delivery
   * @param now the time of arrival, in milliseconds: stands in where the platform gave no timestamp
   */
  readonly decode: (body: unknown, now: number) => Inbound[];
  readonly render: Render;
  /** What the platform tells of a person; null when it tells nothing of them, `unknown` when it could not be asked. Never throws. */
  readonly profile: (person: Address, graph: GraphAccess) => Promise<Profile | null | "unknown">;
  /** Does one thing on the platform. Never throws: who failed is in the outcome. */
  readonly act: (deed: Deed, to: Address, graph: GraphAccess) => Promise<Outcome>;
}

/** One thing that a channel can do for a conversation. */
export type Deed =
  | {
      readonly do: "message";
      readonly message: Readonly<Record<string, unknown>>;
      /** Whether the platform has approved its words beforehand. */
      readonly approved: boolean;
      /** Comes back in the echo: the id of the part. */
      readonly metadata: string;
    }
  | { readonly do: "typing" | "seen" | "take" }
  | { readonly do: "react"; readonly mid: string; readonly emoji: string }
  | { readonly do: "pass"; readonly app: string; readonly metadata: string };

/** What a call to the platform needs, beside what it says. */
export interface GraphAccess {
  readonly url: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret: string;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeout: number;
  /** Stands in for the network, in tests of bots. */
  readonly fetch?: typeof fetch;
}

/** What became of a call, by who failed. */
export type Outcome =
  | { readonly ended: "done"; readonly mid?: string }
  /** Somebody else has the conversation. */
  | { readonly ended: "taken" }
  /** The platform said no. */
  | { readonly ended: "refused"; readonly failure: Failure }
  /** The request left and no answer came that says what happened: it may have been done. */
  | { readonly ended: "unknown"; readonly why: string };

export interface Failure {
  readonly class: FailureClass;
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  /** The platform's own sentence. It never holds a token. */
  readonly message: string;
  readonly trace?: string;
}

/**
 * What a refusal means for the next step: `transient` is tried again, `token` and `blocked` stop the whole account's
 * sending until it is repaired, `permanent` never works.
 */
export type FailureClass = "transient" | "token" | "blocked" | "permanent";

/** `10/2018278 (#10) This message is sent outside of allowed window. [trace AbC]`: for the log and the lists. */
export function describe(failure: Failure): string {
  const code = failure.subcode === undefined ? `${failure.code}` : `${failure.code}/${failure.subcode}`;
  return `${code} ${failure.message}${failure.trace === undefined ? "" : ` [trace ${failure.trace}]`}`;
}
