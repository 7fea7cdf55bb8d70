/**
 * Instagram around the Worker, for tests that run over every channel: phones, the send call, echoes without metadata, and the
 * thread. It has no comments and no profile; what it does not know it refuses.
 */
import { reset } from "cloudflare:test";
import { afterEach, beforeEach, vi } from "vitest";
import { sign } from "../../simulator/core/webhooks.ts";
import { instagram } from "../../src/channels/instagram/channel.ts";
import { nameOf } from "../../src/durable-objects.ts";
import type { Side } from "./side.ts";
import { AUTOMATED, post, text, until, type World, worker } from "./world.ts";

export const ACCOUNT = "17841405822304914";
const TOKEN = "IGAAtests";
const WINDOW_MS = 24 * 3_600_000;
const TEXT_BYTES = 1_000;
/** Longer than a turn without any waiting takes. */
const QUIET_MS = 150;
const TICK_MS = 3;

interface Option {
  readonly title: string;
  readonly payload: string;
}

interface Wire {
  readonly text?: string;
  readonly quick_replies?: readonly Option[];
  readonly attachment?: { readonly type: string; readonly payload: { readonly buttons?: readonly Option[] } };
}

interface Sent {
  readonly mid: string;
  readonly person: string;
  readonly at: number;
  readonly message: Wire;
}

interface Call {
  readonly recipient?: { readonly id?: string };
  readonly message?: Wire;
}

/** A fresh one for each test of the block it is made in. */
export function instagramSide(): Side {
  let sent: Sent[] = [];
  let wroteAt = new Map<string, number>();
  let lanes = new Map<string, Promise<unknown>>();
  let open = new Set<Promise<unknown>>();
  /** Echoes that have not set out: a call is answered inside of an object, and what begins there ends with it. */
  let waiting: Sent[] = [];
  let holds = false;
  let isOver = false;
  let people = 0;
  let ids = 0;

  const delivery = (items: readonly object[]) => ({
    object: "instagram",
    entry: [{ id: ACCOUNT, time: Date.now(), messaging: items }],
  });
  const from = (person: string, at = Date.now()) => ({
    sender: { id: person },
    recipient: { id: ACCOUNT },
    timestamp: at,
  });
  const to = (person: string, at = Date.now()) => ({
    sender: { id: ACCOUNT },
    recipient: { id: person },
    timestamp: at,
  });
  const echoOf = ({ mid, person, at, message }: Sent) =>
    delivery([{ ...to(person, at), message: { mid, text: message.text, is_echo: true } }]);
  const goes = (work: Promise<unknown>): void => {
    open.add(work);
    void work.finally(() => open.delete(work));
  };
  const delivers = async (payload: unknown): Promise<void> => {
    const { body, headers } = await sign(payload as object, text("FACEBOOK_APP_SECRET"));
    while (!isOver && (await post(body, headers)).status !== 200) await scheduler.wait(50);
  };
  const writes = (person: string, item: object): void => {
    wroteAt.set(person, Date.now());
    const taken = (lanes.get(person) ?? Promise.resolve()).then(() =>
      delivers(delivery([{ ...from(person), ...item }])),
    );
    lanes.set(person, taken);
    goes(taken);
  };
  const bodyOf = async (request: Request) => (request.method === "POST" ? await request.clone().json() : {}) as Call;
  const refusal = (code: number, subcode?: number) =>
    Response.json({ error: { code, error_subcode: subcode, message: "No.", type: "OAuthException" } }, { status: 400 });
  const shown = (person: string) => sent.filter((one) => one.person === person);
  const seen = ({ text: words, attachment }: Wire) => words ?? `[${attachment?.type}]`;
  const screen = (person: string) =>
    shown(person)
      .map(({ message }) => seen(message))
      .filter((line) => line !== AUTOMATED);

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/v[\d.]+\//, "");
    if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) return refusal(190);
    if (request.method === "GET") {
      if (holds) return new Response("<html>", { status: 503 });
      if (path === "me/conversations") return Response.json({ data: [{ id: `t_${url.searchParams.get("user_id")}` }] });
      if (!path.startsWith("t_")) return refusal(100, 33);
      const messages = shown(path.slice(2)).map(({ mid, at, message }) => ({
        ...{ id: mid, created_time: new Date(at).toISOString(), from: { id: ACCOUNT } },
        message: message.text ?? "",
      }));
      return Response.json({ messages: { data: messages.reverse().slice(0, 20) } });
    }
    if (path.endsWith("_thread_control")) return Response.json({ success: true });
    if (path !== "me/messages") return refusal(100, 33);
    const { recipient, message } = await bodyOf(request);
    const person = recipient?.id ?? "";
    if (message === undefined) return Response.json({ recipient_id: person });
    const wrote = wroteAt.get(person);
    if (wrote === undefined) return refusal(100, 2534014);
    if (Date.now() - wrote > WINDOW_MS) return refusal(10, 2534022);
    if (new TextEncoder().encode(message.text ?? "").length > TEXT_BYTES) return refusal(100, 2534015);
    if ("metadata" in message) return refusal(100, 2534015);
    const one = { mid: `aWdf.${++ids}`, person, at: Date.now(), message };
    sent.push(one);
    waiting.push(one);
    return Response.json({ recipient_id: person, message_id: one.mid });
  }

  async function works(): Promise<void> {
    while (!isOver) {
      if (!holds) for (const one of waiting.splice(0)) goes(delivers(echoOf(one)));
      await scheduler.wait(TICK_MS);
    }
  }

  const settle = async (): Promise<void> => {
    while (open.size > 0 || (!holds && waiting.length > 0)) {
      await Promise.all(open);
      await scheduler.wait(TICK_MS);
    }
  };

  const here: Side = {
    channel: instagram,
    account: ACCOUNT,
    objectOf: (person) =>
      worker.CONVERSATION.getByName(nameOf({ channel: "instagram", account: ACCOUNT, person })) as never,
    joins: () => {
      holds = false;
      return `1234567890${String(++people).padStart(6, "0")}`;
    },
    says: (person, words) => writes(person, { message: { mid: `aWdi.${++ids}`, text: words } }),
    taps: (person, title) => {
      const last = shown(person).at(-1)?.message;
      const reply = last?.quick_replies?.find((one) => one.title === title);
      const button = last?.attachment?.payload.buttons?.find((one) => one.title === title);
      const mid = `aWdi.${++ids}`;
      if (reply !== undefined) {
        writes(person, { message: { mid, text: title, quick_reply: { payload: reply.payload } } });
      } else if (button !== undefined) writes(person, { postback: { mid, title, payload: button.payload } });
      else throw new Error(`There is no "${title}" to tap: ${JSON.stringify(last)}`);
    },
    screen,
    hears: async (person, count) => {
      await until(() => screen(person).length >= count).catch(() => {
        throw new Error(`Expected ${count} messages, there are:\n${screen(person).join("\n")}`);
      });
      return screen(person);
    },
    settle,
    settled: async () => {
      for (let count = -1; count !== sent.length; ) {
        count = sent.length;
        await settle();
        await scheduler.wait(QUIET_MS);
      }
    },
    holdsEvidence: () => {
      holds = true;
    },
    tells: async () => {
      holds = false;
      await settle();
    },
    graph: undefined,
    handle,
    personOf: async (request) => (await bodyOf(request)).recipient?.id ?? null,
    wordsOf: async (request) => (await bodyOf(request)).message?.text ?? null,
    saidTo: async (person) =>
      shown(person).map(({ mid, message }) => ({ person, mid, reference: "", words: message.text ?? "" })),
    written: (messages) =>
      delivery(
        messages.map(({ person, id, words, payload, at = Date.now() }) => {
          wroteAt.set(person, at);
          const said = payload === undefined ? { message: { mid: id, text: words } } : undefined;
          return { ...from(person, at), ...(said ?? { postback: { mid: id, title: words, payload } }) };
        }),
      ),
    receipts: ({ person, mid, words }) => ({
      sent: delivery([{ ...to(person), message: { mid, text: words, is_echo: true } }]),
      read: delivery([{ ...from(person), read: { mid } }]),
    }),
  };
  beforeEach(async () => {
    [sent, waiting, wroteAt, lanes, open] = [[], [], new Map(), new Map(), new Set()];
    [holds, isOver, here.graph] = [false, false, undefined];
    await worker.ACCOUNT.getByName(nameOf({ channel: "instagram", account: ACCOUNT })).setAccess(
      { token: TOKEN },
      null,
    );
    vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init) as unknown as Request;
      return (await (here.graph as World["graph"])?.(request.clone())) ?? handle(request);
    });
    void works();
  });
  afterEach(async () => {
    isOver = true;
    vi.unstubAllGlobals();
    await reset();
  });
  return here;
}
