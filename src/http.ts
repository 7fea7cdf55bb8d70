/** What the routes that speak JSON share: answers, and how their queries and bodies are read. */
import type { IRequest } from "itty-router";

/** The longest page of a list. */
const MOST = 200;

export const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

/** A sentence that names the field, the limit and the value where it is no secret, and the way out. */
export const problem = (error: string, status = 400): Response => json({ error }, status);

export const notFound = (): Response =>
  new Response("Not found.", { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });

export const gone = (what: string): Response => problem(`${what} is not there (any more).`, 404);

/** The first value of a query's parameter. */
export const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** How many entries a page is to have. */
export function countOf(value: string | string[] | undefined, standard = 100): number {
  const count = Number(one(value) ?? standard);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : standard;
}

/** A body that is a JSON object; null: it is none. */
export async function objectIn(request: IRequest): Promise<Record<string, unknown> | null> {
  const body: unknown = await request.json().catch(() => null);
  return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
}
