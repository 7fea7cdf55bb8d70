/** `npm start`: the bot and a simulated Meta around it, at one address. No Meta account, no settings, nothing left behind. */
import { randomInt } from "node:crypto";
import { LIMITS } from "../src/channels/messenger/limits.ts";
import { BotProcess, secret } from "./bot-process.ts";
import { SimulatedMeta } from "./core/meta.ts";
import { digits } from "./core/people.ts";
import type { WebhookRequest } from "./core/webhooks.ts";
import { carryOut, Updates } from "./page-api.ts";
import type { BotNews, Command } from "./protocol.ts";
import { listen } from "./server.ts";
import { Uploads } from "./uploads.ts";

/** Meta's own patience with a webhook, in milliseconds. Documented: Messenger Platform, FAQ (its webhook page says 5 s). */
const WEBHOOK_TIMEOUT = 20_000;

// Serving the page's TypeScript strips its types, which Node still calls experimental, in the terminal of whoever tries the bot.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") console.error(warning);
});

const keys = {
  FACEBOOK_APP_ID: `1${digits(14)}`,
  FACEBOOK_APP_SECRET: secret(24),
  FACEBOOK_PAGE_ID: `1${digits(14)}`,
  FACEBOOK_PAGE_ACCESS_TOKEN: `EAAsimulated${randomInt(1e9)}`,
  MESSENGER_VERIFY_TOKEN: secret(18),
  TOKEN_ENCRYPTION_KEY: secret(32),
  ADMIN_TOKEN: secret(24),
};

const updates = new Updates();
const uploads = new Uploads();
const news: BotNews[] = [];

const meta = new SimulatedMeta({
  appId: keys.FACEBOOK_APP_ID,
  appSecret: keys.FACEBOOK_APP_SECRET,
  pageId: keys.FACEBOOK_PAGE_ID,
  pageToken: keys.FACEBOOK_PAGE_ACCESS_TOKEN,
  pageName: "Demo Shop",
  deliver,
  fetches,
  onChange: (change) => updates.send(change),
});
meta.joins();

const { server, port } = await listen(Number(process.env["PORT"] ?? 3000), route);
const address = `http://127.0.0.1:${port}`;
let greeted = false;
let delivering = new AbortController();

const bot = new BotProcess({
  vars: { GRAPH_API_URL: address, ...keys },
  onState: (state) => {
    updates.send({ kind: "bot", bot: state });
    // What wrangler holds back for a broken version is sent again when it is repaired.
    if (state.is === "broken") delivering.abort();
    delivering = new AbortController();
    if (state.is !== "starting") greet();
  },
  onNews: (what) => {
    const item: BotNews = { id: news.length + 1, at: Date.now(), news: what };
    news.push(item);
    updates.send({ kind: "news", news: item });
  },
  onOutput: (text) => console.error(text.replace(/^/gm, "  ")),
});

function greet(): void {
  if (greeted) return;
  greeted = true;
  console.log(`\n  Open ${address} and write to the bot.`);
  console.log("  Edit src/bot.ts and save: the open chat has the new version at once.\n");
}

async function route(request: Request, path: string): Promise<Response | undefined> {
  if (/^\/v\d/.test(path)) return meta.handle(request);
  if (path.startsWith("/uploads/")) return uploads.serve(path.slice("/uploads/".length));
  if (request.method === "GET" && path === "/api/events")
    return updates.stream({
      kind: "state",
      pageName: meta.options.pageName,
      people: meta.people,
      items: meta.people.flatMap(({ psid }) => meta.chat(psid)),
      bot: bot.state,
      news,
    });
  if (request.method === "POST" && path === "/api/uploads") return uploads.take(request);
  if (request.method === "POST" && path === "/api/do") {
    // A form of another site can only send three content types, and this is none of them.
    if (request.headers.get("content-type") !== "application/json") return new Response("Not JSON", { status: 415 });
    const command = (await request.json()) as Command;
    // A page of an earlier run may still speak of its people.
    const known = !("psid" in command) || meta.people.some(({ psid }) => psid === command.psid);
    return known ? Response.json({ result: carryOut(meta, command) ?? null }) : new Response("Nobody", { status: 404 });
  }
  return undefined;
}

async function deliver({ body, headers }: WebhookRequest): Promise<number> {
  if (bot.url === undefined) return 503;
  const signal = AbortSignal.any([AbortSignal.timeout(WEBHOOK_TIMEOUT), delivering.signal]);
  const response = await fetch(`${bot.url}/webhook`, { method: "POST", body, headers, signal });
  await response.body?.cancel();
  return response.status;
}

/** Only files on this machine are looked at: nothing that is tried here should reach out to the internet by itself. */
async function fetches(url: string): Promise<"fine" | "unreachable" | "too large"> {
  if (new URL(url).protocol !== "http:") return "fine";
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const { byteLength } = await response.arrayBuffer();
    if (!response.ok) return "unreachable";
    return byteLength > LIMITS.attachmentBytes.max ? "too large" : "fine";
  } catch {
    return "unreachable";
  }
}

let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  server.close();
  server.closeAllConnections();
  await bot.stop();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
for (const failure of ["uncaughtException", "unhandledRejection"] as const)
  process.on(failure, (error) => {
    console.error(error);
    void stop(1);
  });
process.on("exit", () => bot.killNow());

// A SIGTERM to `npm start` ends npm and its shell, and tells this program nothing; that its parent is gone does.
const parent = process.ppid;
if (process.env["npm_lifecycle_event"] === "start")
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, 250).unref();
