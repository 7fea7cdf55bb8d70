import type { Content } from "../content/content.ts";
import type { Event } from "../content/events.ts";
import { text } from "./say.ts";
import type { Line, Said, Stored, TurnInput, TurnResult } from "./turn.ts";

/** What a handler works with: the event, the person's state, and ways to answer. */
export interface Context<State, Heard> {
  /** What happened. */
  readonly event: Heard;
  /** What the person wrote; for a tap, the title of what was tapped; otherwise empty. */
  readonly text: string;
  /** Whether this is a tap that no action answers any more: buttons stay in people's chats for years. */
  readonly stale: boolean;
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** What the bot remembers of this person. Change it or replace it; it is saved with what is said, or not at all. */
  state: State;
  /** Says something, after what was said before. It is recorded here and sent when the handler is done. */
  say(content: string | Content): void;
  /**
   * Hands the conversation to the people of the Page: says so first, then passes control to the Page's inbox with the
   * reason and the last lines, and then the bot is silent until it gets the conversation back.
   */
  handOver(options: HandOver): void;
  /**
   * Does something outside of the conversation once, however often this handler runs: an order, a payment, a ticket.
   * The result is stored before the handler goes on. `make` gets a key that stays the same, for a service that takes
   * idempotency keys; it runs again only if the Worker died before the result was stored.
   * @param name unique within the handler
   */
  once<Value>(name: string, make: (key: string) => Value | Promise<Value>): Promise<Value>;
  /** The last lines of the conversation, oldest first, without the one being answered. */
  history(count: number): readonly Line[];
}

export interface HandOver {
  /** Said before control is passed. */
  readonly say: string | Content;
  /** For the people who take over. */
  readonly reason: string;
  /** Said when nobody can be reached. */
  readonly ifFailed?: string | Content;
}

/** What `onError` has: it can speak and remember, and nothing else. */
export type ErrorContext<State> = Pick<Context<State, Event>, "event" | "text" | "person" | "state" | "say">;

const NOBODY = "I could not reach anybody just now. Please write again in a moment.";

const contentOf = (content: string | Content): Content => (typeof content === "string" ? text(content) : content);

/** A context, and what the handler said and remembered through it. */
export function createContext(
  input: TurnInput,
  stored: Stored,
  found: { readonly view: unknown; readonly params?: Readonly<Record<string, string>>; readonly stale?: boolean },
): { readonly context: Context<unknown, unknown>; readonly result: () => TurnResult } {
  const said: Said[] = [];
  const context = {
    event: found.view,
    text: textOf(input.event),
    stale: found.stale ?? false,
    person: input.person,
    params: found.params ?? {},
    state: stored.data,
    say(content: string | Content) {
      said.push({ say: contentOf(content) });
    },
    handOver({ say, reason, ifFailed }: HandOver) {
      said.push({ say: contentOf(say) }, { handOver: { reason, ifFailed: contentOf(ifFailed ?? NOBODY) } });
    },
    once: input.once,
    history: input.history,
  };
  return { context, result: () => ({ state: { version: stored.version, data: context.state }, said }) };
}

function textOf(event: Event): string {
  if (event.kind === "message") return event.text ?? "";
  return event.kind === "tap" ? (event.title ?? "") : "";
}
