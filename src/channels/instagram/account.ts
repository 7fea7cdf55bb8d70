/** An Instagram account, as an account of this Worker. */
import type { Access, AccountCheck } from "../channel.ts";
import { get } from "../meta/graph.ts";
import { filled } from "../meta/values.ts";

/** The address of the API for the tokens of each login; empty: the Worker's, as for Pages. */
const LOGINS = { facebook: "", instagram: "https://graph.instagram.com" } as const;

/** Checks the fields of an account: `login`, which says what its token is of, and by that where it is sent to. Pure. */
export function checkAccount({ login = "facebook", ...others }: Readonly<Record<string, unknown>>): AccountCheck {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return { problem: `"${unknown}" is no field of an account of instagram. Beside those of all there is: login.` };
  }
  if (login !== "facebook" && login !== "instagram") {
    return { problem: 'login is neither "facebook" (a Page\'s token) nor "instagram" (an Instagram token).' };
  }
  return { fields: {}, ...(LOGINS[login] !== "" && { graphUrl: LOGINS[login] }) };
}

/** The account's user name; null when Meta does not tell it with this token. Never throws. */
export async function accountName(account: string, graph: Access): Promise<string | null> {
  const answer = await get(graph, account, { fields: "username" });
  return answer.ended === "done" ? (filled(answer.body["username"]) ?? null) : null;
}
