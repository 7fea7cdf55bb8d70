/** The names in the account's list for what a row is about. */
import type { Alert } from "../account/alerts.ts";
import type { Store } from "./store.ts";

/** Returns the id of the row's event and, where that is a message, the platform's id; neither when the row is gone. */
export function listedAs(store: Store, seq: number): { readonly event: string } & Pick<Alert, "message"> {
  const row = store.row(seq);
  if (row === undefined) return { event: "" };
  const { mid } = JSON.parse(row.body) as { readonly mid?: string };
  return { event: row.id, ...(mid === undefined ? {} : { message: mid }) };
}
