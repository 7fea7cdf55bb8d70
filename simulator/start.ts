/** `npm start`: the bot and a simulated Meta around it, at one address. No Meta account, no settings, nothing left behind. */
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readAbout } from "./about.ts";
import { ROOT, secret } from "./bot-process.ts";
import { digits } from "./core/people.ts";
import type { Command } from "./protocol.ts";
import { listen } from "./server.ts";
import { Stage } from "./stage.ts";
import { readScenario, type Scenario } from "./steps.ts";
import { Uploads } from "./uploads.ts";

/** More than anybody looks at side by side. */
const MOST_PAGES = 5;

// Serving the page's TypeScript strips its types, which Node still calls experimental, in the terminal of whoever tries the bot.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") console.error(warning);
});

const { scenario, pages } = await given();
const about = await readAbout(ROOT);
const uploads = new Uploads();
const { server, port } = await listen(Number(process.env["PORT"] ?? 3000), route);
const address = `http://127.0.0.1:${port}`;
let greeted = false;

const stage = new Stage({
  address,
  about,
  keys: {
    FACEBOOK_APP_ID: `1${digits(14)}`,
    FACEBOOK_APP_SECRET: secret(24),
    FACEBOOK_PAGE_ID: `1${digits(14)}`,
    FACEBOOK_PAGE_ACCESS_TOKEN: pageToken(),
    MESSENGER_VERIFY_TOKEN: secret(18),
    // A send that nobody answered is settled by its echo, or else by what stands in the thread. Here that is written at
    // once, and somebody looks on.
    UNKNOWN_MS: "5000",
    RECOVER_MS: "2000",
    // What is said here is nobody's private data, and a developer wants to read it.
    LOG_ERRORS: "full",
    TOKEN_ENCRYPTION_KEY: secret(32),
    ADMIN_TOKEN: secret(24),
  },
  others: Array.from({ length: pages - 1 }, () => ({ pageId: `1${digits(14)}`, pageToken: pageToken() })),
  onReady: greet,
});

function pageToken(): string {
  return `EAAsimulated${randomInt(1e9)}`;
}

function greet(): void {
  if (greeted) return;
  greeted = true;
  console.log(`\n  Open ${address} and write to the bot.`);
  console.log("  Edit src/bot.ts and save: the open chat has the new version at once.\n");
  const person = stage.pages.people[0];
  if (scenario && person)
    stage.play(person.psid, scenario.steps).then(
      () => console.log(`  The scenario ${scenario.title ?? ""} has been played.`),
      (error: unknown) => console.error(`  The scenario stopped: ${error instanceof Error ? error.message : error}`),
    );
}

/** `npm start -- --scenario file --pages 2`. */
async function given(): Promise<{ readonly scenario: Scenario | undefined; readonly pages: number }> {
  try {
    const { values } = parseArgs({
      options: { scenario: { type: "string" }, pages: { type: "string", default: "1" } },
    });
    const pages = Number(values.pages);
    if (!(Number.isInteger(pages) && pages >= 1 && pages <= MOST_PAGES))
      throw new TypeError(`--pages is ${values.pages}: it is a number of 1 to ${MOST_PAGES}.`);
    const { scenario } = values;
    return { pages, scenario: scenario === undefined ? undefined : readScenario(await readFile(scenario, "utf8")) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

async function route(request: Request, path: string): Promise<Response | undefined> {
  if (/^\/v\d/.test(path)) return stage.graph(request);
  if (path.startsWith("/uploads/")) return uploads.serve(path.slice("/uploads/".length));
  if (request.method === "GET" && path === "/api/events") return stage.events();
  if (request.method === "GET" && path === "/api/clock") return Response.json({ shift: stage.shift });
  if (request.method === "GET" && path === "/api/faults") return stage.faults(request);
  if (request.method === "POST" && path === "/api/uploads") return uploads.take(request);
  if (request.method === "DELETE" && path === "/api/faults") return stage.faults(request);
  if (path !== "/api/do" && path !== "/api/faults") return undefined;
  // A form of another site can only send three content types, and this is none of them.
  if (request.headers.get("content-type") !== "application/json") return new Response("Not JSON", { status: 415 });
  if (path === "/api/faults") return stage.faults(request);
  const command = (await request.json()) as Command;
  // A page of an earlier run may still speak of its people.
  const known = !("psid" in command) || stage.pages.people.some(({ psid }) => psid === command.psid);
  if (!known) return new Response("Nobody", { status: 404 });
  return Response.json({ result: (await stage.does(command)) ?? null });
}

let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  server.close();
  server.closeAllConnections();
  await stage.bot.stop();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
for (const failure of ["uncaughtException", "unhandledRejection"] as const)
  process.on(failure, (error) => {
    console.error(error);
    void stop(1);
  });
process.on("exit", () => stage.bot.killNow());

// A SIGTERM to `npm start` ends npm and its shell, and tells this program nothing; that its parent is gone does.
const parent = process.ppid;
if (process.env["npm_lifecycle_event"] === "start")
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, 250).unref();
