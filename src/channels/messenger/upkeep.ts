/**
 * What Meta has for the Page, asked by the cron: the newest words of people, and this app's subscription. Documented:
 * Messenger Platform, Conversations API, 2026-02-11; Graph API, Page subscribed apps.
 */
import type { Access, CallFailure, NewestWords, Subscription } from "../channel.ts";
import { get, post } from "../meta/graph.ts";
import { each, fields, filled, list } from "../meta/values.ts";
import { PAGE_FIELDS } from "./subscription.ts";

/** The newest messages of the newest conversations: who wrote them and when, and none of their words. */
const QUERY = { platform: "messenger", limit: "20", fields: "messages.limit(5){from,created_time}" } as const;

/** Fetches the time of each person's newest words in the Page's newest conversations. Never throws. */
export async function newestWords(page: string, graph: Access): Promise<NewestWords | CallFailure> {
  const answer = await get(graph, `${page}/conversations`, QUERY);
  if (answer.ended !== "done") return answer;
  const people = each(answer.body["data"], (conversation) => {
    const messages = each(fields(conversation["messages"])?.["data"], (message) => {
      const person = filled(fields(message["from"])?.["id"]);
      const at = Date.parse(filled(message["created_time"]) ?? "");
      return person === undefined || person === page || Number.isNaN(at) ? undefined : { person, at };
    });
    return messages.toSorted((one, other) => other.at - one.at)[0];
  });
  return { ended: "done", people };
}

/** Renews this app's subscription where kinds of events are missing, and takes none away. Never throws. */
export async function keepSubscribed(
  page: string,
  graph: Access,
  appId: string,
  before: readonly string[],
): Promise<Subscription | CallFailure> {
  const path = `${page}/subscribed_apps`;
  const answer = await get(graph, path, { fields: "id,subscribed_fields" });
  if (answer.ended !== "done") return answer;
  const own = each(answer.body["data"], (app) => (filled(app["id"]) === appId ? app : undefined))[0];
  const has = list(own?.["subscribed_fields"]).flatMap((field) => filled(field) ?? []);
  const wanted = [...new Set([...has, ...PAGE_FIELDS, ...before])];
  const missing = wanted.filter((field) => !has.includes(field));
  if (missing.length === 0) return { ended: "done", fields: has, missing };
  const renewed = await post(graph, path, { subscribed_fields: wanted.join() });
  if (renewed.ended === "done") return { ended: "done", fields: wanted, missing };
  if (renewed.ended === "refused") return { ended: "lost", missing, failure: renewed.failure };
  return renewed;
}
