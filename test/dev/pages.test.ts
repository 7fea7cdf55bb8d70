/** Two Pages of a simulated Meta and one Worker, as a developer runs them: over HTTP, in `wrangler dev`. */
import type { Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SimulatedMeta } from "../../simulator/core/meta.ts";
import { SimulatedPages } from "../../simulator/core/pages.ts";
import { listen } from "../../simulator/server.ts";
import { BOT_APP } from "../channels/messenger/deliveries.ts";
import { answerTo, Bot, PAGE, SECRET, SECRETS, TOKEN, until, VERIFY_TOKEN } from "./rig.ts";

const OTHER = "606060606060606";
const OTHER_TOKEN = "EAAotherrig";
const ADMIN_TOKEN = "an admin token of the rig";
const PAUSE_MS = 500;

let bot: Bot;
let server: Server;
let pages: SimulatedPages;
let first: SimulatedMeta;
let second: SimulatedMeta;

beforeAll(async () => {
  bot = new Bot();
  first = new SimulatedMeta({
    appId: BOT_APP,
    appSecret: SECRET,
    pageId: PAGE,
    pageName: "The First",
    pageToken: TOKEN,
    deliver: (request) => bot.post(request),
  });
  pages = new SimulatedPages(first);
  second = pages.add({ pageId: OTHER, pageName: "The Second", pageToken: OTHER_TOKEN });
  const listening = await listen(0, (request) => pages.handle(request));
  server = listening.server;
  await bot.start({
    FACEBOOK_APP_ID: BOT_APP,
    FACEBOOK_APP_SECRET: SECRET,
    FACEBOOK_PAGE_ID: PAGE,
    FACEBOOK_PAGE_ACCESS_TOKEN: TOKEN,
    GRAPH_API_URL: `http://127.0.0.1:${listening.port}`,
    MESSENGER_VERIFY_TOKEN: VERIFY_TOKEN,
    TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    ADMIN_TOKEN,
    PAUSE_MS: String(PAUSE_MS),
  });
});
afterAll(async () => {
  server?.close();
  await bot?.stop();
});

async function ask(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const response = await fetch(`${bot.url}/admin${path}`, { ...init, headers });
  return (await response.json()) as Record<string, unknown>;
}

const kinds = async (id: string) => {
  const { exceptions } = await ask(`/exceptions?account=messenger:${id}`);
  return (exceptions as { kind: string; code: unknown }[]).map(({ kind, code }) => [kind, code]);
};
const hears = (page: SimulatedMeta, psid: string) => page.said(psid).map(({ message }) => message.text);
const writes = (page: SimulatedMeta, words: string): string => {
  const { psid } = page.joins();
  page.says(psid, words);
  return psid;
};

it("a second Page is set up while the Worker runs, and each answers its own people", async () => {
  const body = JSON.stringify({ token: OTHER_TOKEN });
  expect(await ask(`/accounts/messenger/${OTHER}`, { method: "PUT", body })).toMatchObject({
    id: OTHER,
    name: "The Second",
    source: "admin",
    paused: null,
  });
  const [here, there] = [writes(first, "one"), writes(second, "two")];
  await until(() => hears(first, here).length > 0 && hears(second, there).length > 0);
  expect([hears(first, here), hears(second, there)]).toEqual([[answerTo("one")], [answerTo("two")]]);
});

it("a token that dies stops one Page and not the other, and what waited goes out when it is well again", async () => {
  first.faults.add({ fault: "token revoked" });
  const here = writes(first, "is anybody there?");
  await until(async () => (await kinds(PAGE)).length > 0);
  const there = writes(second, "and there?");
  await until(() => hears(second, there).length > 0);
  expect(hears(second, there)).toEqual([answerTo("and there?")]);
  expect(hears(first, here)).toEqual([]);
  expect([await kinds(PAGE), await kinds(OTHER)]).toEqual([[["sending_paused", 190]], []]);
  const { accounts } = await ask("/accounts");
  expect(accounts).toHaveLength(2);
  expect(accounts).toContainEqual(expect.objectContaining({ id: OTHER, paused: null }));
  const paused = expect.objectContaining({ why: "token", code: 190 });
  expect(accounts).toContainEqual(expect.objectContaining({ id: PAGE, source: "environment", paused }));
  first.faults.clear();
  await until(() => hears(first, here).length > 0);
  expect(hears(first, here)).toEqual([answerTo("is anybody there?")]);
  await until(async () => (await kinds(PAGE)).length === 0);
});

it("no token is in the log, and nothing breaks", () => {
  for (const secret of [...SECRETS, OTHER_TOKEN, ADMIN_TOKEN]) expect(bot.log).not.toContain(secret);
  expect(bot.faults.filter((line) => !/GET \/admin\/exceptions|"what":"sending_paused"/.test(line))).toEqual([]);
});
