/**
 * One channel with its platform and its people around the Worker: what a test needs that runs over every channel. Here is
 * Messenger's; the fake one's is beside its platform.
 */
import type { Channel } from "../../src/channels/channel.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import type { Conversation } from "../../src/conversation/conversation.ts";
import { objectOf } from "./room.ts";
import { PAGE, text, type World } from "./world.ts";

/** A message that somebody writes, as a test puts it into a delivery. */
export interface Written {
  readonly person: string;
  readonly id: string;
  readonly words: string;
  /** When, in milliseconds; now if not given. */
  readonly at?: number;
  /** What a button carries that they tap, where the platform has buttons: else they write `words`. */
  readonly payload?: string;
}

/** Something that the account has said, as its platform knows it. */
export interface SaidThere {
  readonly person: string;
  readonly mid: string;
  /** Ours, as it went out with it. */
  readonly reference: string;
  readonly words: string;
}

export interface Side {
  readonly channel: Channel;
  readonly account: string;
  readonly objectOf: (person: string) => DurableObjectStub<Conversation>;
  /** Somebody who has not written yet. */
  readonly joins: () => string;
  readonly says: (person: string, words: string) => void;
  /** Chooses an option that stands on their screen. */
  readonly taps: (person: string, title: string) => void;
  /** What a person sees of the bot, a line each, without the disclosure. */
  readonly screen: (person: string) => string[];
  /** Waits until so much is on the screen. */
  readonly hears: (person: string, count: number) => Promise<string[]>;
  /** Lets out what the platform has for the webhook. */
  readonly settle: () => Promise<void>;
  /** The same, until nothing moves any more. */
  readonly settled: () => Promise<void>;
  /** From now on nothing tells what became of a send, until `tells`. The platform's thread cannot be read either. */
  readonly holdsEvidence: () => void;
  readonly tells: () => Promise<void>;
  /** Answers some calls in the platform's place. */
  graph: World["graph"];
  /** What the platform itself does with a call. */
  readonly handle: (request: Request) => Promise<Response>;
  /** Whom a call is about; null: nobody. */
  readonly personOf: (request: Request) => Promise<string | null>;
  /** The words of a call that says something; null: it says nothing. */
  readonly wordsOf: (request: Request) => Promise<string | null>;
  /** What was said to a person, as their platform has it. */
  readonly saidTo: (person: string) => Promise<SaidThere[]>;
  /** A delivery of messages. */
  readonly written: (messages: readonly Written[]) => unknown;
  /** Deliveries of what became of a message, by what they tell; what the platform has no word for is missing. */
  readonly receipts: (said: SaidThere) => Readonly<Partial<Record<"sent" | "delivered" | "read" | "failed", unknown>>>;
}

/** Messenger's, with the simulated Meta. */
export function messengerSide(w: World): Side {
  let holds = false;
  const delivery = (items: readonly object[]) => ({
    object: "page",
    entry: [{ id: PAGE, time: Date.now(), messaging: items }],
  });
  const bodyOf = async (request: Request) =>
    (request.method === "POST" ? await request.clone().json() : {}) as {
      readonly message?: { readonly text?: string };
      readonly recipient?: { readonly id?: string };
    };
  return {
    channel: messenger,
    account: PAGE,
    objectOf,
    joins: () => {
      holds = false;
      return w.joins().psid;
    },
    says: (person, words) => void w.meta.says(person, words),
    taps: (person, title) => void w.meta.taps(person, title),
    screen: w.screen,
    hears: w.hears,
    settle: () => w.meta.settle(),
    settled: w.settled,
    holdsEvidence: () => {
      holds = true;
    },
    tells: async () => {
      holds = false;
      await w.meta.settle();
    },
    get graph() {
      return w.graph;
    },
    set graph(given) {
      w.graph = async (request) => {
        if (holds && request.method === "GET") return new Response("<html>", { status: 503 });
        return given?.(request);
      };
    },
    handle: async (request) => (await w.meta.handle(request as never)) as never,
    personOf: async (request) => (await bodyOf(request)).recipient?.id ?? null,
    wordsOf: async (request) => (await bodyOf(request)).message?.text ?? null,
    saidTo: async (person) =>
      w.meta.said(person).map(({ id, message }) => ({
        person,
        mid: id,
        reference: message.metadata ?? "",
        words: message.text ?? "",
      })),
    written: (messages) =>
      delivery(
        messages.map(({ person, id, words, payload, at = Date.now() }) => ({
          sender: { id: person },
          recipient: { id: PAGE },
          timestamp: at,
          ...(payload === undefined
            ? { message: { mid: id, text: words } }
            : { postback: { mid: id, title: words, payload } }),
        })),
      ),
    receipts: ({ person, mid, reference, words }) => {
      const now = Date.now();
      const message = { mid, is_echo: true, app_id: Number(text("FACEBOOK_APP_ID")), metadata: reference, text: words };
      const parties = { sender: { id: person }, recipient: { id: PAGE }, timestamp: now };
      return {
        sent: delivery([{ sender: { id: PAGE }, recipient: { id: person }, timestamp: now, message }]),
        delivered: delivery([{ ...parties, delivery: { mids: [mid], watermark: now } }]),
        read: delivery([{ ...parties, read: { watermark: now } }]),
      };
    },
  };
}
