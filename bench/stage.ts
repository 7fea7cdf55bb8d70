/** The deployed bundle in raw workerd, with its platform and a simulated Meta outside: all of it on this machine. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "../test/crash/bundle.ts";
import { Platform } from "../test/crash/platform.ts";
import { IDENTITY } from "../test/crash/settings.ts";
import { Worker } from "../test/crash/worker.ts";
import { Graph } from "./graph.ts";
import { People } from "./people.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Connections to the Worker. Many more at once would wait for the system to accept them, and not for the Worker. */
const SOCKETS = 100;
/** Memory that looks like a disk, where there is some: the disk of this machine is not what is measured. */
const DISK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const MEGABYTE = 1024 * 1024;

export interface Stage {
  readonly worker: Worker;
  readonly people: People;
  readonly graph: Graph;
  readonly memory: Memory;
}

/** The bundle, built once, and run as often as one likes. */
export class Theatre {
  readonly #folder = mkdtempSync(join(realpathSync(DISK), "edgewise-bench-"));
  #runs = 0;

  constructor() {
    build(this.#folder, join(HERE, "bot.ts"));
    copyFileSync(join(HERE, "metered.js"), join(this.#folder, "metered.js"));
  }

  /** Starts everything on an empty disk, plays, and ends everything; the folder goes with the last worker. */
  async play<Value>(
    { around = null, variables = {} }: { around?: string | null; variables?: Readonly<Record<string, number>> },
    act: (stage: Stage) => Promise<Value>,
  ): Promise<Value> {
    const storage = join(this.#folder, `storage${++this.#runs}`);
    mkdirSync(storage);
    const worker = new Worker(this.#folder, true, SOCKETS);
    const people = new People(worker);
    const graph = new Graph((sent) => people.sent(sent));
    const platform = new Platform(worker);
    try {
      const wiring = { storage, platform: await platform.open(), around };
      worker.configure({ ...wiring, variables: { ...IDENTITY, GRAPH_API_URL: await graph.open(), ...variables } });
      worker.start();
      await worker.ready();
      const memory = new Memory(worker.pid ?? 0);
      try {
        return await act({ worker, people, graph, memory });
      } finally {
        memory.stop();
      }
    } finally {
      people.echoes = false;
      await worker.stop();
      await graph.close();
      await platform.close();
    }
  }

  get folder(): string {
    return this.#folder;
  }
}

/** The memory that a process has, in MiB, as Linux tells it; 0 where it is not told. */
export class Memory {
  peak = 0;
  readonly before: number;
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#pid = pid;
    this.before = this.now;
    this.#timer = setInterval(() => {
      this.peak = Math.max(this.peak, this.now);
    }, 50);
  }

  get now(): number {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(this.#read("status")) ?? [];
    return (Number(kilobytes ?? 0) * 1024) / MEGABYTE;
  }

  /** Milliseconds of processor time since the process began. Linux counts in hundredths of a second. */
  get processor(): number {
    const fields = this.#read("stat").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #read(what: "status" | "stat"): string {
    try {
      return readFileSync(`/proc/${this.#pid}/${what}`, "utf8");
    } catch {
      return "";
    }
  }
}

/** Waits until `check` holds. @returns whether it did within `ms` */
export async function until(check: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!check()) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}
