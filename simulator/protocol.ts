/** What the messenger's page and its server say to each other. */
import type { ChatItem, Person } from "./core/chat.ts";
import type { QuickReply } from "./core/message.ts";

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
  | { readonly do: "agent releases"; readonly psid: string };

/** The bot as a process. A version that cannot be built or loaded is `broken`, and nothing answers in its place. */
export type BotState = { readonly is: "starting" | "running" } | { readonly is: "broken"; readonly error: string };

/** Something that happened to the bot itself, shown in every chat. */
export interface BotNews {
  readonly id: number;
  readonly at: number;
  readonly news: "reloaded" | "broken" | "repaired";
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
    }
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "item"; readonly item: ChatItem }
  | { readonly kind: "bot"; readonly bot: BotState }
  | { readonly kind: "news"; readonly news: BotNews };
