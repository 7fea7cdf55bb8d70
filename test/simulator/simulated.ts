/** A simulated Meta for tests: no timers, a clock that is set by hand, and a bot that only remembers what it got. */
import { createHmac } from "node:crypto";
import { type MetaOptions, SimulatedMeta } from "../../simulator/core/meta.ts";
import type { WebhookRequest } from "../../simulator/core/webhooks.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";

export const APP = "1517776481860111";
export const PAGE = "1067280970047460";
export const SECRET = "app-secret";
export const TOKEN = "page-token";
export const ANA = "9007199254740993";

interface Item {
  readonly sender: { readonly id: string };
  readonly recipient: { readonly id: string };
  readonly timestamp: number;
  readonly [name: string]: unknown;
}

export interface Received {
  readonly channel: "messaging" | "standby";
  readonly item: Item;
}

export function simulated(options: Partial<MetaOptions> = {}) {
  const requests: WebhookRequest[] = [];
  const clock = { now: 1_790_000_000_000 };
  const meta = new SimulatedMeta({
    appId: APP,
    appSecret: SECRET,
    pageId: PAGE,
    pageName: "Shop",
    pageToken: TOKEN,
    now: () => clock.now,
    wait: async () => {},
    webhooks: "on settle",
    deliver: async (request) => {
      requests.push(request);
      return 200;
    },
    ...options,
  });
  meta.joins({ psid: ANA, firstName: "Ana", lastName: "Lovelace" });

  /** Every webhook item so far, in order. */
  const received = (): Received[] => requests.flatMap(({ body }) => itemsOf(body));

  /** Calls the Graph API as a correct bot does. */
  const call = async (
    path: string,
    body?: unknown,
    { token = TOKEN, proof = hmac(token), method = body === undefined ? "GET" : "POST" }: CallOptions = {},
  ) => {
    const url = new URL(`https://graph.test/${NEWEST}${path}`);
    if (proof !== "") url.searchParams.set("appsecret_proof", proof);
    const response = await meta.handle(
      new Request(url, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return {
      status: response.status,
      json: (await response.json()) as Record<string, unknown> & { error?: GraphError },
    };
  };

  const send = (message: unknown, rest: Record<string, unknown> = {}) =>
    call("/me/messages", { recipient: { id: ANA }, messaging_type: "RESPONSE", message, ...rest });

  return { meta, requests, received, call, send, clock, proof: hmac(TOKEN) };
}

interface CallOptions {
  readonly token?: string;
  readonly proof?: string;
  readonly method?: string;
}

interface GraphError {
  readonly message: string;
  readonly type: string;
  readonly code: number;
  readonly error_subcode?: number;
  readonly fbtrace_id: string;
}

export const hmac = (text: string, key = SECRET): string => createHmac("sha256", key).update(text).digest("hex");

export function itemsOf(body: string): Received[] {
  const { entry } = JSON.parse(body) as { entry: { messaging?: Item[]; standby?: Item[] }[] };
  return entry.flatMap(({ messaging = [], standby = [] }) => [
    ...messaging.map((item) => ({ channel: "messaging" as const, item })),
    ...standby.map((item) => ({ channel: "standby" as const, item })),
  ]);
}
