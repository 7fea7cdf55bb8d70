/** The accounts of a delivery of Meta's, by the ids of its entries. Nothing is verified here. */
import { fields, filled, list } from "./values.ts";

/** Lists the ids, each once, in order. Pure, and never throws: the body may come from an attacker. */
export function entryIds(body: unknown): string[] {
  return [...new Set(list(fields(body)?.["entry"]).flatMap((entry) => filled(fields(entry)?.["id"]) ?? []))];
}
