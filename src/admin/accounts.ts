/**
 * The routes under `/admin/accounts`: the credentials of each account. They set and remove them, and show everything of an
 * account but the secrets.
 */
import { type IRequest, Router } from "itty-router";
import { everyAccount } from "../account/registry.ts";
import type { AccountCheck, AccountSecrets, Channel } from "../channels/channel.ts";
import { accessFrom, accountAccess } from "../channels/meta/access.ts";
import { allChannels, channelNamed, isChannelName } from "../channels/registry.ts";
import { accountOf, nameOf, objectFor } from "../durable-objects.ts";
import { accountsInEnvironment, type Env, type Settings, secretsInEnvironment, WEB_ADDRESS } from "../env.ts";
import { countOf, json, objectIn, one, problem } from "../http.ts";
import type { Address } from "../model/events.ts";

/** The longest wait for Meta to tell an account's name, in milliseconds. Nothing depends on the name, so it is short. */
const NAME_MS = 3_000;

/** The signs of an account's id. No platform's id has others; an object is named by it, so nothing else is taken. */
const ID = /^[\w.+-]{1,100}$/;

/** The longest texts that are taken. Meta names no limit of its tokens: known ones have about 200 characters. */
const LONGEST = { token: 2_000, appId: 30, appSecret: 200, graphUrl: 500 } as const;

type Where = Pick<Address, "channel" | "account">;

interface Place {
  readonly env: Env;
  readonly set: Settings;
}

export const accounts = Router<IRequest, [Place]>({ base: "/admin/accounts" })
  .get("/", async ({ query }, place) => {
    const names = [...(await everyAccount(place.env.KV)), ...accountsInEnvironment(place.set).map(nameOf)];
    const after = one(query["after"]) ?? "";
    const count = countOf(query["limit"]);
    const page = [...new Set(names)]
      .sort()
      .filter((name) => name > after)
      .slice(0, count);
    const shown = await Promise.all(page.map((name) => shownAt(place, accountOf(name))));
    const next = page.length < count ? null : (page.at(-1) ?? null);
    return json({ accounts: shown.filter((account) => account !== null), next });
  })
  .all("/:channel/:id", async (request, place) => {
    const { channel = "", id = "" } = request.params;
    const where = accountAt(channel, id);
    if (typeof where === "string") return problem(where);
    switch (request.method) {
      case "GET":
        return shown(place, where);
      case "PUT":
        return put(place, where, await objectIn(request));
      case "DELETE":
        return remove(place, where);
      default:
        return problem("GET, PUT and DELETE only.", 405);
    }
  });

/** Returns the account of a channel and an id, or a sentence that says what is wrong with them. */
export function accountAt(channel: string, id: string): Where | string {
  if (!isChannelName(channel))
    return `The channel is "${channel}". There are: ${allChannels()
      .map(({ name }) => name)
      .join(", ")}.`;
  if (!ID.test(id)) return `The account's id is "${id}": it has 1 to 100 letters, digits and ".", "_", "+", "-".`;
  return { channel, account: id };
}

const homeOf = ({ env, set }: Place, where: Where) => objectFor(env.ACCOUNT, set, where);

async function shownAt(place: Place, { channel, account }: Where) {
  const info = await homeOf(place, { channel, account }).info();
  return info === null ? null : { channel, id: account, ...info };
}

async function shown(place: Place, where: Where): Promise<Response> {
  const found = await shownAt(place, where);
  if (found !== null) return json(found);
  return problem(`${nameOf(where)} is not set up, and nobody has written to it. PUT {"token": "…"} here.`, 404);
}

async function put(place: Place, where: Where, body: Record<string, unknown> | null): Promise<Response> {
  const { set } = place;
  if (set.tokenKey === "") {
    return problem(
      "TOKEN_ENCRYPTION_KEY is not set, and no token is stored in the clear: run `wrangler secret put TOKEN_ENCRYPTION_KEY` with what `openssl rand -base64 32` prints.",
      409,
    );
  }
  const channel = channelNamed(where.channel);
  const read = secretsIn(channel, body);
  if (typeof read === "string") return problem(read);
  const graph = { ...accessFrom(set, accountAccess(set, read)), timeout: NAME_MS };
  const name = (await channel.accountName?.(where.account, graph)) ?? null;
  await homeOf(place, where).setAccess(read, name);
  return shown(place, where);
}

async function remove(place: Place, where: Where): Promise<Response> {
  const home = homeOf(place, where);
  if (!(await home.removeAccess())) return problem(`${nameOf(where)} has no token.`, 404);
  if ((await home.access()) === null) return json({ deleted: true });
  const variable = secretsInEnvironment(place.set, where)?.variable ?? "";
  return problem(
    `It is ${variable}, and without TOKEN_ENCRYPTION_KEY that is used as long as it is set: run \`wrangler secret delete ${variable}\`.`,
    409,
  );
}

/** Returns the secrets in a body, or a sentence that says what is wrong with it. */
function secretsIn(channel: Channel, body: Record<string, unknown> | null): AccountSecrets | string {
  if (body === null) return 'The body is no JSON object: send {"token": "…"}.';
  const { token, appId, appSecret, graphUrl, ...others } = body;
  const wrong =
    secretProblem("token", token ?? "") ??
    (appSecret === undefined ? null : secretProblem("appSecret", appSecret)) ??
    (appId === undefined || (typeof appId === "string" && /^\d{1,30}$/.test(appId)) ? null : appProblem(appId)) ??
    (graphUrl === undefined ? null : urlProblem(graphUrl));
  if (wrong !== null) return wrong;
  const checked = channel.checkAccount?.(others) ?? nothingMore(channel, others);
  if ("problem" in checked) return checked.problem;
  const url = typeof graphUrl === "string" ? graphUrl.replace(/\/+$/, "") : checked.graphUrl;
  return {
    token: String(token),
    ...(typeof appId === "string" ? { appId } : {}),
    ...(typeof appSecret === "string" ? { appSecret } : {}),
    ...(url === undefined ? {} : { graphUrl: url }),
    ...(Object.keys(checked.fields).length === 0 ? {} : { fields: checked.fields }),
  };
}

function nothingMore({ name }: Channel, others: Readonly<Record<string, unknown>>): AccountCheck {
  const [unknown] = Object.keys(others);
  if (unknown === undefined) return { fields: {} };
  const known = Object.keys(LONGEST).join(", ");
  return { problem: `"${unknown}" is no field of an account of ${name}. There are: ${known}.` };
}

/** Returns a sentence that says what is wrong with a secret, without quoting it; null: nothing. */
function secretProblem(field: "token" | "appSecret", value: unknown): string | null {
  const longest = LONGEST[field];
  if (typeof value !== "string") return `${field} is no text: put it into quotes.`;
  if (value === "") return `${field} is empty or missing: it is a text of 1 to ${longest} characters.`;
  if (value.length > longest) return `${field} has ${value.length} characters, ${longest} are taken: copy it again.`;
  if (/^[\x21-\x7e]+$/.test(value)) return null;
  return `${field} has a space, a line break or another sign that none has: copy it again.`;
}

const appProblem = (value: unknown): string =>
  `appId is ${JSON.stringify(value)?.slice(0, 100)}: it is a text of 1 to ${LONGEST.appId} digits. Leave it out where the app is FACEBOOK_APP_ID.`;

function urlProblem(value: unknown): string | null {
  const isFine = typeof value === "string" && value.length <= LONGEST.graphUrl && WEB_ADDRESS.test(value);
  if (isFine) return null;
  const shownValue = String(value).slice(0, 100);
  return `graphUrl is "${shownValue}": give an https:// address of at most ${LONGEST.graphUrl} characters (http:// is fine for loopback), or leave it out.`;
}
