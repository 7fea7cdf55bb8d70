/**
 * The Worker as a developer runs it, from outside: `wrangler dev` on a copy of the sources, a Graph API on loopback, and
 * Meta's deliveries. Everything here is bounded in time, and nothing of it outlives the tests.
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll } from "vitest";
import { metaJson } from "../../simulator/core/signing.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { BOT_APP, PAGE } from "../channels/messenger/deliveries.ts";
import { Graph, type Send } from "./graph.ts";
import { copyProject } from "./project.ts";

export { PAGE };

export const SECRET = "an app secret of the rig";
export const TOKEN = "EAArig";
export const VERIFY_TOKEN = "a verify token of the rig";
const TOKEN_KEY = Buffer.alloc(32, 7).toString("base64");
/** What nobody may ever read in a log. */
export const SECRETS = [SECRET, TOKEN, VERIFY_TOKEN, TOKEN_KEY] as const;
const LEASH = fileURLToPath(new URL("leash.ts", import.meta.url));
const START_MS = 40_000;
const STOP_MS = 5_000;
/** They end what hangs. A busy machine takes its time: no test asserts how long. */
const POST_MS = 50_000;
const UNTIL_MS = 30_000;

const ADMIN_TOKEN = "the admin token of a rig";

export type Vars = Readonly<Record<string, string>>;

/** What the webhook gets. */
export interface Post {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Waits until `check` gives something, and gives it. Throws after `ms`. */
export async function until<Value>(check: () => Value | Promise<Value>, ms = UNTIL_MS): Promise<NonNullable<Value>> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${check}`);
    await sleep(10);
  }
}

/** Signs bytes with the app secret, as Meta does. */
export function signature(body: string | Uint8Array, secret = SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Bytes with their signature. */
export function signed(body: string | Uint8Array<ArrayBuffer>): Post {
  return { body, headers: { "content-type": "application/json", "x-hub-signature-256": signature(body) } };
}

/** `wrangler dev` and its storage. It can be killed at any moment and started again on what it had stored. */
export class Bot {
  readonly #folder = mkdtempSync(join(realpathSync(tmpdir()), "edgewise-rig-"));
  readonly #project = join(this.#folder, "project");
  #child: ChildProcess | undefined;
  #url = "";
  #log = "";

  /** Everything that wrangler and the Worker have printed, over all lives. */
  get log(): string {
    return stripVTControlCharacters(this.#log);
  }

  /** What no healthy Worker prints: errors, uncaught exceptions, stack traces. */
  get faults(): string[] {
    return this.log.split("\n").filter((line) => /\[ERROR\]|uncaught|unhandled|exception|^\s+at \S/i.test(line));
  }

  /** Where it listens: `http://127.0.0.1:1234`. */
  get url(): string {
    return this.#url;
  }

  async start(vars: Vars): Promise<void> {
    if (!existsSync(this.#project)) this.#copy();
    const child = fork(createRequire(import.meta.url).resolve("wrangler"), argumentsFor(this.#folder, vars), {
      cwd: this.#project,
      // A group of its own, so that all of it can be killed at once.
      detached: process.platform !== "win32",
      execArgv: ["--no-warnings", "--import", pathToFileURL(LEASH).href],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        EDGEWISE_RIG: this.#folder,
        CI: "true",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        NO_COLOR: "1",
        TMPDIR: join(this.#folder, "tmp"),
        WRANGLER_HIDE_BANNER: "true",
        WRANGLER_SEND_METRICS: "false",
        XDG_CONFIG_HOME: join(this.#folder, "config"),
      },
    });
    this.#child = child;
    child.stdout?.on("data", (data) => (this.#log += data));
    child.stderr?.on("data", (data) => (this.#log += data));
    const ready = Promise.withResolvers<number>();
    child.on("message", (message) => {
      const event = typeof message === "string" ? JSON.parse(message) : message;
      if (event.event === "DEV_SERVER_READY") ready.resolve(event.port);
    });
    child.once("exit", (code) => ready.reject(new Error(`wrangler dev ended with ${code}:\n${this.log}`)));
    const late = setTimeout(() => ready.reject(new Error(`Not ready in ${START_MS} ms:\n${this.log}`)), START_MS);
    try {
      this.#url = `http://127.0.0.1:${await ready.promise}`;
    } finally {
      clearTimeout(late);
    }
  }

  /** `kill -9` of the whole group, at this very moment. Resolves when nobody answers any more. */
  async crash(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    killGroup(child);
    await ended(child);
    await until(() => this.#isSilent(), STOP_MS);
  }

  /** Ends it for good, and takes its folder away. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) {
      killGroup(child);
      await ended(child);
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** POSTs exactly this to the webhook. @returns the status */
  async post({ body, headers }: Post): Promise<number> {
    const response = await fetch(`${this.#url}/webhook`, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(POST_MS),
      ...(body instanceof ReadableStream && { duplex: "half" }),
    } as RequestInit);
    await response.text();
    return response.status;
  }

  /** POSTs a delivery, written and signed as Meta does. @returns the status */
  deliver(delivery: unknown): Promise<number> {
    return this.post(signed(metaJson(delivery)));
  }

  async health(): Promise<{ status: number; sending: boolean; problems: string[] }> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await fetch(`${this.#url}/health`, { headers, signal: AbortSignal.timeout(POST_MS) });
    return { status: response.status, ...((await response.json()) as { sending: boolean; problems: string[] }) };
  }

  /** A copy: an edit does not restart the Worker in the middle of a test. */
  #copy(): void {
    mkdirSync(join(this.#folder, "tmp"));
    copyProject(this.#project, "test/dev/bot.ts");
  }

  async #isSilent(): Promise<boolean> {
    return fetch(this.#url, { signal: AbortSignal.timeout(1_000) }).then(
      () => false,
      () => true,
    );
  }
}

function argumentsFor(folder: string, vars: Vars): string[] {
  return [
    "dev",
    ...["--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"],
    "--show-interactive-dev-session=false",
    ...["--persist-to", join(folder, "state")],
    ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  ];
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (process.platform === "win32") execFileSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    else process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody left in the group.
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, "exit", { signal: AbortSignal.timeout(STOP_MS) });
  }
}

export interface Rig {
  readonly graph: Graph;
  readonly bot: Bot;
  /** Starts the Worker, on what it had stored if it was killed before. */
  readonly start: (vars?: Vars) => Promise<void>;
}

/** A Graph API and a running Worker for a file of tests. They end with it, whatever became of the tests. */
export function rig(vars: Vars = {}): Rig {
  const graph = new Graph(TOKEN);
  let bot: Bot;
  const here: Rig = {
    graph,
    get bot() {
      return bot;
    },
    start: (more = {}) =>
      bot.start({
        FACEBOOK_APP_ID: BOT_APP,
        FACEBOOK_APP_SECRET: SECRET,
        ADMIN_TOKEN,
        FACEBOOK_PAGE_ACCESS_TOKEN: TOKEN,
        FACEBOOK_PAGE_ID: PAGE,
        GRAPH_API_URL: graph.url,
        GRAPH_API_VERSION: NEWEST,
        MESSENGER_VERIFY_TOKEN: VERIFY_TOKEN,
        PUBLIC_URL: "https://bot.example",
        TOKEN_ENCRYPTION_KEY: TOKEN_KEY,
        ...vars,
        ...more,
      }),
  };
  beforeAll(async () => {
    await graph.open();
    bot = new Bot();
    await here.start();
  });
  afterAll(async () => {
    graph.close();
    await bot?.stop();
  });
  return here;
}

let people = 0;
/** A PSID that nobody has had yet. */
export const somebody = (): string => `24${String(++people).padStart(14, "0")}`;

let mids = 0;
export const newMid = (): string => `m_rig_${++mids}`;

/** An item of `messaging`: a person writes. */
export const writes = (person: string, text: string, at = Date.now()) => ({
  sender: { id: person },
  recipient: { id: PAGE },
  timestamp: at,
  message: { mid: newMid(), text },
});

/** An item of `messaging`: what Meta tells about a message that it has sent for us. */
export const echoOf = ({ to, words, metadata, mid }: Send) => ({
  sender: { id: PAGE },
  recipient: { id: to },
  timestamp: Date.now(),
  message: { mid, is_echo: true, app_id: Number(BOT_APP), metadata, text: words },
});

export const delivery = (...messaging: unknown[]) => ({
  object: "page",
  entry: [{ id: PAGE, time: Date.now(), messaging }],
});

/** What the bot says to words that it does not know. */
export const answerTo = (words: string): string => `You said: "${words}". How can I help you today?`;
