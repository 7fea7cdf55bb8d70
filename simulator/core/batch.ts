/** Several calls in one request. Documented: Graph API, batch requests. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { isObject, type Json, list } from "./checks.ts";
import { Cut } from "./faults.ts";
import { string } from "./graph-request.ts";
import { errorBody, type Refusal, refuse } from "./refusals.ts";

/** Answers a part as a call of its own. */
type Ask = (part: Request) => Promise<Response>;

/** Parts that have a name, by it, with what was answered; null for one that failed. */
type Named = Map<string, unknown>;

/** Answers each part; a part's failure is no other's, unless the other refers to it. */
export async function batch(fields: Json, request: Request, ask: Ask): Promise<readonly unknown[] | Refusal> {
  const parts = list(fields["batch"], "batch", LIMITS.batchParts);
  if (!Array.isArray(parts)) return parts as Refusal;
  const withHeaders = fields["include_headers"] !== false && fields["include_headers"] !== "false";
  const named: Named = new Map();
  const answers: unknown[] = [];
  for (const part of parts.map((one) => (isObject(one) ? one : {}))) {
    const response = await one(part, fields, request, named, ask);
    const body = await response?.text();
    const name = string(part["name"]);
    if (name !== undefined) named.set(name, response?.ok ? parsed(body ?? "") : null);
    // A part that took too long is null, and may be asked again.
    if (response === null || (response.ok && part["omit_response_on_success"] === true)) answers.push(null);
    else {
      const headers = [...response.headers].map(([name, value]) => ({ name, value }));
      answers.push({ code: response.status, ...(withHeaders ? { headers } : {}), body });
    }
  }
  return answers;
}

async function one(part: Json, whole: Json, request: Request, named: Named, ask: Ask): Promise<Response | null> {
  const before = string(part["depends_on"]);
  if (before !== undefined && (named.get(before) ?? null) === null) return failed(before);
  const [address, body] = ["relative_url", "body"].map((name) => filled(string(part[name]) ?? "", named));
  if (address?.missing !== undefined || body?.missing !== undefined)
    return failed(address?.missing ?? body?.missing ?? "");
  const url = new URL(address?.text ?? "", `${new URL(request.url).origin}/`);
  const version = /^\/v\d+\.\d+/.exec(new URL(request.url).pathname)?.[0] ?? "";
  if (!/^\/v\d+\.\d+\//.test(url.pathname)) url.pathname = `${version}${url.pathname}`;
  const form = new URLSearchParams(body?.text ?? "");
  for (const name of ["access_token", "appsecret_proof", "appsecret_time"]) {
    const value = string(whole[name]);
    if (value !== undefined && !url.searchParams.has(name) && !form.has(name)) url.searchParams.set(name, value);
  }
  const method = string(part["method"])?.toUpperCase() ?? "GET";
  const authorization = request.headers.get("authorization");
  const headers = {
    ...(authorization === null ? {} : { authorization }),
    ...(method === "GET" ? {} : { "content-type": "application/x-www-form-urlencoded" }),
  };
  try {
    return await ask(new Request(url, { method, headers, ...(method === "GET" ? {} : { body: form.toString() }) }));
  } catch (error) {
    if (error instanceof Cut) return null;
    throw error;
  }
}

/** A part whose other part failed, or is none, fails as well. With which words is a guess. */
function failed(name: string): Response {
  const refusal = refuse("batchReference", name);
  return Response.json(errorBody(refusal, ""), { status: refusal.status });
}

/** A text with `{result=name:$.path}` filled in, several values with commas; or the part that has no such answer. */
function filled(text: string, named: Named): { readonly text: string; readonly missing?: string } {
  let missing: string | undefined;
  const whole = text.replace(/\{result=([^:}]+):\$([^}]*)\}/g, (_, name: string, path: string) => {
    const values = found(named.get(name) ?? null, path);
    if (values.length === 0) missing ??= name;
    return values.map(String).join(",");
  });
  return { text: whole, ...(missing === undefined ? {} : { missing }) };
}

/** What a path of JSONPath points to: names, numbers and `*` only. */
function found(value: unknown, path: string): readonly unknown[] {
  let values = [value];
  for (const [step] of path.matchAll(/\w+|\*/g))
    values = values.flatMap((one) => {
      if (typeof one !== "object" || one === null) return [];
      return step === "*" ? Object.values(one) : [(one as Json)[step]];
    });
  return values.filter((one) => one !== undefined && one !== null && typeof one !== "object");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
