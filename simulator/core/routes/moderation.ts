/** `moderate_conversations`: whom the Page has blocked cannot be written to, and is not heard. */
import { LIMITS } from "../../../src/channels/messenger/limits.ts";
import { isObject } from "../checks.ts";
import type { Answer, Call } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { refuse } from "../refusals.ts";

const ACTIONS = ["block_user", "unblock_user", "ban_user", "unban_user", "move_to_spam"] as const;

export function moderate({ host, fields }: Call): Answer {
  const { blocked } = host.page;
  const users: readonly unknown[] = Array.isArray(fields["user_ids"]) ? fields["user_ids"] : [];
  const given: readonly unknown[] = Array.isArray(fields["actions"]) ? fields["actions"] : [];
  const ids = users.flatMap((user) => string(isObject(user) ? user["id"] : user) ?? []);
  if (ids.length === 0) return refuse("required", "user_ids");
  if (ids.length > LIMITS.moderatedPeople.max) {
    return refuse("tooMany", "user_ids", LIMITS.moderatedPeople.max);
  }
  if (given.length === 0) return refuse("required", "actions");
  const actions = given.map((action) =>
    ACTIONS.find((one) => [one, one.replace("_user", "")].includes(String(action))),
  );
  if (actions.includes(undefined)) return refuse("unknownValue", "actions", `{${ACTIONS.join(", ")}}`);
  if (ids.some((id) => !host.person(id))) return refuse("recipientUnknown");
  for (const id of ids) {
    for (const action of actions) {
      if (action === "block_user") blocked.set(id, "by the Page");
      if (action === "ban_user") blocked.set(id, "banned");
      if (action === "unblock_user" && blocked.get(id) === "by the Page") blocked.delete(id);
      if (action === "unban_user" && blocked.get(id) === "banned") blocked.delete(id);
    }
  }
  return { result: Object.fromEntries(ids.map((id) => [id, true])) };
}
