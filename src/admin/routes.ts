/**
 * The routes under `/admin`: alerts, account events, conversations, signals, and their actions. While `ADMIN_TOKEN` is not
 * set they answer as if they did not exist. A person has the same name as in the log, so that no address names one.
 */

import { type IRequest, Router } from "itty-router";
import { ALERTS, type ListedAlert } from "../account/alerts.ts";
import { describe } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { debugToken } from "../channels/meta/debug-token.ts";
import { accountOf, addressOf, aliasOf, nameOf, objectFor } from "../durable-objects.ts";
import { accountsInEnvironment, type Env, type Settings, settings } from "../env.ts";
import {
  bodyProblem,
  countOf,
  cursorOf,
  cursorText,
  gone,
  isAdmin,
  json,
  notFound,
  objectIn,
  one,
  problem,
} from "../http.ts";
import type { Runnable } from "../kit/runnable.ts";
import { LONGEST_ID } from "../model/events.ts";
import { accountAt, accounts } from "./accounts.ts";
import { type AdminScope, balance, conversationOf, erase, replay } from "./actions.ts";

/** The longest data of a signal, in characters of JSON. A row takes 2 MB, and an event shares it with its answer. */
const LARGEST_DATA = 100_000;

const router = Router<IRequest, [AdminScope]>({ base: "/admin" })
  .get("/exceptions", async ({ query }, scope) => {
    const kind = one(query["kind"]);
    if (kind !== undefined && !Object.hasOwn(ALERTS, kind)) {
      return problem(`kind is "${kind}". There are: ${Object.keys(ALERTS).join(", ")}.`);
    }
    const count = countOf(query["limit"]);
    const cursor = one(query["after"]);
    const after = cursor === undefined ? undefined : cursorOf(cursor);
    if (after === null) return problem(`after is "${cursor}", not the next of another page.`);
    const which = { count, ...(kind === undefined ? {} : { kind }), ...(after === undefined ? {} : { after }) };
    const found = await scope.home.alerts(which);
    const last = found.at(-1);
    const next = found.length < count || last === undefined ? null : cursorText(last);
    return json({ exceptions: found.map((exception) => shown(scope, exception)), next });
  })
  .get("/exceptions/:seq", async ({ params }, scope) => {
    const found = await scope.home.alert(Number(params["seq"]));
    if (found === undefined) return gone("The exception");
    const { body, ...rest } = found;
    return json({ ...shown(scope, rest), ...(body === null ? {} : { body: JSON.parse(body) }) });
  })
  .post("/exceptions/:seq/replay", async ({ params }, scope) => {
    const found = await scope.home.alert(Number(params["seq"]));
    if (found === undefined) return gone("The exception");
    const { what, replay: can } = ALERTS[found.kind];
    if (!can) return problem(`${found.kind} has nothing to replay. ${what}`, 409);
    switch (await replay(scope, found)) {
      case "replayed":
        return json({ replayed: true });
      case "gone":
        return problem("Its words are not kept any more: drop it.", 409);
      case "nothing to replay":
        return problem("It has been done meanwhile: drop it.", 409);
      case "of another version":
        return problem("Another version of this Worker wrote it: deploy that one, and replay it there.", 409);
    }
  })
  .delete("/exceptions/:seq", async ({ params }, { home }) =>
    (await home.drop(Number(params["seq"]))) ? json({ dropped: true }) : gone("The exception"),
  )
  .get("/account-events", async ({ query }, { home }) => {
    const count = countOf(query["limit"]);
    const cursor = one(query["after"]);
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
      return problem(`after is "${cursor}", not the next of another page.`);
    }
    const found = await home.events(cursor === undefined ? undefined : Number(cursor), count);
    const events = found.map(({ body, ...rest }) => ({ ...rest, event: JSON.parse(body) }));
    return json({ events, next: found.length < count ? null : (found.at(-1)?.seq ?? null) });
  })
  .delete("/account-events/:seq", async ({ params }, { home }) =>
    (await home.dropEvent(Number(params["seq"]))) ? json({ dropped: true }) : gone("The event"),
  )
  .get("/conversations", async ({ query }, { home }) => {
    const count = countOf(query["limit"]);
    const after = await nameAfter(home, one(query["after"]));
    if (after === undefined) return gone("The last one of the page before");
    const found = await home.conversations(after, count);
    const next = found.length < count ? null : (found.at(-1)?.alias ?? null);
    return json({ conversations: found.map(({ alias }) => alias), next });
  })
  .post("/conversations/find", async (request, scope) => {
    const body = await read(request);
    const wrong = bodyProblem(body, { person: LONGEST_ID }, [], '{"person": "<PSID>"}');
    if (wrong !== null) return problem(wrong);
    const person = String(body["person"]);
    const { id } = objectFor(scope.env.CONVERSATION, scope.set, { ...accountOf(scope.account), person });
    await scope.home.meets({ name: nameOf({ ...accountOf(scope.account), person }), alias: aliasOf(id) });
    return json({ conversation: aliasOf(id) });
  })
  .get("/conversations/:alias", async ({ params, query }, scope) => {
    const found = await personOf(scope, params["alias"]);
    if (found === undefined) return gone("The conversation");
    const { person } = addressOf(found);
    return json({ person, ...(await conversationOf(scope, found).show(countOf(query["limit"], 20))) });
  })
  .delete("/conversations/:alias", async ({ params }, scope) => {
    const found = await personOf(scope, params["alias"]);
    if (found === undefined) return gone("The conversation");
    if (scope.set.appSecrets.length === 0) {
      return problem("FACEBOOK_APP_SECRET is not set: what a queue still holds of them could not be told.", 409);
    }
    await erase(scope, found);
    return json({ erased: true });
  })
  .post("/signals/:name", async (request, scope) => signal(scope, request.params["name"] ?? "", await read(request)))
  .get("/token", (_, scope) => token(scope))
  .get("/balance", async ({ query }, scope) => {
    const after = await nameAfter(scope.home, one(query["after"]));
    if (after === undefined) return gone("The last one of the page before");
    return json(await balance(scope, after, countOf(query["limit"])));
  });

/** Answers everything under `/admin`. */
export async function admin(request: IRequest, env: Env, bot: Runnable): Promise<Response> {
  const set = settings(env);
  if (!(await isAdmin(request, set))) return notFound();
  if (set.jurisdiction === null) return problem("JURISDICTION is neither empty nor eu.", 503);
  const { pathname, searchParams } = new URL(request.url);
  if (/^\/admin\/accounts(\/|$)/.test(pathname)) return (await accounts.fetch(request, { env, set })) ?? notFound();
  const where = accountAsked(searchParams.get("account"), set);
  if (typeof where === "string") return problem(where);
  const scope: AdminScope = { env, bot, set, account: nameOf(where), home: objectFor(env.ACCOUNT, set, where) };
  return (await router.fetch(request, scope)) ?? notFound();
}

/** Returns the account that is named, else that of the environment; a sentence that says what is wrong if there is none. */
function accountAsked(named: string | null, set: Settings): ReturnType<typeof accountAt> {
  if (named === null) {
    const [first] = accountsInEnvironment(set);
    return first ?? "No account is named: give ?account=<channel>:<id>, or set FACEBOOK_PAGE_ID.";
  }
  const [channel = "", ...id] = named.split(":");
  return accountAt(channel, id.join(":"));
}

/** Answers with Meta's facts of the account's token. The token itself is sent to Meta only. */
async function token({ set, home }: AdminScope): Promise<Response> {
  const known = await home.access();
  if (known === null) return problem("The account has no token that can be read.", 409);
  // An account with a secret of its own belongs to another app.
  const appId = known.appId ?? (set.appSecrets.includes(known.appSecret) ? set.appId : "");
  if (appId === "") {
    return problem(
      "The app is not known, and Meta tells it to the token's app only: set FACEBOOK_APP_ID, or PUT the account with its appId.",
      409,
    );
  }
  const answer = await debugToken(accessFrom(set, known), appId);
  switch (answer.ended) {
    case "done":
      return json(answer.token);
    case "refused":
      return problem(describe(answer.failure, true), 502);
    case "taken":
    case "unknown":
      return problem("Meta has not answered, or not with what was asked. Ask again.", 502);
  }
}

/** Takes a signal, an event from outside of Messenger: it enters the person's inbox like a message, once for each `id`. */
async function signal(
  { env, set, account, bot }: AdminScope,
  name: string,
  body: Record<string, unknown>,
): Promise<Response> {
  const example = '{"person": "<PSID>", "id": "<yours>", "data": {…}}';
  const wrong = bodyProblem(body, { person: LONGEST_ID, id: LONGEST_ID }, ["data"], example);
  if (wrong !== null) return problem(wrong);
  const [person, id, data] = [String(body["person"]), String(body["id"]), body["data"]];
  const size = JSON.stringify(data ?? null).length;
  if (size > LARGEST_DATA) {
    const error = `data has ${size} characters as JSON, ${LARGEST_DATA} are kept: send an id, and let the handler fetch it.`;
    return problem(error, 413);
  }
  try {
    bot.checkSignal(name, data);
  } catch (error) {
    return problem(error instanceof Error ? error.message : String(error));
  }
  const conversation = objectFor(env.CONVERSATION, set, { ...accountOf(account), person });
  return json({ isNew: (await conversation.signal(name, data, id)) > 0 });
}

/** Returns the body's JSON object; an empty one when it has none. */
const read = async (request: IRequest): Promise<Record<string, unknown>> => (await objectIn(request)) ?? {};

async function personOf({ home }: AdminScope, alias: string | undefined): Promise<string | undefined> {
  return alias === undefined ? undefined : (await home.conversationOf(alias))?.name;
}

/**
 * Returns the name after which a page begins. Undefined when the last one of the page before was erased since: to begin
 * again would count everybody twice.
 */
async function nameAfter(home: AdminScope["home"], alias: string | undefined): Promise<string | undefined> {
  return alias === undefined ? "" : (await home.conversationOf(alias))?.name;
}

/** Returns an alert with the conversation's name in the log: a person's id is shown with their conversation only. */
function shown({ env, set }: AdminScope, { conversation, ...rest }: ListedAlert) {
  const { what, replay } = ALERTS[rest.kind];
  const alias = conversation === "" ? "" : aliasOf(objectFor(env.CONVERSATION, set, addressOf(conversation)).id);
  return { ...rest, conversation: alias, what, replay };
}
