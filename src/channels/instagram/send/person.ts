/** The request for a person's profile. Meta tells one only of people who have written, or tapped. */
import type { Address } from "../../../model/events.ts";
import type { Profile } from "../../../model/profile.ts";
import type { Access, Usage } from "../../channel.ts";
import { get } from "../../meta/graph.ts";
import { filled, given } from "../../meta/values.ts";

/** The fields that the permission to send includes. Documented: Instagram messaging, user profile, 2026-06-26. */
const FIELDS = "name,username,profile_pic";

/** Fetches a person's name and picture; null for people of whom Meta tells nothing. Never throws. */
export async function profile(
  { person }: Address,
  graph: Access,
  used: (usage: Usage) => void,
): Promise<Profile | null | "unknown"> {
  if (!/^\d+$/.test(person)) return null;
  const answer = await get(graph, person, { fields: FIELDS });
  if (answer.usage !== undefined) used(answer.usage);
  if (answer.ended === "refused" && answer.failure.class === "permanent") return null;
  if (answer.ended !== "done") return "unknown";
  // The name is whole, as the person wrote it: nothing says which part of it is which.
  const name = filled(answer.body["name"]) ?? filled(answer.body["username"]);
  return given({ firstName: name, picture: filled(answer.body["profile_pic"]) });
}
