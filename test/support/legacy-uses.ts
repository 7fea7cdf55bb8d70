/**
 * Looks at every request that the suites make to a Graph API, whoever plays it, for what an app made since 4 November 2026
 * may not use. A test that makes such a request is red, whatever it was answered: the simulated Meta refuses it, but a bot
 * may live with a refusal, and a double of a test refuses nothing.
 */
import { type Asked, legacyUse } from "../../simulator/core/legacy.ts";

const found = new Set<string>();

/** A request, and each part if it is a batch. */
export function look({ method, path, body }: Asked): void {
  const use = legacyUse({ method, path, body });
  if (use !== undefined) found.add(`${method} ${path}: ${use}`);
  if (!Array.isArray(body["batch"])) return;
  for (const part of body["batch"] as readonly Readonly<Record<string, string>>[]) {
    lookAt(`https://graph.test/${part["relative_url"]}`, { method: part["method"] ?? "", body: part["body"] ?? "" });
  }
}

/** The same, of what `fetch` is given. */
export function lookAt(address: string, { method = "GET", body }: RequestInit): void {
  const { pathname, searchParams } = new URL(address);
  const path = pathname.replace(/^\/v\d+\.\d+(?=\/|$)/, "") || "/";
  look({ method, path, body: { ...Object.fromEntries(searchParams), ...read(body) } });
}

/** JSON, a form, or the same form as a text. */
function read(body: unknown): Record<string, unknown> {
  if (body instanceof FormData) return Object.fromEntries(body as unknown as Iterable<[string, unknown]>);
  if (typeof body !== "string") return {};
  return body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

/** What was found since the last time: for a test that asks on purpose. */
export function taken(): readonly string[] {
  const uses = [...found];
  found.clear();
  return uses;
}

/** @throws {Error} when something was found */
export function checkNone(): void {
  const uses = taken();
  if (uses.length > 0) throw new Error(`Meta refuses this to an app made since 4 November 2026:\n${uses.join("\n")}`);
}
