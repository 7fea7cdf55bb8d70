/** Several calls in one request. Documented: Graph API, batch requests. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { isObject, type Json, list } from "./checks.ts";
import { Cut } from "./faults.ts";
import { string } from "./graph-request.ts";
import { type Refusal, refuse } from "./refusals.ts";

/** Answers each part as a call of its own; a part's failure is no other's. */
export async function batch(
  fields: Json,
  request: Request,
  answer: (part: Request) => Promise<Response>,
): Promise<readonly unknown[] | Refusal> {
  const parts = list(fields["batch"], "batch", LIMITS.batchParts);
  if (!Array.isArray(parts)) return parts as Refusal;
  const referring = parts.find((part) => /\{result=|"depends_on"/.test(JSON.stringify(part)));
  if (referring !== undefined) return refuse("batchReference", JSON.stringify(referring).slice(0, 100));
  const headers = fields["include_headers"] !== false && fields["include_headers"] !== "false";
  const answers: unknown[] = [];
  for (const part of parts) answers.push(await one(isObject(part) ? part : {}, fields, request, answer, headers));
  return answers;
}

async function one(
  part: Json,
  whole: Json,
  request: Request,
  answer: (part: Request) => Promise<Response>,
  withHeaders: boolean,
): Promise<unknown> {
  const url = new URL(string(part["relative_url"]) ?? "", `${new URL(request.url).origin}/`);
  const version = /^\/v\d+\.\d+/.exec(new URL(request.url).pathname)?.[0] ?? "";
  if (!/^\/v\d+\.\d+\//.test(url.pathname)) url.pathname = `${version}${url.pathname}`;
  const form = new URLSearchParams(string(part["body"]) ?? "");
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
    const body = method === "GET" ? {} : { body: form.toString() };
    const response = await answer(new Request(url, { method, headers, ...body }));
    if (response.ok && part["omit_response_on_success"] === true) return null;
    const told = [...response.headers].map(([name, value]) => ({ name, value }));
    return { code: response.status, ...(withHeaders ? { headers: told } : {}), body: await response.text() };
  } catch (error) {
    // A part that took too long is null, and may be asked again.
    if (error instanceof Cut) return null;
    throw error;
  }
}
