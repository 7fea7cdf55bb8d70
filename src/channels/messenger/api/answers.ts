/** Readers of Meta's answers to the calls of this folder. */

import type { Graph, Json } from "../../../model/graph.ts";
import { notUnderstood } from "../../meta/calls.ts";
import { filled } from "../../meta/values.ts";

/** Checks that a call succeeded. Meta writes success as `true` or as `"true"`, and sometimes only tells a failure. */
export function succeeded({ success }: Json): void {
  if (success === false || success === "false") throw notUnderstood("Meta says that it was not done.");
}

/** Returns the id, or another field that the answer must have. */
export function named(body: Json, name: string): string {
  const value = filled(body[name]);
  if (value === undefined) throw notUnderstood(`The answer names no ${name}.`);
  return value;
}

/** Fetches a whole list. Lists of a Page are short. */
export async function everything(graph: Graph, path: string, query: Json = {}): Promise<readonly Json[]> {
  const items: Json[] = [];
  for await (const item of graph.all(path, query)) items.push(item);
  return items;
}
