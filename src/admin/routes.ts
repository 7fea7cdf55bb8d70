/**
 * The routes under `/admin`: what needs eyes, and what can be done about it. Closed, as if they were not there, while
 * `ADMIN_TOKEN` is not set. A person is called as in the log, so that no address names one.
 */

import { type IRequest, Router } from "itty-router";
import { ALERTS, type ListedAlert } from "../account/alerts.ts";
import { tokenOf } from "../account/tokens.ts";
import { describe } from "../channels/channel.ts";
import { accessFrom } from "../channels/meta/access.ts";
import { debugToken } from "../channels/meta/debug-token.ts";
import { isSame } from "../crypto.ts";
import { addressOf, aliasOf, nameOf, objectFor } from "../durable-objects.ts";
import { type Env, settings } from "../env.ts";
import { countOf, cursorOf, cursorText, gone, json, notFound, one, readJson } from "../http.ts";
import type { Runnable } from "../kit/runnable.ts";
import { LONGEST_ID } from "../model/events.ts";
import { type AdminScope, balance, conversationOf, erase, partsOf, replay } from "./actions.ts";

/** A Durable Object's row takes 2 MB; an event shares it with its answer. */
const LARGEST_DATA = 100_000;

const router = Router<IRequest, [AdminScope]>({ base: "/admin" })
  .get("/exceptions", async ({ query }, scope) => {
    const kind = one(query["kind"]);
    if (kind !== undefined && !Object.hasOwn(ALERTS, kind)) {
      return json({ error: `kind is "${kind}". There are: ${Object.keys(ALERTS).join(", ")}.` }, 400);
    }
    const count = countOf(query["limit"]);
    const cursor = one(query["after"]);
    const after = cursor === undefined ? undefined : cursorOf(cursor);
    if (after === null) return json({ error: `after is "${cursor}", not the next of another page.` }, 400);
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
    if (!can) return json({ error: `${found.kind} has nothing to replay. ${what}` }, 409);
    switch (await replay(scope, found)) {
      case "replayed":
        return json({ replayed: true });
      case "gone":
        return json({ error: "Its words are not kept any more: drop it." }, 409);
      case "nothing to replay":
        return json({ error: "It has been done meanwhile: drop it." }, 409);
      case "of another version":
        return json({ error: "Another version of this Worker wrote it: deploy that one, and replay it there." }, 409);
    }
  })
  .delete("/exceptions/:seq", async ({ params }, { home }) =>
    (await home.drop(Number(params["seq"]))) ? json({ dropped: true }) : gone("The exception"),
  )
  .get("/account-events", async ({ query }, { home }) => {
    const count = countOf(query["limit"]);
    const cursor = one(query["after"]);
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
      return json({ error: `after is "${cursor}", not the next of another page.` }, 400);
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
    const { person } = await readJson(request);
    if (!isId(person)) return json({ error: 'The body is not {"person": "<PSID>"}.' }, 400);
    const { id } = objectFor(scope.env.CONVERSATION, scope.set, { ...partsOf(scope.account), person });
    await scope.home.meets({ name: nameOf({ ...partsOf(scope.account), person }), alias: aliasOf(id) });
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
      return json(
        { error: "FACEBOOK_APP_SECRET is not set: what a queue still holds of them could not be told." },
        409,
      );
    }
    await erase(scope, found);
    return json({ erased: true });
  })
  .post("/signals/:name", async (request, scope) =>
    signal(scope, request.params["name"] ?? "", await readJson(request)),
  )
  .get("/token", (_, scope) => token(scope))
  .get("/balance", async ({ query }, scope) => {
    const after = await nameAfter(scope.home, one(query["after"]));
    if (after === undefined) return gone("The last one of the page before");
    return json(await balance(scope, after, countOf(query["limit"])));
  });

/** Answers everything under `/admin`. */
export async function admin(request: IRequest, env: Env, bot: Runnable): Promise<Response> {
  const set = settings(env);
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (set.adminToken === "" || !(await isSame(bearer, set.adminToken))) return notFound();
  if (set.jurisdiction === null) return json({ error: "JURISDICTION is neither empty nor eu." }, 503);
  const account = new URL(request.url).searchParams.get("account") ?? (set.pageId && `messenger:${set.pageId}`);
  if (!/^messenger:\d+$/.test(account)) {
    return json({ error: 'account is not "messenger:<Page id>". Give it, or set FACEBOOK_PAGE_ID.' }, 400);
  }
  const scope: AdminScope = { env, bot, set, account, home: objectFor(env.ACCOUNT, set, partsOf(account)) };
  return (await router.fetch(request, scope)) ?? notFound();
}

/** What Meta says of the Page's token. The token itself goes nowhere else. */
async function token({ env, set, account }: AdminScope): Promise<Response> {
  const known = await tokenOf(partsOf(account).account, set, env.KV).catch(() => null);
  if (known === null) return json({ error: "There is no token of this Page that can be read." }, 409);
  if (set.appId === "")
    return json({ error: "FACEBOOK_APP_ID is not set: Meta tells it to the token's app only." }, 409);
  const answer = await debugToken(accessFrom(set, known), set.appId);
  switch (answer.ended) {
    case "done":
      return json(answer.token);
    case "refused":
      return json({ error: describe(answer.failure, true) }, 502);
    case "taken":
    case "unknown":
      return json({ error: "Meta has not answered, or not with what was asked. Ask again." }, 502);
  }
}

/** Something happened outside of Messenger: it enters the person's inbox like a message, once for each `id`. */
async function signal(
  { env, set, account, bot }: AdminScope,
  name: string,
  body: Record<string, unknown>,
): Promise<Response> {
  const { person, id, data } = body;
  if (!isId(person) || !isId(id)) {
    const ids = `person and id are texts of 1 to ${LONGEST_ID} characters`;
    return json({ error: `The body is not {"person": "<PSID>", "id": "<yours>", "data": {…}}: ${ids}.` }, 400);
  }
  const size = JSON.stringify(data ?? null).length;
  if (size > LARGEST_DATA) {
    const error = `data has ${size} characters as JSON, ${LARGEST_DATA} are kept: send an id, and let the handler fetch it.`;
    return json({ error }, 413);
  }
  try {
    bot.checkSignal(name, data);
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
  const conversation = objectFor(env.CONVERSATION, set, { ...partsOf(account), person });
  return json({ isNew: (await conversation.signal(name, data, id)) > 0 });
}

const isId = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= LONGEST_ID;

async function personOf({ home }: AdminScope, alias: string | undefined): Promise<string | undefined> {
  return alias === undefined ? undefined : (await home.conversationOf(alias))?.name;
}

/** Undefined when the last one of the page before was erased since: to begin again would count everybody twice. */
async function nameAfter(home: AdminScope["home"], alias: string | undefined): Promise<string | undefined> {
  return alias === undefined ? "" : (await home.conversationOf(alias))?.name;
}

/** A person's id is shown with their conversation only. */
function shown({ env, set }: AdminScope, { conversation, ...rest }: ListedAlert) {
  const { what, replay } = ALERTS[rest.kind];
  const alias = conversation === "" ? "" : aliasOf(objectFor(env.CONVERSATION, set, addressOf(conversation)).id);
  return { ...rest, conversation: alias, what, replay };
}
