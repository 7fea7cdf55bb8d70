/** Lists in pages. Documented: Graph API, paginated results. */
import type { Json } from "../checks.ts";
import type { Call } from "../graph-call.ts";
import { string } from "../graph-request.ts";

/** So many items come when the call names no `limit`, and never more than that. */
const USUAL = 25;
const MOST = 100;

/** One page of a list, from where the call's `after` points. */
export function paged({ object, edge, fields }: Call, items: readonly unknown[]): Json {
  const asked = Number(string(fields["limit"]) ?? USUAL);
  const limit = asked >= 1 ? Math.min(Math.floor(asked), MOST) : USUAL;
  const start = placeOf(string(fields["after"]));
  const data = items.slice(start, start + limit);
  if (data.length === 0) return { data };
  const after = cursor(start + data.length);
  const isLast = start + data.length >= items.length;
  const next = `https://graph.facebook.com/${object}/${edge}?limit=${limit}&after=${after}`;
  return { data, paging: { cursors: { before: cursor(start), after }, ...(isLast ? {} : { next }) } };
}

const cursor = (place: number): string => `c${place}`;

const placeOf = (given: string | undefined): number => Number(/^c(\d+)$/.exec(given ?? "")?.[1] ?? 0);
