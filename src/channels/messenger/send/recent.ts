/** What stands in a thread on Meta's side: the last word on whether a message went out. */
import type { Address } from "../../../model/events.ts";
import type { GraphAccess, Recent } from "../../channel.ts";
import { type GraphAnswer, get } from "../../meta/graph.ts";
import { messagesOf, messagesQuestion, type Question, threadOf, threadQuestion } from "./thread.ts";

/** The newest messages of the Page in a person's thread; `unknown` when it could not be asked. Never throws. */
export async function recent(to: Address, graph: GraphAccess): Promise<readonly Recent[] | "unknown"> {
  if (!/^\d+$/.test(to.person)) return "unknown";
  const ask = ({ path, query }: Question): Promise<GraphAnswer> => get(graph, path, query);
  const threads = await ask(threadQuestion(to.account, to.person));
  const thread = threads.ended === "done" ? threadOf(threads.body) : undefined;
  if (typeof thread !== "string") return "unknown";
  const found = await ask(messagesQuestion(thread));
  const messages = found.ended === "done" ? messagesOf(found.body, to.account) : undefined;
  if (messages === undefined) return "unknown";
  return messages.filter(({ from }) => from === "page").map(({ mid, at, text }) => ({ mid, at, text: text ?? "" }));
}
