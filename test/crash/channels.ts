/** The channels that the suite can be run on: how each platform writes deliveries, what it answers, and what comes back. */
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageItem, Person } from "../../simulator/core/chat.ts";
import { answerGraph, type GraphHost } from "../../simulator/core/graph.ts";
import { PageState } from "../../simulator/core/page-state.ts";
import { type AcceptedMessage, FakeApi } from "../fake/api.ts";
import { REFUSALS, type StatusName, seconds } from "../fake/wire.ts";
import { look } from "../support/legacy-uses.ts";
import type { Refusal } from "./faults.ts";
import type { Random } from "./random.ts";
import { APP, PAGE, SECRET, TOKEN, WAY_MS } from "./settings.ts";

/** One entry of a delivery, as the platform writes it. */
export type Entry = Readonly<Record<string, unknown>>;

/** Something that a person does. */
export interface Done {
  readonly person: string;
  readonly mid: string;
  /** What they write, or the title of what they tap. */
  readonly words: string;
  readonly isTap: boolean;
  readonly at: number;
}

/** How a channel's deliveries are written. */
export interface Dialect {
  /** What stands in a delivery's `object`. */
  readonly object: string;
  readonly people: (count: number) => readonly string[];
  readonly entry: (done: Done) => Entry;
}

/** A message of the account is on a person's screen. */
export interface Arrived {
  readonly person: string;
  readonly words: unknown;
  /** What tells the Worker of it, in this order. The first entry proves that it went out. */
  readonly returns: (mid: string) => readonly Entry[];
}

export interface ChannelOptions {
  readonly people: ReadonlySet<string>;
  readonly random: Random;
  /** Whether the platform shows a thread. */
  readonly thread: boolean;
  /** @returns the message's id, where the platform gives one only now */
  readonly onArrived: (message: Arrived) => string;
}

/** What a channel's platform does with the Worker's calls. */
export interface ChannelPlatform {
  /** Whether a call says something to somebody. */
  readonly says: (body: Readonly<Record<string, unknown>>) => boolean;
  readonly answer: (request: Request) => Promise<Response>;
  /** What was said no to, and was no fault of the suite's. */
  readonly refusals: readonly string[];
  readonly counts: { sends: number };
}

export interface CrashChannel {
  readonly dialect: Dialect;
  readonly platform: (options: ChannelOptions) => ChannelPlatform;
  /** What the platform says for "not now". */
  readonly notNow: readonly Refusal[];
  /** Added to the Worker: a module, and what of it is registered. */
  readonly registers?: { readonly module: string; readonly name: string };
}

/** As many messages as Meta gives details of. */
const SHOWN = 20;
/** How many messages are told of as delivered, beside their echo. */
const DELIVERED = 0.2;

const page = (item: Entry): Entry => ({ id: PAGE, time: Date.now(), messaging: [item] });

const messenger: CrashChannel = {
  dialect: {
    object: "page",
    // 17 digits: whoever reads them as a number is found out.
    people: (count) => Array.from({ length: count }, (_, n) => `9${String(n).padStart(15, "0")}1`),
    entry: ({ person, mid, words, isTap, at }) => {
      const what = isTap
        ? { postback: { mid, title: words, payload: `TAP_${words}` } }
        : { message: { mid, text: words } };
      return page({ sender: { id: person }, recipient: { id: PAGE }, timestamp: at, ...what });
    },
  },
  /** Documented: Common Error Codes and the Graph API error guide. */
  notNow: [
    {
      status: 500,
      error: { code: 2, type: "OAuthException", is_transient: true, message: "Service temporarily unavailable" },
    },
    {
      status: 400,
      error: { code: 613, type: "OAuthException", message: "(#613) Calls to this api have exceeded the rate limit." },
    },
    { status: 400, error: { code: 4, type: "OAuthException", message: "(#4) Application request limit reached" } },
    {
      status: 500,
      error: { code: 1, error_subcode: 2_018_012, type: "OAuthException", message: "An unknown error has occurred." },
    },
  ],
  platform: ({ people, random, thread, onArrived }) => {
    let traces = 0;
    const counts = { sends: 0 };
    const refusals: string[] = [];
    const said = new Map<string, MessageItem[]>();
    const person = (psid: string): Person => ({ psid, firstName: "", lastName: "", owner: "bot", open: false });
    const host: GraphHost = {
      appId: APP,
      appSecret: SECRET,
      pageId: PAGE,
      pageName: "The crash suite",
      pageToken: TOKEN,
      page: new PageState({ now: Date.now, rates: "off" }),
      now: Date.now,
      people: () => [...said.keys()].map(person),
      chat: (psid) => said.get(psid) ?? [],
      person: (psid) => (people.has(psid) ? person(psid) : undefined),
      reaches: () => true,
      usedOrder: () => false,
      fetches: async () => "fine",
      sends: (psid, message) => {
        counts.sends++;
        const sent = { sender: { id: PAGE }, recipient: { id: psid }, timestamp: Date.now() };
        const parties = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now() };
        const returns = (mid: string) => [
          page({ ...sent, message: { mid, is_echo: true, app_id: Number(APP), ...message } }),
          ...(random.chance(DELIVERED)
            ? [page({ ...parties, delivery: { mids: [mid], watermark: parties.timestamp } })]
            : []),
        ];
        const id = onArrived({ person: psid ?? "", words: message.text, returns });
        if (thread && psid !== null) {
          const item = { kind: "message", id, psid, at: Date.now(), from: "bot", message } as const;
          said.set(psid, [...(said.get(psid) ?? []).slice(1 - SHOWN), item]);
        }
        return id;
      },
      acts: () => undefined,
      owner: () => APP,
      controlUntil: () => null,
      gives: () => undefined,
      extends: () => undefined,
      asksFor: () => undefined,
      called: (call) => {
        look(call);
        if (call.refusal !== undefined) refusals.push(call.refusal.message);
      },
      traceId: () => `trace${++traces}`,
    };
    return {
      counts,
      refusals,
      says: (body) => "message" in body,
      answer: async (request) => answerGraph(host, request),
    };
  },
};

const fake: CrashChannel = {
  dialect: {
    object: "fake_account",
    people: (count) => Array.from({ length: count }, (_, n) => `+3161${String(n).padStart(7, "0")}`),
    entry: ({ person, mid, words, at }) => ({
      account: PAGE,
      messages: [{ id: mid, from: person, at: seconds(at), text: words }],
    }),
  },
  notNow: [{ status: REFUSALS.busy.status, error: { code: REFUSALS.busy.code, message: REFUSALS.busy.message } }],
  registers: { module: "test/fake/channel.ts", name: "fake" },
  platform: ({ people, random, onArrived }) => {
    const counts = { sends: 0 };
    /** In any order, and some of them twice. */
    const told = ({ id, to, reference }: AcceptedMessage): Entry[] => {
      const names: StatusName[] = random.some(["sent", "delivered", "read"], 3);
      const all = random.chance(0.2) ? [...names, random.pick(names)] : names;
      const at = seconds(Date.now());
      return all.map((status) => ({ account: PAGE, statuses: [{ id, to, reference, status, at }] }));
    };
    const api = new FakeApi({
      tokens: { [PAGE]: TOKEN },
      wroteAt: (_, person) => (people.has(person) ? Date.now() : undefined),
      accepts: (message) => {
        counts.sends++;
        // Each on its own way: who does not wait for the one before is overtaken.
        void sleep(random.whole(0, WAY_MS)).then(() =>
          onArrived({ person: message.to, words: message.text.body, returns: () => told(message) }),
        );
      },
    });
    return { counts, refusals: api.refusals, says: () => true, answer: (request) => api.answer(request) };
  },
};

export const CHANNELS = { messenger, fake } as const satisfies Record<string, CrashChannel>;
