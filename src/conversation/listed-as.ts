/** How the account's list names what a row is about. */
import type { Alert } from "../account/alerts.ts";
import type { Store } from "./store.ts";

/** The id of the row's event and, where it is a message's, the platform's own. Of a row that is gone: neither. */
export function listedAs(store: Store, seq: number): { readonly event: string } & Pick<Alert, "message"> {
  const row = store.row(seq);
  if (row === undefined) return { event: "" };
  const { mid } = JSON.parse(row.body) as { readonly mid?: string };
  return { event: row.id, ...(mid === undefined ? {} : { message: mid }) };
}
