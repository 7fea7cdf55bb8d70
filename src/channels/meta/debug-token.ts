/** What Meta says of a token. */
import type { GraphAccess, NotDone } from "../channel.ts";
import { post, told } from "./graph.ts";
import { fields, filled, given, list, number } from "./values.ts";

/** What a token is good for. Times are milliseconds since 1970. */
export interface TokenFacts {
  readonly valid: boolean;
  readonly app?: string;
  /** `PAGE`, `USER`, `APP`, … */
  readonly type?: string;
  /** The Page that it is for. */
  readonly profile?: string;
  /** Null: never, as a Page token that came from a long-lived one. */
  readonly expiresAt: number | null;
  /** When people's data may not be read any more, unless its owner has come back; null: never. */
  readonly dataAccessExpiresAt: number | null;
  readonly scopes: readonly string[];
}

/**
 * Inspects the token of `graph`, with the app's own credentials. Documented (access token debugging): a GET with the token
 * as `input_token` in the address. Addresses end up in logs, so it goes in a POST's body with `method=get` here, as Graph
 * takes any GET (third party). Never throws.
 */
export async function debugToken(
  graph: GraphAccess,
  appId: string,
): Promise<{ readonly ended: "done"; readonly token: TokenFacts } | NotDone> {
  // The app's own token is its secret already: it needs no proof of it.
  const app: GraphAccess = { ...graph, token: `${appId}|${graph.appSecret}`, appSecret: "" };
  const answer = await post(app, "debug_token", { method: "get", input_token: graph.token });
  if (answer.ended !== "done") return answer;
  const data = fields(answer.body["data"]);
  if (typeof data?.["is_valid"] !== "boolean") {
    return { ended: "unknown", why: "the answer tells nothing of the token", ...told(answer) };
  }
  const facts = {
    valid: data["is_valid"],
    app: filled(data["app_id"]),
    type: filled(data["type"]),
    profile: filled(data["profile_id"]),
    expiresAt: timeOf(data["expires_at"]),
    dataAccessExpiresAt: timeOf(data["data_access_expires_at"]),
    scopes: list(data["scopes"]).flatMap((scope) => filled(scope) ?? []),
  };
  return { ended: "done", token: given(facts) };
}

/** Seconds, and 0 for never. */
const timeOf = (value: unknown): number | null => (number(value) || 0) * 1000 || null;
