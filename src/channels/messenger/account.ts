/** A Page, as an account of this Worker. */
import type { Access } from "../channel.ts";
import { get } from "../meta/graph.ts";
import { filled } from "../meta/values.ts";

/** Fetches the Page's name; null when Meta does not tell it with this token. Never throws. */
export async function accountName(page: string, graph: Access): Promise<string | null> {
  const answer = await get(graph, page, { fields: "name" });
  return answer.ended === "done" ? (filled(answer.body["name"]) ?? null) : null;
}
