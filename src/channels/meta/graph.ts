/** The transport to Meta's Graph API, and the reading of its answers. Every call of the project goes through it. */

import { now } from "../../clock.ts";
import { hmacHex } from "../../crypto.ts";
import { errorName } from "../../log.ts";
import type { GraphCall, Json, UploadFile } from "../../model/graph.ts";
import type { Access, CallFailure, PlatformError, Usage } from "../channel.ts";
import { foreignFailure, OTHER_APP_HAS_IT, readFailure, SENT_ALL_THE_SAME } from "./errors.ts";
import { parseExact } from "./json.ts";
import { usageOf } from "./usage.ts";
import { fields as fieldsOf, filled } from "./values.ts";

/** The answer of a call: Meta's JSON, or who failed; with Meta's figures of the allowance. */
export type GraphAnswer = (Done | CallFailure) & { readonly usage?: Usage };

/** The answer of a call that was done. `although`: an error stood in the answer too. */
interface Done {
  readonly ended: "done";
  readonly body: Json;
  readonly although?: PlatformError;
}

/** The most parts of one batch. Documented: Graph API, batch requests. */
export const BATCH_PARTS = 50;

/**
 * POSTs JSON. The token goes in the `Authorization` header and its time-stamped proof in the body, so that no address
 * holds either; a redirect is not followed, because it would carry the token to another host. Never throws.
 * @param path below the version: `1234/messages`
 */
export function post(graph: Access, path: string, body: Json): Promise<GraphAnswer> {
  return answered(graph, path, () => json(graph, "POST", body));
}

/** DELETEs, with the fields in the body. Never throws. */
export function del(graph: Access, path: string, body: Json): Promise<GraphAnswer> {
  return answered(graph, path, () => json(graph, "DELETE", body));
}

/** GETs. A read has no body, so its proof, which is worthless after five minutes, stands in the address. Never throws. */
export function get(graph: Access, path: string, query: Json): Promise<GraphAnswer> {
  return answered(graph, path, async () => ({
    method: "GET",
    query: written({ ...query, ...(await proofOf(graph)) }),
  }));
}

/** POSTs fields and a file as a form: `filedata`. Documented: Messenger Platform, saving assets. Never throws. */
export function postFile(graph: Access, path: string, body: Json, file: UploadFile): Promise<GraphAnswer> {
  return answered(graph, path, async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(written({ ...body, ...(await proofOf(graph)) }))) form.set(name, value);
    form.set("filedata", new File([file.bytes], file.name, { type: file.type }));
    return { method: "POST", body: form };
  });
}

/** The fields by which Graph names a place in a list. Documented: Graph API, paginated results. */
const CURSORS = ["after", "offset", "until", "__paging_token"] as const;

/**
 * Returns the query for the next page of a list; undefined after the last one, which has no `next`, though it may have
 * a cursor. Meta names the next page by a whole address. Only the cursor is taken from it: the token goes nowhere but
 * to the configured host.
 */
export function nextPage(body: Json): Json | undefined {
  const paging = fieldsOf(body["paging"]);
  const next = filled(paging?.["next"]);
  if (next === undefined || !URL.canParse(next)) return undefined;
  const after = filled(fieldsOf(paging?.["cursors"])?.["after"]);
  if (after !== undefined) return { after };
  const { searchParams } = new URL(next);
  const cursor = CURSORS.flatMap((name) => {
    const value = searchParams.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return cursor.length === 0 ? undefined : Object.fromEntries(cursor);
}

/**
 * Makes up to 50 calls in one request, which count as many. Each has an answer of its own, in order; a part that Meta
 * did not get to in time has an unknown outcome. When the request as a whole fails, that is the answer of each. The
 * proof stands once, for all parts: that it suffices is a guess, Meta's page on batches names none. Never throws.
 */
export async function batch(graph: Access, calls: readonly GraphCall[]): Promise<readonly GraphAnswer[]> {
  const parts = calls.map(partOf);
  const got = await exchange(graph, "", () => json(graph, "POST", { batch: parts, include_headers: false }));
  if ("ended" in got) return calls.map(() => got);
  const list = parse(got.text);
  if (Array.isArray(list)) return calls.map((_, n) => ({ ...partAnswer(list[n]), ...usageIn(got) }));
  const whole = readAnswer(got.status, got.text);
  const failed: CallFailure = whole.ended === "done" ? { ended: "unknown", why: "the answer is no list" } : whole;
  return calls.map(() => ({ ...failed, ...usageIn(got) }));
}

function partOf({ method, path, fields = {} }: GraphCall): Json {
  const parameters = new URLSearchParams(written(fields)).toString();
  if (parameters === "") return { method, relative_url: path };
  if (method === "POST") return { method, relative_url: path, body: parameters };
  return { method, relative_url: `${path}?${parameters}` };
}

function partAnswer(part: unknown): GraphAnswer {
  const { code, body } = fieldsOf(part) ?? {};
  if (typeof code === "number" && typeof body === "string") return readAnswer(code, body);
  return { ended: "unknown", why: part === null ? "Meta did not get to this part in time" : "the part has no answer" };
}

interface Call {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
  readonly query?: Readonly<Record<string, string>>;
}

async function json(graph: Access, method: string, body: Json): Promise<Call> {
  return {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, ...(await proofOf(graph)) }, wellFormed),
  };
}

/** Repairs half a surrogate pair: it is no character, JSON would carry it as it is, and Meta would refuse the whole. */
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === "string" ? value.toWellFormed() : value;

/** Writes fields for an address or a form: a value that is no text becomes JSON. */
function written(values: Json): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, typeof value === "string" ? value.toWellFormed() : JSON.stringify(value, wellFormed)]];
    }),
  );
}

async function answered(graph: Access, path: string, prepare: () => Promise<Call>): Promise<GraphAnswer> {
  const got = await exchange(graph, path, prepare);
  if ("ended" in got) return got;
  return { ...readAnswer(got.status, got.text), ...usageIn(got) };
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly usage: Usage | undefined;
}

/** Takes Meta's figures of the allowance out of an answer, to pass them on with the result. */
export const usageIn = ({ usage }: { readonly usage?: Usage | undefined }): { readonly usage?: Usage } =>
  usage === undefined ? {} : { usage };

type Lost = Extract<CallFailure, { ended: "unknown" }>;

async function exchange(graph: Access, path: string, prepare: () => Promise<Call>): Promise<Got | Lost> {
  try {
    const { query = {}, headers = {}, ...request } = await prepare();
    const parameters = new URLSearchParams(query).toString();
    const send = graph.fetch ?? fetch;
    const late = AbortSignal.timeout(graph.timeout);
    const address = `${graph.url}/${graph.version}${path === "" ? "" : `/${path}`}`;
    const response = await send(`${address}${parameters === "" ? "" : `?${parameters}`}`, {
      ...request,
      headers: { authorization: `Bearer ${graph.token}`, ...headers },
      redirect: "manual",
      signal: graph.signal === undefined ? late : AbortSignal.any([late, graph.signal]),
    });
    return { status: response.status, text: await response.text(), usage: usageOf(response.headers) };
  } catch (error) {
    // A time-out and a broken connection are the same here: the request may have arrived.
    return { ended: "unknown", why: error instanceof Error ? errorName(error) : "no answer" };
  }
}

/** Makes the proof with a time: a thief can use it for five minutes, and only together with the token. */
async function proofOf({ appSecret, token }: Access): Promise<Record<string, string>> {
  if (appSecret === "") return {};
  const time = String(Math.floor(now() / 1000));
  return { appsecret_proof: await hmacHex(appSecret, `${token}|${time}`), appsecret_time: time };
}

/** Reads an answer, by its status and body alone. */
export function readAnswer(status: number, text: string): GraphAnswer {
  const body = parseObject(text);
  const failure = readFailure(status, body);
  if (failure !== null) {
    // An answer with a message's id means that it was sent, whatever error stands beside: sending again would say it
    // twice.
    if (typeof body?.["message_id"] === "string") return { ended: "done", body, although: failure };
    if ([failure.code, failure.subcode].some((code) => OTHER_APP_HAS_IT.includes(code)))
      return { ended: "taken", failure };
    const sent = failure.code === SENT_ALL_THE_SAME.code && failure.subcode === SENT_ALL_THE_SAME.subcode;
    return sent ? { ended: "done", body: {}, although: failure } : { ended: "refused", failure };
  }
  if (status >= 200 && status < 300 && body !== null) {
    const isDone = (body["error"] ?? null) === null || typeof body["message_id"] === "string";
    return isDone
      ? { ended: "done", body }
      : { ended: "unknown", why: `HTTP ${status} with an error that has no code` };
  }
  // Not Graph's own words, but a clear no all the same: a redirect, or a proxy's page.
  if (status >= 300 && status < 500) return { ended: "refused", failure: foreignFailure(status) };
  return { ended: "unknown", why: `HTTP ${status} without an answer of Graph's` };
}

const parseObject = (text: string): Json | null => fieldsOf(parse(text)) ?? null;

/** Parses the answer's JSON. Ids may be numbers, with more digits than a number keeps. */
function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}
