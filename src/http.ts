/** Answers over HTTP and what is read of a request: JSON, problems, pages of a list. Knows no route. */

/** Most items of a page. */
const MOST = 200;

/** The titles of the statuses that a problem may have, as HTTP names them (RFC 9110). */
const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  502: "Bad Gateway",
  503: "Service Unavailable",
} as const;

/** A status of a problem. */
export type ProblemStatus = keyof typeof TITLES;

/** A page's last place in a list that is ordered by time: when, in milliseconds, and which of that moment. */
export interface Cursor {
  readonly at: number;
  readonly seq: number;
}

/** A value of a query as the router has it: several when it was given several times. */
type Given = string | string[] | undefined;

/** An answer that no cache keeps. */
export const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

/** Plain text, which no browser takes for anything else. */
export const text = (body: string, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
  });

/** The reason in one word for programs, where a route has none of its own. */
const CODES: Readonly<Record<ProblemStatus, string>> = {
  400: "invalid_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  413: "content_too_large",
  422: "invalid_content",
  429: "rate_limited",
  502: "platform_error",
  503: "unavailable",
};

/**
 * Answers a request that was not done, as `application/problem+json` (RFC 9457).
 * @param detail names the field, the limit and the value where it is no secret, and the remedy
 * @param code the reason in one word, for programs
 */
export const problem = (detail: string, status: ProblemStatus = 400, code = CODES[status]): Response =>
  new Response(JSON.stringify({ title: TITLES[status], status, code, detail }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });

/** Returns the answer of every path that is no route, and of every closed one. */
export const notFound = (): Response => text("Not found.", 404);

/** Something that was named has been there, or never was. @param what begins a sentence: `The exception` */
export const gone = (what: string): Response => problem(`${what} is not there (any more).`, 404);

/** The first of the values that a query gives to a name. */
export const one = (value: Given): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Reads how many items a page is to have: a whole number from 1 to 200, and the standard for anything else. */
export function countOf(value: Given, standard = 100): number {
  const count = Number(one(value) ?? standard);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : standard;
}

/** Reads a body that is a JSON object; null: it is none. */
export async function objectIn(request: Pick<Request, "json">): Promise<Record<string, unknown> | null> {
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

/** A place in a list, as an answer's `next` has it: `<at>.<seq>`. */
export const cursorText = ({ at, seq }: Cursor): string => `${at}.${seq}`;

/** The place that a `next` stands for; null for what is none. */
export function cursorOf(value: string): Cursor | null {
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(value);
  return found === null ? null : { at: Number(found[1]), seq: Number(found[2]) };
}
