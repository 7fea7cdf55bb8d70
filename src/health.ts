/**
 * `GET /health`: whether deliveries are received and messages sent, what is wrong with the settings, and how much waits for a
 * person's eyes, of all accounts together. Anybody may ask: it holds no secret and nobody's id.
 */
import { everyAccount } from "./account/registry.ts";
import { versionNotice } from "./channels/meta/versions.ts";
import { now } from "./clock.ts";
import { accountOf, nameOf, objectFor } from "./durable-objects.ts";
import { accountInEnvironment, type Env, settings } from "./env.ts";
import { withTimeout } from "./timeout.ts";

/** A monitor must not hang on a silent account. */
const ANSWER_MS = 1_000;
/** Anybody may ask, and accounts have messages to send: they are asked once in a while. */
const KEPT_MS = 5_000;
/** KV is asked for the accounts still less often: its lists are counted by the day. */
const NAMES_KEPT_MS = 600_000;
/** How many accounts are asked. */
const MOST_ASKED = 50;

/** What is known of all accounts together. */
interface Look {
  /** How many accounts there are, how many of them have answered, and how many of those send. */
  readonly accounts: { readonly known: number; readonly answered: number; readonly sending: number };
  /** How many things of each kind wait for a person's eyes; null: no account has answered. */
  readonly attention: Readonly<Record<string, number>> | null;
}

const looked = new WeakMap<Env, Look & { readonly at: number }>();
const named = new WeakMap<Env, { readonly at: number; readonly names: readonly string[] }>();

/** 200 while deliveries can be received, 503 otherwise; what is missing or malformed, all at once. */
export async function health(env: Env): Promise<Response> {
  const { problems, appSecrets, jurisdiction, pageId, pageToken, graphVersion } = settings(env);
  const receiving = appSecrets.length > 0 && jurisdiction !== null;
  const { accounts, attention } = jurisdiction === null ? NOBODY : await look(env);
  // Without FACEBOOK_PAGE_ID the token is good for whoever is written to first.
  const isReady = accounts.known === 0 && pageId === "" && pageToken !== "";
  const sending = accounts.sending > 0 || isReady;
  const lacks = !sending && pageToken === "" && accounts.answered === accounts.known;
  const notice = versionNotice(graphVersion, now());
  const body = {
    name: "edgewise",
    receiving,
    sending,
    graph: graphVersion,
    problems: [...problems, ...(lacks ? [NO_TOKEN] : []), ...(notice === null ? [] : [notice])],
    accounts,
    attention,
  };
  return Response.json(body, { status: receiving ? 200 : 503, headers: { "cache-control": "no-store" } });
}

const NO_TOKEN =
  "FACEBOOK_PAGE_ACCESS_TOKEN is not set, and no account has another token that works: events are accepted, and their answers wait. PUT /admin/accounts/<channel>/<id> brings one.";

const NOBODY: Look = { accounts: { known: 0, answered: 0, sending: 0 }, attention: null };

async function look(env: Env): Promise<Look> {
  const before = looked.get(env);
  if (before !== undefined && now() < before.at + KEPT_MS) return before;
  // Whoever asks meanwhile gets what was known before.
  looked.set(env, { ...(before ?? NOBODY), at: now() });
  const names = await namesOf(env);
  const answers = await Promise.all(names.slice(0, MOST_ASKED).map((name) => ask(env, name)));
  const given = answers.filter((answer) => answer !== null);
  const sending = given.filter(({ sends }) => sends).length;
  const attention: Record<string, number> = {};
  for (const [kind, count] of given.flatMap((answer) => Object.entries(answer.attention))) {
    attention[kind] = (attention[kind] ?? 0) + count;
  }
  const accounts = { known: names.length, answered: given.length, sending };
  const found = { accounts, attention: given.length === 0 ? null : attention };
  looked.set(env, { ...found, at: now() });
  return found;
}

/** Null: the account has not answered in time. */
async function ask(env: Env, name: string) {
  try {
    return await withTimeout(ANSWER_MS, objectFor(env.ACCOUNT, settings(env), accountOf(name)).health());
  } catch {
    return null;
  }
}

/** The account of the environment, and those that are in KV. */
async function namesOf(env: Env): Promise<readonly string[]> {
  const before = named.get(env);
  if (before !== undefined && now() < before.at + NAMES_KEPT_MS) return before.names;
  const first = accountInEnvironment(settings(env));
  const found = await everyAccount(env.KV).catch(() => null);
  const names = [...new Set([...(first === null ? [] : [nameOf(first)]), ...(found ?? before?.names ?? [])])];
  if (found !== null) named.set(env, { at: now(), names });
  return names;
}
