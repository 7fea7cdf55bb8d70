/** Answers over HTTP and what is read of a request: JSON, problems, pages of a list. Knows no route. */

/** Most items of a page. */
const MOST = 200;

/** The titles of the statuses that a problem may have, as HTTP names them (RFC 9110). */
const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  502: "Bad Gateway",
  503: "Service Unavailable",
} as const;

/** What a problem may have for a status. */
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

/**
 * Why a request was not done, as `application/problem+json` (RFC 9457).
 * @param code the reason in one word, for programs
 * @param detail the reason and the way out, for people: no secret, and no value that somebody else gave
 */
export const problem = (status: ProblemStatus, code: string, detail: string): Response =>
  new Response(JSON.stringify({ title: TITLES[status], status, code, detail }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });

/** What every path gets that is no route, and every closed one. */
export const notFound = (): Response => text("Not found.", 404);

/** Something that was named has been there, or never was. @param what begins a sentence: `The exception` */
export const gone = (what: string): Response => json({ error: `${what} is not there (any more).` }, 404);

/** The body of a request; an empty object for what is no JSON object. */
export async function readJson(request: Pick<Request, "json">): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => null);
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

/** The first of the values that a query gives to a name. */
export const one = (value: Given): string | undefined => (Array.isArray(value) ? value[0] : value);

/** How many items a page is to have: a whole number from 1 to 200, and the standard for anything else. */
export function countOf(value: Given, standard = 100): number {
  const count = Number(one(value) ?? standard);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : standard;
}

/** A place in a list, as an answer's `next` has it: `<at>.<seq>`. */
export const cursorText = ({ at, seq }: Cursor): string => `${at}.${seq}`;

/** The place that a `next` stands for; null for what is none. */
export function cursorOf(value: string): Cursor | null {
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(value);
  return found === null ? null : { at: Number(found[1]), seq: Number(found[2]) };
}
