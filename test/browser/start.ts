/** Starts `npm start` for a test: the shop, in a copy of the project that a test may edit, and on a port of its own. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { copyProject, ROOT } from "../dev/project.ts";

export { ROOT };

export interface Running {
  readonly address: string;
  /** The copy that runs. */
  readonly root: string;
  readonly pid: number;
  /** Everything printed so far. */
  readonly output: () => string;
  /** Ends it as a terminal would, and removes the copy. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface HowToStart {
  /** `node` starts the program itself, from another folder: it must not matter where it is started from. */
  readonly by?: "node" | "npm";
  /** Changes the copy before it runs. */
  readonly prepare?: (root: string) => Promise<void>;
  /** For the program itself. */
  readonly args?: readonly string[];
  /** Without it one that is free. */
  readonly port?: number;
}

export async function start({ by = "node", prepare, args: own = [], port }: HowToStart = {}): Promise<Running> {
  const root = await mkdtemp(join(tmpdir(), "edgewise-test-"));
  copyProject(root, "examples/shop/bot.ts");
  await prepare?.(root);
  const [command, ...args] =
    by === "npm" ? ["npm", "start"] : [process.execPath, join(root, "simulator", "start.ts"), ...own];
  const child = spawn(command, args, {
    cwd: by === "npm" ? root : tmpdir(),
    env: { ...process.env, PORT: String(port ?? (await freePort())) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  const address = await until(() => /Open (http:\S+)/.exec(output)?.[1], 30_000).catch(async () => {
    await stop();
    throw new Error(`npm start printed no address:\n${output}`);
  });
  return { address, root, pid: child.pid ?? 0, output: () => output, stop };
}

/** Asks until there is an answer. */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  patience = 10_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Not within ${patience} ms: ${ask}`);
    await wait(25);
  }
}

/** A process and all that came of it. */
export function family(pid: number): number[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) for (const [child = 0, of] of all) if (of === parent) found.push(child);
  return found;
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

export interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

export const LOOKS: readonly Look[] = [
  { width: 1280, scheme: "light" },
  { width: 1280, scheme: "dark" },
  { width: 390, scheme: "light" },
  { width: 390, scheme: "dark" },
];

/** Both widths and both schemes, in half the time. */
export const BOTH: readonly Look[] = [
  { width: 1280, scheme: "light" },
  { width: 390, scheme: "dark" },
];

const sizeOf = (width: number) => ({ width, height: width > 500 ? 860 : 844 });

/** Looks at an open page in several ways, and leaves it in the first: nothing has to be loaded for it. */
export async function eachLook(
  page: Page,
  looks: readonly Look[],
  see: (look: Look) => Promise<unknown>,
): Promise<void> {
  const show = async ({ width, scheme }: Look) => {
    await page.setViewportSize(sizeOf(width));
    await page.emulateMedia({ colorScheme: scheme });
  };
  for (const look of looks) {
    await show(look);
    await see(look);
  }
  if (looks[0]) await show(looks[0]);
}

/** Opens the messenger. Whatever the page complains about is collected in `complaints`. */
export async function open(
  browser: Browser,
  address: string,
  { width, scheme }: Look,
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext({
    viewport: sizeOf(width),
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // Somebody who writes hears something within 25 s: a connection that broke may hold an answer back for ten.
  page.setDefaultTimeout(25_000);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  await page.goto(address);
  // The composer is there at once; the chat comes with the first news from the server.
  await page.locator(".header-words").waitFor();
  return page;
}

/** Somebody new has the open chat. @returns who that is */
export async function addPerson(page: Page): Promise<string> {
  const current = () => page.locator(".contact[aria-current]").getAttribute("data-key");
  const before = await current();
  await page.getByRole("button", { name: "Add a person" }).click();
  return until(async () => {
    const now = await current();
    return now !== before && now !== null && now;
  });
}

/** The pictures for people to look at: once what has changed is drawn. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  await page.screenshot({ path: join(ROOT, "artifacts", `${name}.png`) });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
