/** The bot under `wrangler dev`, as one thing that runs, is reloaded, breaks and recovers. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { TurnTrace } from "./core/life.ts";
import type { Report, StartOrder } from "./keeper.ts";
import { type Line, readError, readOutput } from "./output.ts";
import type { BotNews, BotState } from "./protocol.ts";
import { readTurn } from "./turn-log.ts";

/** The project's folder: the one above `simulator/`, wherever the program is started from. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface BotOptions {
  /** What the Worker gets as variables; it wins over `.dev.vars`, so real tokens on this disk are not used. */
  readonly vars: Readonly<Record<string, string>>;
  readonly onState: (state: BotState) => void;
  readonly onNews: (news: BotNews["news"]) => void;
  /** What the bot or wrangler says that a developer should read. */
  readonly onOutput: (text: string) => void;
  readonly onTurn: (turn: Omit<TurnTrace, "id">) => void;
}

/** A secret for one run, in base64. */
export const secret = (bytes: number): string => randomBytes(bytes).toString("base64");

export class BotProcess {
  readonly #options: BotOptions;
  readonly #keeper: ChildProcess;
  readonly #ended: Promise<void>;
  #watcher: FSWatcher | undefined;
  #state: BotState = { is: "starting" };
  #port = 0;
  /** Whether this wrangler has ever served the bot. */
  #served = false;
  #killed = false;

  constructor(options: BotOptions) {
    this.#options = options;
    const keeper = fork(join(ROOT, "simulator", "keeper.ts"), {
      cwd: ROOT,
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#keeper = keeper;
    this.#ended = new Promise((resolve) => keeper.once("exit", () => resolve()));
    keeper.on("message", (report: Report) => this.#reported(report));
    keeper.on("exit", () => this.killNow());
    if (keeper.stdout) this.#readLines(keeper.stdout);
    if (keeper.stderr) this.#readBlocks(keeper.stderr);
    this.#start();
  }

  /** Where the Worker answers; undefined while it does not: wrangler holds back what comes to a broken version. */
  get url(): string | undefined {
    return this.#state.is === "running" ? `http://127.0.0.1:${this.#port}` : undefined;
  }

  get state(): BotState {
    return this.#state;
  }

  /** The bot dies at once, in the middle of whatever it does, and is started again with the same storage. */
  kill(): void {
    if (this.#state.is !== "running") return;
    this.#killed = true;
    this.#options.onNews("killed");
    this.#set({ is: "starting" });
    this.#start({ kill: true });
  }

  /** Ends the bot, and resolves when no process of it is left. */
  async stop(): Promise<void> {
    this.#watcher?.close();
    if (this.#keeper.connected) this.#keeper.disconnect();
    await this.#ended;
    for (let patience = 200; patience > 0 && this.killNow(); patience--) await wait(10);
  }

  /** Ends the whole group at once; false when nobody is left in it. The last resort of a program that is about to die. */
  killNow(): boolean {
    if (this.#keeper.pid === undefined || process.platform === "win32") return false;
    try {
      return process.kill(-this.#keeper.pid, "SIGKILL");
    } catch {
      return false;
    }
  }

  #start(how: Pick<StartOrder, "kill"> = {}): void {
    const vars = Object.entries(this.#options.vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
    const order: StartOrder = {
      ...how,
      cli: createRequire(import.meta.url).resolve("wrangler"),
      root: ROOT,
      // The same port after a crash: pictures in the chat keep their address.
      args: [
        "dev",
        "simulator/worker/index.ts",
        ...["--ip", "127.0.0.1", "--port", String(this.#port), "--inspector-port", "0"],
        "--show-interactive-dev-session=false",
        ...vars,
      ],
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: "false",
        // Without its banner wrangler does not ask a registry for its newest version.
        WRANGLER_HIDE_BANNER: "true",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
      },
    };
    this.#served = false;
    if (this.#keeper.connected) this.#keeper.send(order);
  }

  #reported(report: Report): void {
    if (report.about === "ready") {
      this.#port = report.port;
      this.#answers();
      return;
    }
    const error = this.#state.is === "broken" ? this.#state.error : `wrangler dev ended with code ${report.code}.`;
    if (this.#state.is !== "broken") this.#options.onOutput(error);
    this.#set({ is: "broken", error });
    this.#startOnEdit();
  }

  /** The next edit starts wrangler again, whether this one has ended or is about to. */
  #startOnEdit(): void {
    this.#watcher?.close();
    this.#watcher = watch(join(ROOT, "src"), { recursive: true }, () => {
      this.#watcher?.close();
      // An editor may write a file in several steps.
      setTimeout(() => this.#start(), 100);
    });
  }

  #readLines(stream: Readable): void {
    createInterface({ input: stream }).on("line", (line) => {
      const turn = readTurn(line, ROOT);
      if (turn) this.#options.onTurn(turn);
      else this.#read(readOutput(line));
    });
  }

  #readBlocks(stream: Readable): void {
    let block = "";
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      this.#read(readError(block));
      block = "";
    };
    createInterface({ input: stream }).on("line", (line) => {
      clearTimeout(timer);
      // A new mark starts a new block; details are indented.
      if (block !== "" && /^[✘▲🪵]/u.test(stripVTControlCharacters(line))) flush();
      block += `${line}\n`;
      timer = setTimeout(flush, 50);
    });
  }

  #read(line: Line): void {
    switch (line.is) {
      case "noise":
        break;
      case "ready":
        this.#served = true;
        this.#answers();
        break;
      case "reloaded":
        this.#renewed();
        break;
      case "broken":
        this.#broke(line.text);
        break;
      case "said":
        this.#options.onOutput(line.text);
        break;
    }
  }

  /** Wrangler tells its port and that it serves in two ways, in any order. */
  #answers(): void {
    if (!this.#served || this.#port === 0) return;
    if (this.#state.is === "broken") this.#renewed();
    else {
      if (this.#killed) this.#options.onNews("back");
      this.#killed = false;
      this.#set({ is: "running" });
    }
  }

  #renewed(): void {
    this.#watcher?.close();
    this.#options.onNews(this.#state.is === "broken" ? "repaired" : "reloaded");
    this.#set({ is: "running" });
  }

  #broke(error: string): void {
    const first = this.#state.is !== "broken";
    if (!first && this.#state.is === "broken" && error.startsWith("The Workers runtime failed")) return;
    this.#options.onOutput(error);
    this.#set({ is: "broken", error });
    if (first) this.#options.onNews("broken");
    // Wrangler watches on by itself only after a version that cannot be built, and not after the very first.
    if (!this.#served || !error.startsWith("Build failed")) this.#startOnEdit();
  }

  #set(state: BotState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
