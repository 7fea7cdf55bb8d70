/** What the messenger's page and its server say to each other. */
import type { Change, ChatItem, Person } from "./core/chat.ts";
import type { Fault } from "./core/faults.ts";
import type { Trace } from "./core/life.ts";
import type { QuickReply } from "./core/message.ts";
import type { Changed } from "./steps.ts";

/** What somebody does on the page; sent to `POST /api/do`. */
export type Command =
  | { readonly do: "join" }
  | { readonly do: "open" | "leave" | "start" | "sticker"; readonly psid: string }
  | { readonly do: "say"; readonly psid: string; readonly text: string; readonly replyTo?: string }
  | { readonly do: "tap"; readonly psid: string; readonly title: string; readonly payload: string }
  | { readonly do: "reply"; readonly psid: string; readonly reply: QuickReply }
  | { readonly do: "picture"; readonly psid: string; readonly url: string }
  | {
      readonly do: "location";
      readonly psid: string;
      readonly name: string;
      readonly lat: number;
      readonly long: number;
    }
  | { readonly do: "agent says"; readonly psid: string; readonly text: string }
  | { readonly do: "agent releases"; readonly psid: string }
  /** Lets time pass, in milliseconds. */
  | { readonly do: "clock"; readonly ms: number }
  /** Kills the bot in the middle of what it says next to this person. */
  | { readonly do: "kill"; readonly psid: string }
  /** Does everything of this chat again, as somebody new. The result is a {@link Replayed}. */
  | { readonly do: "replay"; readonly psid: string }
  /** The result is the text of a test. */
  | { readonly do: "test"; readonly psid: string };

/** What a replay found. */
export interface Replayed {
  readonly psid: string;
  readonly lines: readonly Changed[];
}

/** What the bar counts. */
export interface Tally {
  readonly killed: number;
  readonly lost: number;
  readonly twice: number;
}

/** The bot as a process. A version that cannot be built or loaded is `broken`, and nothing answers in its place. */
export type BotState = { readonly is: "starting" | "running" } | { readonly is: "broken"; readonly error: string };

/** Something that happened to the bot itself, shown in every chat. */
export interface BotNews {
  readonly id: number;
  readonly at: number;
  readonly news: "reloaded" | "broken" | "repaired" | "killed" | "back";
}

/** What comes over `GET /api/events`, one JSON a message. The first is the whole state. */
export type Update =
  | {
      readonly kind: "state";
      readonly pageName: string;
      readonly people: readonly Person[];
      readonly items: readonly ChatItem[];
      readonly bot: BotState;
      readonly news: readonly BotNews[];
      readonly traces: readonly Trace[];
      readonly shift: number;
      readonly faults: readonly Fault[];
      readonly tally: Tally;
    }
  | Change
  | { readonly kind: "bot"; readonly bot: BotState }
  | { readonly kind: "news"; readonly news: BotNews }
  | { readonly kind: "trace"; readonly trace: Trace }
  | { readonly kind: "shift"; readonly shift: number }
  | { readonly kind: "faults"; readonly faults: readonly Fault[] }
  | { readonly kind: "tally"; readonly tally: Tally };
