/** What stands in a thread on Meta's side: the last word on whether a message went out. */
import type { Address } from "../../content/events.ts";
import type { GraphAccess, Recent } from "../channel.ts";
import { get } from "../meta/graph.ts";
import { each, fields, filled, list, text } from "../meta/values.ts";

/** Meta gives details of the last 20 messages only. Documented: Conversations API, 2026-02-11. */
const FIELDS = "messages.limit(20){id,created_time,from,message}";

/** The newest messages of the Page in a person's thread; `unknown` when it could not be asked. Never throws. */
export async function recent(to: Address, graph: GraphAccess): Promise<readonly Recent[] | "unknown"> {
  if (!/^\d+$/.test(to.person)) return "unknown";
  const page = encodeURIComponent(to.account);
  const threads = await get(graph, `${page}/conversations`, { platform: "messenger", user_id: to.person });
  if (threads.ended !== "done") return "unknown";
  const id = filled(fields(list(threads.body["data"])[0])?.["id"]);
  if (id === undefined) return "unknown";
  const found = await get(graph, encodeURIComponent(id), { fields: FIELDS });
  const messages = found.ended === "done" ? fields(found.body["messages"]) : undefined;
  if (messages === undefined) return "unknown";
  return each(messages["data"], (message) => {
    const mid = filled(message["id"]);
    const at = Date.parse(text(message["created_time"]) ?? "");
    const isOurs = filled(fields(message["from"])?.["id"]) === to.account;
    if (!isOurs || mid === undefined || Number.isNaN(at)) return undefined;
    return { mid, at, text: text(message["message"]) ?? "" };
  });
}
