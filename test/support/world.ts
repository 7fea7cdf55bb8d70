/**
 * The Worker with its real objects, and a simulated Meta around it, in one process. Webhooks go out when a test lets
 * them: `settle()` runs everything until nothing moves any more.
 */

import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import type { Person } from "../../simulator/core/chat.ts";
import type { SentMessage } from "../../simulator/core/message.ts";
import { type MetaOptions, SimulatedMeta } from "../../simulator/core/meta.ts";
import { SimulatedPages } from "../../simulator/core/pages.ts";
import { sign } from "../../simulator/core/webhooks.ts";
import type { AccountAccess } from "../../src/channels/channel.ts";
import { accountAccess } from "../../src/channels/meta/access.ts";
import { type Env, settings } from "../../src/env.ts";
import { lookAt } from "./legacy-uses.ts";

export const worker = env as unknown as Env;
const { default: edge } = exports as unknown as { default: Fetcher };
/** What the shop says first of all, to everybody. Tests count and compare what comes beside it. */
export const AUTOMATED = "I am the shop's automated assistant. Write “human” at any time.";

/** Longer than a turn without any waiting takes: gather, permit, send. */
const QUIET_MS = 150;

export const text = (name: string): string => String(worker[name]);
export const PAGE = text("FACEBOOK_PAGE_ID");

/** What an account hands out with this token, and nothing else of its own. */
export const accessWith = (token: string): AccountAccess => accountAccess(settings(worker), { token });

/** POSTs exact bytes to the webhook. */
export async function post(body: BodyInit | null, headers: HeadersInit = {}): Promise<Response> {
  return edge.fetch("https://bot.test/webhook", { method: "POST", body, headers });
}

/** Asks the Worker for a path. */
export async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return edge.fetch(`https://bot.test${path}`, init as never) as unknown as Response;
}

/** POSTs a delivery, signed as Meta signs. */
export async function postSigned(payload: unknown, secret = text("FACEBOOK_APP_SECRET")): Promise<number> {
  const { body, headers } = await sign(payload, secret);
  const response = await post(body, headers);
  await response.text();
  return response.status;
}

/** Waits until `check` gives something, and gives it. Throws after `ms`. */
export async function until<Value>(check: () => Value | Promise<Value>, ms = 15_000): Promise<NonNullable<Value>> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${check}`);
    await scheduler.wait(10);
  }
}

export interface World {
  readonly meta: SimulatedMeta;
  /** A second Page beside it, of the same app unless the options say otherwise. Its account has to be set up. */
  readonly addPage: SimulatedPages["add"];
  readonly joins: (psid?: string) => Person;
  /** Somebody who has written, so that the simulated Meta lets the bot answer. */
  readonly writer: () => string;
  /** What the person sees of the bot, a line each, without the disclosure. */
  readonly screen: (psid: string) => string[];
  /** Lets the webhooks out, and waits until the bot has said `count` messages to the person. */
  readonly hears: (psid: string, count: number) => Promise<string[]>;
  /** Lets the webhooks out, and waits until nothing moves any more: no call to the Graph for a while. */
  readonly settled: () => Promise<void>;
  /** Lets the webhooks out until `check` gives something. */
  readonly until: <Value>(check: () => Value | Promise<Value>) => Promise<NonNullable<Value>>;
  /** Replaces the Graph API for some requests: give a Response to answer, or nothing to let it through. */
  graph: ((request: Request) => Response | Promise<Response | undefined> | undefined) | undefined;
  /** What came to ALERT_URL, as JSON, and how often HEARTBEAT_URL was pinged. */
  readonly alerts: Record<string, unknown>[];
  readonly pings: { count: number };
  /** Answers at both of them, in the place of 200. */
  hook: ((request: Request) => Response | Promise<Response>) | undefined;
}

/** A fresh world for each test of the file. */
export function world(options: Partial<MetaOptions> = {}): World {
  let meta: SimulatedMeta;
  let pages: SimulatedPages;
  const said = (psid: string) => meta.said(psid).filter(({ message }) => message.text !== AUTOMATED);
  const here: World = {
    get meta() {
      return meta;
    },
    addPage: (page) => pages.add(page),
    joins: (psid) => meta.joins(psid === undefined ? {} : { psid }),
    writer() {
      const { psid } = meta.joins();
      meta.says(psid, "hello");
      return psid;
    },
    screen: (psid) => said(psid).map(({ message }) => seen(message)),
    hears: async (psid, count) => {
      await meta.settle();
      try {
        await until(() => said(psid).length >= count);
      } catch {
        throw new Error(`Expected ${count} messages, there are:\n${here.screen(psid).join("\n")}\n${refusals(meta)}`);
      }
      return here.screen(psid);
    },
    settled: async () => {
      const made = () => pages.all.reduce((sum, page) => sum + page.calls.length, 0);
      for (let calls = -1; calls !== made() || pages.waiting > 0; ) {
        calls = made();
        await pages.settle();
        await scheduler.wait(QUIET_MS);
      }
    },
    until: (check) =>
      until(async () => {
        await pages.settle();
        return check();
      }),
    graph: undefined,
    alerts: [],
    pings: { count: 0 },
    hook: undefined,
  };
  const hooked = async (request: Request): Promise<Response> => {
    if (request.method === "POST") here.alerts.push(JSON.parse(await request.clone().text()));
    else here.pings.count++;
    return here.hook?.(request) ?? new Response("ok");
  };
  beforeEach(() => {
    here.graph = undefined;
    here.hook = undefined;
    here.alerts.length = 0;
    here.pings.count = 0;
    meta = new SimulatedMeta({
      appId: text("FACEBOOK_APP_ID"),
      appSecret: text("FACEBOOK_APP_SECRET"),
      pageId: PAGE,
      pageName: "The Shop",
      pageToken: text("FACEBOOK_PAGE_ACCESS_TOKEN"),
      deliver: async ({ body, headers }) => (await post(body, headers)).status,
      webhooks: "on settle",
      retries: [],
      ...options,
    });
    pages = new SimulatedPages(meta);
    vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init);
      if (request.url.startsWith("https://hooks.test/")) return hooked(request as Request);
      // Before anything answers: many a test answers in Meta's place.
      lookAt(request.url, { method: request.method, body: init?.body ?? null });
      return (await here.graph?.(request.clone() as Request)) ?? pages.handle(request);
    });
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await reset();
  });
  return here;
}

function seen({ text: words, attachment }: SentMessage): string {
  if (words !== undefined) return words;
  if (attachment?.type !== "template") return `[${attachment?.type}]`;
  const { template_type: template } = attachment.payload;
  return "text" in attachment.payload ? `[${template}] ${attachment.payload.text}` : `[${template}]`;
}

const refusals = (meta: SimulatedMeta): string => JSON.stringify(meta.calls.filter(({ status }) => status !== 200));
