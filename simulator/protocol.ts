/** What the messenger's page and its server say to each other. */
import type { Change, ChatItem, OwnMenus, Person } from "./core/chat.ts";
import type { Fault } from "./core/faults.ts";
import type { Trace } from "./core/life.ts";
import type { QuickReply } from "./core/message.ts";
import type { MessengerProfile } from "./core/messenger-profile.ts";
import type { TemplateDraft } from "./core/utility-templates.ts";
import type { Changed } from "./steps.ts";

/** What somebody does on the page; sent to `POST /api/do`. */
export type Command =
  /** `page`: the name of the Page, where there are several. */
  | { readonly do: "join"; readonly page?: string }
  | { readonly do: "open" | "leave" | "start" | "sticker" | "opt in" | "coupon" | "unlink"; readonly psid: string }
  | { readonly do: "say"; readonly psid: string; readonly text: string; readonly replyTo?: string }
  | { readonly do: "tap"; readonly psid: string; readonly title: string; readonly payload: string }
  /** In the menu or among the ice breakers; a command comes as words, with Meta's note that it is one. */
  | { readonly do: "choose"; readonly psid: string; readonly title: string; readonly payload: string }
  /** Answers the newest question for feedback. */
  | { readonly do: "feedback"; readonly psid: string; readonly value: string }
  | { readonly do: "command"; readonly psid: string; readonly name: string }
  | { readonly do: "reply"; readonly psid: string; readonly reply: QuickReply }
  | { readonly do: "send"; readonly psid: string; readonly kind: FileKind; readonly url: string }
  /** `name` is Meta's word for the emoji: `love`, `smile`, …. */
  | { readonly do: "react"; readonly psid: string; readonly mid: string; readonly emoji: string; readonly name: string }
  | { readonly do: "unreact"; readonly psid: string; readonly mid: string }
  /** A message of one's own. */
  | { readonly do: "edit"; readonly psid: string; readonly mid: string; readonly text: string }
  | { readonly do: "take back"; readonly psid: string; readonly mid: string }
  | {
      readonly do: "location";
      readonly psid: string;
      readonly name: string;
      readonly lat: number;
      readonly long: number;
    }
  /** Something happens outside of Messenger. The result is {@link Done}. */
  | { readonly do: "signal"; readonly psid: string; readonly name: string; readonly data: unknown }
  /** Makes a utility template that was missing, and approves it. */
  | { readonly do: "approve"; readonly psid: string; readonly template: TemplateDraft }
  /** Does again what Meta refused last. The result is {@link Done}. */
  | { readonly do: "send again"; readonly psid: string }
  /** The app hears the Page's webhooks again, after Meta has ended that. */
  | { readonly do: "subscribe" }
  /** `unnamed`: the echo names no app. */
  | { readonly do: "agent says"; readonly psid: string; readonly text: string; readonly unnamed?: boolean }
  | { readonly do: "agent releases"; readonly psid: string }
  /** Lets time pass, in milliseconds. */
  | { readonly do: "clock"; readonly ms: number }
  /** Kills the bot in the middle of what it says next to this person. */
  | { readonly do: "kill"; readonly psid: string }
  /** Does everything of this chat again, as somebody new. The result is a {@link Replayed}. */
  | { readonly do: "replay"; readonly psid: string }
  /** The result is the text of a test. */
  | { readonly do: "test"; readonly psid: string }
  /** Writes that test into the project. The result is {@link Saved}. */
  | { readonly do: "save"; readonly psid: string; readonly name: string; readonly overwrite: boolean };

/** What somebody can send as a file. */
export type FileKind = "image" | "video" | "audio" | "file";

/** Where a test is, from the project's folder. Not `written`: another stands there, and nobody said to overwrite it. */
export interface Saved {
  readonly path: string;
  readonly written: boolean;
}

/** What came of something that the bot's Worker was asked to do: nothing, or why it did not. */
export interface Done {
  readonly error?: string;
}

/** A signal that the bot answers, with data as it may have. */
export interface SignalOffer {
  readonly name: string;
  readonly sample: unknown;
}

/** What is known of the bot without asking it: from its package and its source. */
export interface About {
  /** The Page's name. */
  readonly name: string;
  /** Whether it is the shop that comes with the project. */
  readonly isShop: boolean;
  /** What can be tried, word for word. */
  readonly suggestions: readonly string[];
}

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

/** Something that happened to the bot itself, or to Meta (`down`, `up`), shown in every chat. */
export interface BotNews {
  readonly id: number;
  readonly at: number;
  readonly news: "reloaded" | "broken" | "repaired" | "killed" | "back" | "down" | "up";
}

/** What comes over `GET /api/events`, one JSON a message. The first is the whole state. */
export type Update =
  | {
      readonly kind: "state";
      readonly about: About;
      readonly profile: MessengerProfile;
      readonly menus: OwnMenus;
      readonly signals: readonly SignalOffer[];
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
  | { readonly kind: "tally"; readonly tally: Tally }
  | { readonly kind: "about"; readonly about: About }
  | { readonly kind: "signals"; readonly signals: readonly SignalOffer[] };
