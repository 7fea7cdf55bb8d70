/** workerd, started and killed as often as one likes, on the same storage. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Wiring, workerdConfig, workerdPath } from "./bundle.ts";

const LEASH = fileURLToPath(new URL("leash.ts", import.meta.url));
/** What the leash is told when nothing runs. */
const NOBODY = 0;
const READY_MS = 20_000;
const ANSWER_MS = 10_000;

export type Socket = "bot" | "deliver";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The Worker was not there: nothing has reached it. */
export class DownError extends Error {
  override readonly name = "DownError";
}

interface Life {
  readonly child: ChildProcess;
  readonly agent: Agent;
  readonly ports: Map<Socket, number>;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

export class Worker {
  /** How long each start took, in milliseconds. */
  readonly starts: number[] = [];
  /** What the Worker has printed that is not one of its own log lines. */
  readonly strange: string[] = [];
  /** The latest lines about what could not be accepted. */
  readonly troubles: string[] = [];
  /** How often each line of its log was printed, by its `what`. */
  readonly said = new Map<string, number>();
  readonly #folder: string;
  readonly #program = workerdPath();
  readonly #leash: ChildProcess;
  readonly #sockets: number;
  #life: Life | null = null;

  /** @param sockets how many requests go to one socket of it at once; others wait here */
  constructor(folder: string, keep: boolean, sockets: number = Number.POSITIVE_INFINITY) {
    this.#folder = folder;
    this.#sockets = sockets;
    this.#leash = fork(LEASH, [], { env: { ...process.env, EDGEWISE_CRASH: keep ? "" : folder } });
  }

  configure(wiring: Wiring): void {
    writeFileSync(join(this.#folder, "config.capnp"), workerdConfig(wiring));
  }

  get isUp(): boolean {
    return (this.#life?.ports.size ?? 0) === 2;
  }

  /** The process that runs, if one does. */
  get pid(): number | undefined {
    return this.#life?.child.pid;
  }

  /** Begins to start. It may be killed before it is ready. */
  start(): void {
    const began = performance.now();
    const child = spawn(this.#program, ["serve", "--experimental", "--control-fd=3", "config.capnp"], {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.#leash.send(child.pid ?? NOBODY);
    const ports = new Map<Socket, number>();
    const ready = Promise.withResolvers<void>();
    let control = "";
    child.stdio[3]?.on("data", (data) => {
      control += data;
      for (let end = control.indexOf("\n"); end >= 0; end = control.indexOf("\n")) {
        const { event, socket, port } = JSON.parse(control.slice(0, end));
        control = control.slice(end + 1);
        if (event === "listen") ports.set(socket, port);
      }
      if (ports.size < 2) return;
      this.starts.push(performance.now() - began);
      ready.resolve();
    });
    child.stdout?.on("data", (data) => this.#hear(String(data)));
    child.stderr?.on("data", (data) => this.#hear(String(data)));
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    this.#life = {
      child,
      agent: new Agent({ keepAlive: true, maxSockets: this.#sockets }),
      ports,
      ready: ready.promise,
      ended,
    };
  }

  /** Resolves when it takes requests. */
  async ready(): Promise<void> {
    const life = this.#life;
    if (life === null) throw new Error("workerd was not started.");
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`workerd is not ready after ${READY_MS} ms.`)), READY_MS);
    const died = life.ended.then(() =>
      Promise.reject(new Error(`workerd ended:\n${this.strange.slice(-20).join("\n")}`)),
    );
    try {
      await Promise.race([life.ready, late.promise, died]);
    } finally {
      clearTimeout(timer);
      died.catch(() => undefined);
    }
  }

  /** `kill -9`, at this very moment. Resolves when it is gone. */
  async kill(): Promise<void> {
    const life = this.#life;
    this.#life = null;
    if (life === null) return;
    life.child.kill("SIGKILL");
    life.agent.destroy();
    await life.ended;
    this.#leash.send(NOBODY);
  }

  /** Ends everything, and takes the folder away. */
  async stop(): Promise<void> {
    await this.kill();
    const gone = new Promise((resolve) => this.#leash.once("exit", resolve));
    this.#leash.disconnect();
    await gone;
  }

  /** Throws a {@link DownError} if nothing has reached the Worker, and whatever Node throws if it died meanwhile. */
  post(socket: Socket, path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#ask(socket, "POST", path, body, headers);
  }

  /** Throws what {@link post} throws. */
  get(socket: Socket, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#ask(socket, "GET", path, "", headers);
  }

  /** Throws what {@link post} throws. */
  put(socket: Socket, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#ask(socket, "PUT", path, body, headers);
  }

  #ask(
    socket: Socket,
    method: "GET" | "POST" | "PUT",
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const life = this.#life;
    const port = life?.ports.get(socket);
    if (life === null || port === undefined) return Promise.reject(new DownError("workerd is down."));
    return new Promise((resolve, reject) => {
      const options = { agent: life.agent, host: "127.0.0.1", port, path, method, headers, timeout: ANSWER_MS };
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          if (!response.complete) return reject(new Error("The answer was cut off."));
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      call.on("timeout", () => call.destroy(new Error("No answer.")));
      call.on("error", (error: NodeJS.ErrnoException) =>
        reject(error.code === "ECONNREFUSED" ? new DownError("workerd is down.") : error),
      );
      call.end(body);
    });
  }

  #hear(output: string): void {
    for (const line of output.split("\n")) {
      if (line.trim() === "") continue;
      const what = /^\{"what":"([a-z_]+)"/.exec(line)?.[1];
      if (what === undefined) this.strange.push(line);
      else {
        if (what === "queue_retry" || what === "accept_failed") this.troubles.push(line);
        this.said.set(what, (this.said.get(what) ?? 0) + 1);
      }
    }
  }
}
