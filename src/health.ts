/**
 * `GET /health`: to everybody, whether the Worker is up and receives; with the admin token the faults in the settings,
 * the state of sending, and the open alerts of all accounts together. It holds no secret and no person's id.
 */
import { everyAccount } from "./account/registry.ts";
import { versionNotice } from "./channels/meta/versions.ts";
import { now } from "./clock.ts";
import { accountOf, nameOf, objectFor } from "./durable-objects.ts";
import { accountsInEnvironment, type Env, type Settings, settings } from "./env.ts";
import { isAdmin, json, problem } from "./http.ts";
import { withTimeout } from "./timeout.ts";

/** The time-out of an account: a monitor must not hang on one that does not answer. */
const ANSWER_MS = 1_000;
/** The time that the answers are kept: several may watch, and accounts have messages to send. */
const KEPT_MS = 5_000;
/** The time that the list of accounts is kept, longer than their answers: KV counts the reads of its lists by the day. */
const NAMES_KEPT_MS = 600_000;
/** The most accounts that are asked. */
const MOST_ASKED = 50;

/** The state of all accounts together. */
interface Look {
  /** The numbers of accounts: all known ones, those that have answered, and those of them that send. */
  readonly accounts: { readonly known: number; readonly answered: number; readonly sending: number };
  /** The number of open alerts of each kind; null: no account has answered. */
  readonly attention: Readonly<Record<string, number>> | null;
}

const looked = new WeakMap<Env, Look & { readonly at: number }>();
const named = new WeakMap<Env, { readonly at: number; readonly names: readonly string[] }>();

/** The version of the Worker that answers, and when it was deployed; null where the platform does not tell. */
const versionOf = ({ VERSION }: Env) => ({ version: VERSION?.id || null, deployed: VERSION?.timestamp || null });

/** Tells whether deliveries can be received. */
export const receives = ({ appSecrets, jurisdiction }: Settings): boolean =>
  appSecrets.length > 0 && jurisdiction !== null;

/**
 * Answers the route: 200 while deliveries can be received, else 503. Without a token in the request it says no more than
 * that, and asks no account; while no `ADMIN_TOKEN` is set, it names the missing settings, too. A wrong token gets 401:
 * the short answer is not to be taken for the long one.
 */
export async function health(request: Pick<Request, "headers">, env: Env): Promise<Response> {
  const set = settings(env);
  const { version } = versionOf(env);
  const up = { up: true, version, receiving: receives(set) };
  const status = up.receiving ? 200 : 503;
  if (set.adminToken === "") return json({ ...up, missing: set.missing }, status);
  if (!request.headers.has("authorization")) return json(up, status);
  if (!(await isAdmin(request, set))) return problem("The token is not ADMIN_TOKEN.", 401);
  return json({ ...up, ...versionOf(env), ...(await everything(env, set)) }, status);
}

async function everything(env: Env, set: Settings) {
  const { problems, missing, jurisdiction, pageId, pageToken, graphVersion } = set;
  const { accounts, attention } = jurisdiction === null ? NOBODY : await look(env);
  // Without FACEBOOK_PAGE_ID the token is for the first Page that is written to.
  const isReady = accounts.known === 0 && pageId === "" && pageToken !== "";
  const sending = accounts.sending > 0 || isReady;
  const lacks = !sending && pageToken === "" && accounts.answered === accounts.known;
  const notice = versionNotice(graphVersion, now());
  return {
    sending,
    graph: graphVersion,
    missing,
    problems: [...problems, ...(lacks ? [NO_TOKEN] : []), ...(notice === null ? [] : [notice])],
    accounts,
    attention,
  };
}

const NO_TOKEN =
  "FACEBOOK_PAGE_ACCESS_TOKEN is not set, and no account has another token that works: events are accepted, and their answers wait. PUT /admin/accounts/<channel>/<id> brings one.";

const NOBODY: Look = { accounts: { known: 0, answered: 0, sending: 0 }, attention: null };

async function look(env: Env): Promise<Look> {
  const before = looked.get(env);
  if (before !== undefined && now() < before.at + KEPT_MS) return before;
  // Other requests get the old state meanwhile.
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

/** Asks an account; null: it has not answered in time. */
async function ask(env: Env, name: string) {
  try {
    return await withTimeout(ANSWER_MS, objectFor(env.ACCOUNT, settings(env), accountOf(name)).health());
  } catch {
    return null;
  }
}

/** Lists the account of the environment, and those that are in KV. */
async function namesOf(env: Env): Promise<readonly string[]> {
  const before = named.get(env);
  if (before !== undefined && now() < before.at + NAMES_KEPT_MS) return before.names;
  const first = accountsInEnvironment(settings(env)).map(nameOf);
  const found = await everyAccount(env.KV).catch(() => null);
  const names = [...new Set([...first, ...(found ?? before?.names ?? [])])];
  if (found !== null) named.set(env, { at: now(), names });
  return names;
}
