/** The accounts that a delivery of Meta's is for, by the ids of its entries. */
import { fields, filled, list } from "./values.ts";

/** Each once, in their order. Pure, and never throws: the body may be anybody's. */
export function entryIds(body: unknown): string[] {
  return [...new Set(list(fields(body)?.["entry"]).flatMap((entry) => filled(fields(entry)?.["id"]) ?? []))];
}
