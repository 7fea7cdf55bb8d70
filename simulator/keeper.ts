/**
 * Keeps `wrangler dev`: a small process of its own, leader of its own group. It ends the whole group (wrangler, workerd,
 * esbuild) when it is told to, and also when the program that started it is gone, however that ended: the channel to it
 * closes even after SIGKILL.
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** To the keeper: start wrangler, in place of one that runs. To end it all, its channel is closed. */
export interface StartOrder {
  readonly cli: string;
  readonly root: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Do not wait for the one that runs to end: kill it. */
  readonly kill?: true;
}

/** From the keeper. */
export type Report =
  | { readonly about: "ready"; readonly port: number }
  | { readonly about: "exited"; readonly code: number | null };

/** How long wrangler may take to end by itself before the whole group is killed. */
const PATIENCE = 3000;

// The simulated people start from nothing, so the bot's storage does too.
const storage = mkdtempSync(join(tmpdir(), "edgewise-"));
let child: ChildProcess | undefined;
let next: StartOrder | undefined;
let ending = false;

process.on("message", (order: StartOrder) => {
  if (!child) start(order);
  else {
    next = order;
    if (order.kill) killFamily(child);
    else child.kill("SIGTERM");
  }
});
process.on("disconnect", end);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);

function start({ cli, root, args, env }: StartOrder): void {
  if (ending) return;
  const started = fork(cli, [...args, "--persist-to", storage], {
    cwd: root,
    env,
    execArgv: [],
    stdio: ["ignore", 1, 2, "ipc"],
  });
  child = started;
  started.on("message", (message) => {
    const event: unknown = typeof message === "string" ? JSON.parse(message) : message;
    if (isReady(event)) report({ about: "ready", port: event.port });
  });
  started.on("exit", (code) => {
    child = undefined;
    const order = next;
    next = undefined;
    if (ending) finish();
    else if (order) start(order);
    else report({ about: "exited", code });
  });
}

/** Wrangler and all that came of it, workerd first of all; this process, their parent, stays. */
function killFamily(of: ChildProcess): void {
  if (process.platform === "win32") {
    execFileSync("taskkill", ["/F", "/T", "/PID", String(of.pid)]);
    return;
  }
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const family = [of.pid ?? 0];
  for (const parent of family) for (const [pid = 0, ppid] of all) if (ppid === parent) family.push(pid);
  for (const pid of family.toReversed())
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
}

function end(): void {
  if (ending) return;
  ending = true;
  child?.kill("SIGTERM");
  if (child) setTimeout(finish, PATIENCE);
  else finish();
}

function finish(): void {
  rmSync(storage, { recursive: true, force: true, maxRetries: 5 });
  // Windows has no process groups; there wrangler has ended its children by itself or is out of reach.
  if (process.platform === "win32") process.exit();
  process.kill(-process.pid, "SIGKILL");
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

function isReady(event: unknown): event is { readonly event: string; readonly port: number } {
  return typeof event === "object" && event !== null && "event" in event && event.event === "DEV_SERVER_READY";
}
