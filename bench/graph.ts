/**
 * A Graph API that takes every message after a while. It checks nothing, unlike the simulated Meta: what it took for that
 * would be measured too. It has a thread of its own, so that a message's arrival is noted when it arrives, and not when
 * the people who write have a moment for it.
 */
import { Worker } from "node:worker_threads";

/** How long a call takes. */
export const GRAPH_MS = 100;

/** A message that has arrived. */
export interface Sent {
  readonly person: string;
  readonly text: string;
  readonly metadata: unknown;
  readonly mid: string;
  /** In milliseconds since 1970, and parts of them. */
  readonly arrived: number;
}

/** What the thread tells. */
export type Told = { readonly address: string } | { readonly sent: Sent | null };

export class Graph {
  /** All of them: messages, "seen" and typing, hand-overs. */
  calls = 0;
  /** When the messages arrived. */
  readonly arrivals: number[] = [];
  readonly #onSend: (sent: Sent) => void;
  #thread: Worker | undefined;

  /** @param onSend hears of each message when it has arrived */
  constructor(onSend: (sent: Sent) => void) {
    this.#onSend = onSend;
  }

  /** @returns the address */
  open(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#thread = new Worker(new URL("./graph-server.ts", import.meta.url));
    this.#thread.once("error", reject).on("message", (told: Told) => {
      if ("address" in told) resolve(told.address);
      else this.#hears(told.sent);
    });
    return promise;
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #hears(sent: Sent | null): void {
    this.calls++;
    if (sent === null) return;
    this.arrivals.push(sent.arrived);
    this.#onSend(sent);
  }
}
