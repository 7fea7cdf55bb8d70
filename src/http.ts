/** Helpers of the routes that speak JSON: their answers, and the reading of their queries and bodies. */
import type { IRequest } from "itty-router";

/** The longest page of a list. */
const MOST = 200;

export const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

/** Answers with a sentence that names the field, the limit and the value where it is no secret, and the remedy. */
export const problem = (error: string, status = 400): Response => json({ error }, status);

export const notFound = (): Response =>
  new Response("Not found.", { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });

export const gone = (what: string): Response => problem(`${what} is not there (any more).`, 404);

/** Returns the first value of a query's parameter. */
export const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Reads the number of entries for a page. */
export function countOf(value: string | string[] | undefined, standard = 100): number {
  const count = Number(one(value) ?? standard);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : standard;
}

/** Reads a body that is a JSON object; null: it is none. */
export async function objectIn(request: IRequest): Promise<Record<string, unknown> | null> {
  const body: unknown = await request.json().catch(() => null);
  return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
}

/**
 * Returns a sentence about the first wrong field of a body; null: all are right.
 * @param needed the fields that must be texts, with the most characters of each
 * @param others further fields that are allowed
 * @param example a correct body
 */
export function bodyProblem(
  body: Readonly<Record<string, unknown>>,
  needed: Readonly<Record<string, number>>,
  others: readonly string[],
  example: string,
): string | null {
  const known = [...Object.keys(needed), ...others];
  const unknown = Object.keys(body).find((field) => !known.includes(field));
  if (unknown !== undefined) return `"${unknown}" is no field here. There are: ${known.join(", ")}. Send ${example}.`;
  for (const [field, longest] of Object.entries(needed)) {
    const value = body[field];
    if (typeof value === "string" && value !== "" && value.length <= longest) continue;
    const isLong = typeof value === "string" && value !== "";
    const found = isLong ? `has ${value.length} characters` : `is ${JSON.stringify(value)?.slice(0, 100) ?? "missing"}`;
    return `${field} ${found}: it is a text of 1 to ${longest} characters. Send ${example}.`;
  }
  return null;
}
