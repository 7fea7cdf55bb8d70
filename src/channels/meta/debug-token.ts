/** The inspection of a token: Meta's facts about it. */
import type { Access, CallFailure } from "../channel.ts";
import { batch, usageIn } from "./graph.ts";
import { each, type Fields, fields, filled, given, list, number } from "./values.ts";

/** The facts about a token. Times are milliseconds since 1970. */
export interface TokenFacts {
  readonly valid: boolean;
  readonly app?: string;
  /** `PAGE`, `USER`, `APP`, … */
  readonly type?: string;
  /** The Page that it is for. */
  readonly profile?: string;
  /** The id of the one who granted it: a person, or a system user. */
  readonly user?: string;
  /** The time of issue; null: Meta does not say. */
  readonly issuedAt: number | null;
  /** The time of its end; null: never, as for a Page token that came from a long-lived one. */
  readonly expiresAt: number | null;
  /** The time after which people's data may not be read any more, unless its owner has come back; null: never. */
  readonly dataAccessExpiresAt: number | null;
  readonly scopes: readonly string[];
  /** The scopes that were granted for some Pages or businesses only, with their ids. */
  readonly granted: Readonly<Record<string, readonly string[]>>;
}

/**
 * Inspects the token of `graph`, with the app's own credentials. Documented (access token debugging): a GET with the
 * token as `input_token` in the address. Addresses end up in logs, and a POST that stands for a GET is refused to apps
 * made since 4 November 2026: so it goes as the one part of a batch, with its address in a body. That Meta takes the
 * app's own token for a batch is a guess: nothing speaks against it. Never throws.
 */
export async function debugToken(
  graph: Access,
  appId: string,
): Promise<{ readonly ended: "done"; readonly token: TokenFacts } | CallFailure> {
  // The app's own token is its secret already: it needs no proof of it.
  const app: Access = { ...graph, token: `${appId}|${graph.appSecret}`, appSecret: "" };
  const part = { method: "GET", path: "debug_token", fields: { input_token: graph.token } } as const;
  const [answer = NOTHING] = await batch(app, [part]);
  if (answer.ended !== "done") return answer;
  const data = fields(answer.body["data"]);
  if (typeof data?.["is_valid"] !== "boolean") {
    return { ...NOTHING, ...usageIn(answer) };
  }
  const facts = {
    valid: data["is_valid"],
    app: filled(data["app_id"]),
    type: filled(data["type"]),
    profile: filled(data["profile_id"]),
    user: filled(data["user_id"]),
    issuedAt: timeOf(data["issued_at"]),
    expiresAt: timeOf(data["expires_at"]),
    dataAccessExpiresAt: timeOf(data["data_access_expires_at"]),
    scopes: ids(data["scopes"]),
    granted: Object.fromEntries(each(data["granular_scopes"], grant)),
  };
  return { ended: "done", token: given(facts) };
}

const NOTHING = { ended: "unknown", why: "the answer tells nothing of the token" } as const;

const ids = (value: unknown): string[] => list(value).flatMap((id) => filled(id) ?? []);

/** Reads the ids of a scope. Without ids it holds for everything that the user has: undefined. */
function grant({ scope, target_ids: targets }: Fields): [string, string[]] | undefined {
  const name = filled(scope);
  return name === undefined || targets === undefined ? undefined : [name, ids(targets)];
}

/** Reads a time in seconds, with 0 for never. */
const timeOf = (value: unknown): number | null => (number(value) || 0) * 1000 || null;
