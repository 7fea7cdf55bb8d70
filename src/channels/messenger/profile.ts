import type { Address } from "../../content/events.ts";
import type { Profile } from "../../content/profile.ts";
import type { GraphAccess } from "../channel.ts";
import { get } from "../meta/graph.ts";

/** A person's name and picture; null for people, and Pages, that Meta does not tell it of. Never throws. */
export async function profile({ person }: Address, graph: GraphAccess): Promise<Profile | null | "unknown"> {
  if (!/^\d+$/.test(person)) return null;
  const answer = await get(graph, person, { fields: "first_name,last_name,profile_pic" });
  if (answer.ended === "refused" && answer.failure.class === "permanent") return null;
  if (answer.ended !== "done") return "unknown";
  const { first_name: firstName, last_name: lastName, profile_pic: picture } = answer.body;
  return {
    ...(typeof firstName === "string" && { firstName }),
    ...(typeof lastName === "string" && { lastName }),
    ...(typeof picture === "string" && { picture }),
  };
}
