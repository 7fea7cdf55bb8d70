import { type Bot, type BotOptions, createBot } from "../../src/kit/bot.ts";
import type { Dialog } from "../../src/kit/dialog.ts";
import type { Duration } from "../../src/kit/index.ts";
import type { Asked } from "../../src/kit/question.ts";
import {
  type AnyBot,
  type Later,
  type Memory,
  runnable,
  type Said,
  type Stored,
  type TurnInput,
  type TurnResult,
} from "../../src/kit/runnable.ts";
import type { Signal } from "../../src/kit/signal.ts";
import type { Content } from "../../src/model/content.ts";
import { milliseconds } from "../../src/model/duration.ts";
import type { Attachment, Event, TapEvent } from "../../src/model/events.ts";
import type { Graph } from "../../src/model/graph.ts";
import type { Offer } from "../../src/model/rendering.ts";
import { render } from "../support/render.ts";

/** Nothing is outside of a talk. */
export const NO_GRAPH: Graph = {
  account: "",
  person: "",
  call: async () => ({}),
  batch: async () => [],
  async *all() {},
};

/** When every talk begins. */
export const START = 1_700_000_000_000;

/**
 * A talk with a bot, turn by turn, without a conversation around it: it carries what the bot remembers and offers from
 * one turn to the next, keeps what was asked for later, and lets it ripen. Every method gives what the bot said to it.
 */
export class Talk {
  bot: AnyBot;
  stored: Stored | null = null;
  offers: readonly Offer[] = [];
  now = START;
  /** As the platform has told it. */
  locale: string | undefined;
  /** When a person of the Page last had the conversation. */
  humanAt = 0;
  /** How often somebody else has spoken, or has taken the conversation. */
  others = 0;
  /** What they had before them of what was said in a turn. */
  sight: TurnInput["sight"] = () => "seen";
  /** What is still to happen, by when. */
  pending: (Later & { readonly due: number })[] = [];
  /** The latest turn, as the bot returned it. */
  result: TurnResult | null = null;
  #events = 0;
  #turns = 0;

  constructor(bot: AnyBot) {
    this.bot = bot;
  }

  says(text: string, ...attachments: Attachment[]): Promise<string[]> {
    return this.happens({ kind: "message", mid: this.#mid(), text, attachments });
  }

  /** Answers what the bot said in a turn, counted from 0. */
  replies(turn: number, text: string): Promise<string[]> {
    return this.happens({ kind: "message", mid: this.#mid(), text, attachments: [], replyTo: `bot_${turn}` });
  }

  sends(...attachments: Attachment[]): Promise<string[]> {
    return this.happens({ kind: "message", mid: this.#mid(), attachments });
  }

  /** Taps what the latest message offers. */
  taps(title: string): Promise<string[]> {
    const offer = this.offers.find((one) => one.title === title);
    if (offer === undefined) {
      throw new Error(`"${title}" is not on offer. There is: ${this.offers.map((one) => one.title).join(", ")}.`);
    }
    return this.tapsOld(offer.payload, title);
  }

  /** Taps something from further up in the chat. */
  tapsOld(payload: string, title: string, source: TapEvent["source"] = "quick_reply"): Promise<string[]> {
    return this.happens({ kind: "tap", mid: this.#mid(), source, payload, title });
  }

  /** Taps Get Started. */
  starts(): Promise<string[]> {
    return this.happens({
      kind: "tap",
      mid: this.#mid(),
      source: "postback",
      payload: "START",
      title: "Get Started",
      start: true,
    });
  }

  signals<Data>(what: Signal<Data> | string, data: unknown): Promise<string[]> {
    return this.happens({ kind: "signal", name: typeof what === "string" ? what : what.signal, data });
  }

  /** Time passes. What was asked for later happens in its order. */
  async waits(time: Duration): Promise<string[]> {
    const until = this.now + milliseconds(time);
    const said: string[] = [];
    for (;;) {
      const next = this.pending.toSorted((left, right) => left.due - right.due)[0];
      if (next === undefined || next.due > until) break;
      this.pending = this.pending.filter((one) => one !== next);
      this.now = next.due;
      said.push(...(await this.signals(next.name, next.data)));
    }
    this.now = until;
    return said;
  }

  async happens(event: Happening): Promise<string[]> {
    return shown((await this.turn({ ...event, id: `e_${this.#events++}`, at: this.now } as Event)).said);
  }

  /** One turn. As in a conversation, nothing of it counts when it fails. */
  async turn(event: Event, change: Partial<TurnInput> = {}): Promise<TurnResult> {
    const result = await this.bot[runnable].run({ ...this.input(event), ...change });
    // What is stored is JSON: whatever would be lost there is lost here.
    this.stored = JSON.parse(JSON.stringify(result.state));
    const said = result.said.flatMap((one) => ("say" in one ? [one.say] : []));
    const last = said.at(-1);
    if (last !== undefined) this.offers = render(last, { base: "https://bot.test" }).offers;
    for (const what of result.forget) {
      this.pending = this.pending.filter((one) => ("name" in what ? one.name !== what.name : one.key !== what.key));
    }
    for (const one of result.later) {
      this.pending = this.pending.filter(({ name, key }) => key === undefined || key !== one.key || name !== one.name);
      this.pending.push({ ...one, due: this.now + one.after });
    }
    this.result = result;
    return result;
  }

  input(event: Event): TurnInput {
    return {
      event,
      now: this.now,
      channel: "messenger",
      account: "707",
      person: "123",
      stored: structuredClone(this.stored),
      ...(this.locale === undefined ? {} : { locale: this.locale }),
      hasOwnMenu: true,
      offers: this.offers,
      humanAt: this.humanAt,
      others: this.others,
      turn: this.#turns++,
      mids: "mid" in event && event.mid !== undefined ? [event.mid] : [],
      sight: this.sight,
      isSaidIn: (mid, turn) => mid === `bot_${turn}`,
      window: this.now + 86_400_000,
      env: {},
      history: () => [],
      once: async (_, make) => make("key"),
      sayNow: async () => {},
      stillWorkingSaid: () => false,
      typing: () => {},
      profile: async () => null,
      graph: NO_GRAPH,
    };
  }

  /** What the library itself remembers. */
  get memory(): Memory {
    return this.stored?.kit ?? {};
  }

  #mid(): string {
    return `m_${this.#events}`;
  }
}

type Distribute<E> = E extends Event ? Omit<E, "id" | "at"> : never;
/** An event, less what the talk itself knows. */
export type Happening = Distribute<Event>;

export type Stateless = Bot<Record<string, never>>;

/** A bot that starts what `define` gives when somebody writes "go", and says "otherwise" to what it does not know. */
export function starting(
  define: (bot: Stateless) => Dialog,
  options: BotOptions<Record<string, never>> = {},
): { talk: Talk; bot: Stateless } {
  const bot = createBot(options);
  const dialog = define(bot);
  bot.hears("go", (c) => c.start(dialog));
  bot.otherwise((c) => c.say(`otherwise${c.stale ? ", stale" : ""}: ${c.text}`));
  return { talk: new Talk(bot), bot };
}

/** A dialog of one question, which tells its answer. */
export async function asking<Q extends Asked>(
  question: Q,
  options: BotOptions<Record<string, never>> = {},
): Promise<Talk> {
  const { talk } = starting(
    (bot) =>
      bot
        .dialog("one")
        .ask("it", () => question)
        .done((c, a) => c.say(JSON.stringify(a))),
    options,
  );
  await talk.says("go");
  return talk;
}

/** What a person sees, a line for each thing: `How fast? [Standard] [Express]`. */
export function shown(said: readonly Said[]): string[] {
  return said.map((one) => {
    if ("erase" in one) return "(erases everything)";
    if ("menu" in one) return `(menu: ${one.menu?.map(({ title }) => title).join(", ") ?? "the Page's"})`;
    if ("reply" in one) return `(below the comment: ${one.reply})`;
    if ("react" in one) return `(reacts ${one.react})`;
    return "say" in one ? linesOf(one.say) : `(hands over: ${one.handOver.reason})`;
  });
}

function linesOf(content: Content): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "choice":
      return [content.text, ...content.options.map((one) => `[${one.type === "ask" ? one.what : one.title}]`)].join(
        " ",
      );
    case "request":
      return `${content.text} (${content.what})`;
    default:
      return `(${content.type})`;
  }
}
