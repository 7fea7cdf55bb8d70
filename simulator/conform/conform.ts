/** Asks a Graph API, Meta's or the simulated one, each assertion, and says what it saw. */
import { isObject, type Json } from "../core/checks.ts";
import { REFUSALS } from "../core/refusals.ts";
import { hmacHex } from "../core/signing.ts";
import { ASSERTIONS, type Asked, type Assertion, type Expected, type Known } from "./assertions.ts";

export interface Target {
  /** `https://graph.facebook.com`. */
  readonly url: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly psid: string;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Between two requests. */
  readonly pause: () => Promise<void>;
}

export interface Finding {
  readonly assertion: Assertion;
  readonly expected: string;
  readonly seen: string;
  readonly agrees: boolean;
}

/** Asks them all, one after another. */
export async function conform(
  target: Target,
  report: (finding: Finding) => void = () => {},
): Promise<readonly Finding[]> {
  const { pageId, psid } = target;
  const remembered: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const assertion of ASSERTIONS) {
    if (findings.length > 0) await target.pause();
    const known: Known = { pageId, psid, remembered };
    const { status, body } = await ask(target, assertion.asks(known));
    const [field, name] = assertion.remembers ?? [];
    if (field !== undefined && name !== undefined) remembered[name] = String(body[field] ?? "");
    const { expects } = assertion;
    const finding = {
      assertion,
      expected: expectation(expects),
      seen: sight(status, body),
      agrees: agrees(expects, status, body),
    };
    findings.push(finding);
    report(finding);
  }
  return findings;
}

async function ask(target: Target, asked: Asked): Promise<{ readonly status: number; readonly body: Json }> {
  const { method, path, query = {}, body, version = target.version, wrong } = asked;
  const url = new URL(`/${version}/${path}`, target.url);
  const token = wrong === "token" ? "EAAconform" : target.token;
  const time = String(Math.floor(Date.now() / 1000));
  const key = wrong === "proof" ? "another secret" : target.appSecret;
  const proof = { appsecret_proof: await hmacHex(key, `${token}|${time}`), appsecret_time: time };
  const fields = wrong === "no proof" ? query : { ...query, ...proof };
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const given = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await target.fetch(new Request(url, { method, headers, redirect: "manual", ...given }));
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { list: value };
  } catch {
    return {};
  }
}

const codes = (code: unknown, subcode: unknown): string => `${code}${subcode === undefined ? "" : `/${subcode}`}`;

function expectation(expected: Expected): string {
  if ("fields" in expected) return `200 ${expected.fields.join(", ")}`.trim();
  const row = REFUSALS[expected.refused];
  return `${row.status} ${codes(row.code, "subcode" in row ? row.subcode : undefined)}`;
}

function sight(status: number, body: Json): string {
  const error = isObject(body["error"]) ? body["error"] : undefined;
  if (error) return `${status} ${codes(error["code"], error["error_subcode"])}`;
  return `${status} ${Object.keys(body).join(", ")}`.trim();
}

function agrees(expected: Expected, status: number, body: Json): boolean {
  if ("fields" in expected) return status === 200 && expected.fields.every((field) => field in body);
  return sight(status, body) === expectation(expected);
}

/** The findings as lines: what was tried, how well it is known, what was expected, what was seen. */
export function table(findings: readonly Finding[]): readonly string[] {
  const rows = findings.map(({ assertion: { name, mark }, expected, seen, agrees }) => [
    agrees ? "ok" : "DIFFERS",
    name,
    mark,
    expected,
    seen,
  ]);
  const all = [["", "rule", "mark", "expected", "seen"], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
