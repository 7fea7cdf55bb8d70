/** The one way to Meta's Graph API. */

import { now } from "../../clock.ts";
import type { Failure, GraphAccess, Outcome } from "../channel.ts";
import { OTHER_APP_HAS_IT, readFailure, SENT_ALL_THE_SAME } from "./errors.ts";
import { hmacHex } from "./signature.ts";

/** A call's answer: Meta's JSON, or who failed. */
export type GraphAnswer =
  | { readonly ended: "done"; readonly body: Readonly<Record<string, unknown>>; readonly although?: Failure }
  | Exclude<Outcome, { ended: "done" }>;

/**
 * POSTs JSON. The token goes in the `Authorization` header and its time-stamped proof in the body, so that no address
 * holds either; a redirect is not followed, because it would carry the token to another host. Never throws.
 * @param path below the version: `1234/messages`
 */
export function post(graph: GraphAccess, path: string, body: Readonly<Record<string, unknown>>): Promise<GraphAnswer> {
  return send(graph, "POST", path, body);
}

/** GETs. A read has no body, so its proof, which is worthless after five minutes, stands in the address. Never throws. */
export function get(graph: GraphAccess, path: string, query: Readonly<Record<string, string>>): Promise<GraphAnswer> {
  return call(graph, path, async () => ({ method: "GET", query: { ...query, ...(await proofOf(graph)) } }));
}

/** DELETEs. What goes is named in the body, or in the path where Meta wants it there. Never throws. */
export function del(graph: GraphAccess, path: string, body: Readonly<Record<string, unknown>>): Promise<GraphAnswer> {
  return send(graph, "DELETE", path, body);
}

interface Call {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly query?: Readonly<Record<string, string>>;
}

function send(
  graph: GraphAccess,
  method: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<GraphAnswer> {
  return call(graph, path, async () => ({
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, ...(await proofOf(graph)) }),
  }));
}

async function call(graph: GraphAccess, path: string, prepare: () => Promise<Call>): Promise<GraphAnswer> {
  try {
    const { query = {}, headers = {}, ...request } = await prepare();
    const parameters = new URLSearchParams(query).toString();
    const ask = graph.fetch ?? fetch;
    const response = await ask(`${graph.url}/${graph.version}/${path}${parameters === "" ? "" : `?${parameters}`}`, {
      ...request,
      headers: { authorization: `Bearer ${graph.token}`, ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(graph.timeout),
    });
    return readAnswer(response.status, await response.text());
  } catch (error) {
    // A time-out and a broken connection look alike from here: the request may have arrived.
    return { ended: "unknown", why: error instanceof Error ? error.name : "no answer" };
  }
}

/** The form with a time: whoever sees it can use it for five minutes, and only together with the token. */
async function proofOf({ appSecret, token }: GraphAccess): Promise<Record<string, string>> {
  if (appSecret === "") return {};
  const time = String(Math.floor(now() / 1000));
  return { appsecret_proof: await hmacHex(appSecret, `${token}|${time}`), appsecret_time: time };
}

/** Says what an answer means, by its status and body alone. */
export function readAnswer(status: number, text: string): GraphAnswer {
  const body = parseObject(text);
  const failure = readFailure(status, body);
  if (failure !== null) {
    if (failure.code === OTHER_APP_HAS_IT || failure.subcode === OTHER_APP_HAS_IT) return { ended: "taken" };
    const sent = failure.code === SENT_ALL_THE_SAME.code && failure.subcode === SENT_ALL_THE_SAME.subcode;
    return sent ? { ended: "done", body: {}, although: failure } : { ended: "refused", failure };
  }
  if (status >= 200 && status < 300 && body !== null) return { ended: "done", body };
  if (status >= 300 && status < 500) {
    // Not Graph's own words, but a clear no all the same: a redirect, or a proxy's page.
    const message = `HTTP ${status} without a Graph error`;
    return {
      ended: "refused",
      failure: { class: status === 429 ? "transient" : "permanent", status, code: 0, message },
    };
  }
  return { ended: "unknown", why: `HTTP ${status} without an answer of Graph's` };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
