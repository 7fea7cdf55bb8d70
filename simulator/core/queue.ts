/**
 * Sends webhooks: for each person in order, one at a time; people never wait for each other; what is not answered with
 * 200 is sent again until the schedule ends.
 */

/**
 * Pauses before each retry, in milliseconds. Meta retries for about an hour and then unsubscribes the app; this is that
 * hour at the pace of a laptop, where the bot is away for seconds while it reloads, and for minutes while it is broken.
 */
export const RETRIES: readonly number[] = [100, 150, 250, 500, ...Array<number>(600).fill(1000)];

export interface Delivery {
  /** Deliveries of one lane keep their order: the PSID. */
  readonly lane: string;
  readonly payload: unknown;
  /** Called once, with whether the app accepted it. */
  readonly ended?: (accepted: boolean) => void;
}

export interface QueueOptions {
  /** Sends one delivery and resolves to the HTTP status; a rejection is a failed connection. */
  readonly send: (delivery: Delivery, attempt: number) => Promise<number>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly retries: readonly number[];
  /** Whether nothing is delivered any more. */
  readonly ended?: () => boolean;
  /** Send at once; otherwise deliveries wait for `settle()`. */
  readonly atOnce: boolean;
}

export class WebhookQueue {
  readonly #options: QueueOptions;
  readonly #lanes = new Map<string, Delivery[]>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** How many deliveries are not accepted yet. */
  get size(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.length, 0);
  }

  add(delivery: Delivery): void {
    const lane = this.#lanes.get(delivery.lane);
    if (lane) lane.push(delivery);
    else this.#lanes.set(delivery.lane, [delivery]);
    if (this.#options.atOnce) void this.#run(delivery.lane);
  }

  /** Resolves when nothing waits any more, including what was added meanwhile. */
  async settle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.keys()].map((lane) => this.#run(lane)));
  }

  #run(lane: string): Promise<void> {
    const running = this.#running.get(lane);
    if (running) return running;
    const started = this.#drain(lane);
    this.#running.set(lane, started);
    return started;
  }

  async #drain(name: string): Promise<void> {
    const lane = this.#lanes.get(name) ?? [];
    for (let next = lane[0]; next; next = lane[0]) {
      const accepted = await this.#deliver(next);
      lane.shift();
      next.ended?.(accepted);
    }
    // Both in the same step: a delivery added after it starts a new run.
    this.#lanes.delete(name);
    this.#running.delete(name);
  }

  async #deliver(delivery: Delivery): Promise<boolean> {
    for (let attempt = 0; !this.#options.ended?.(); attempt++) {
      const status = await this.#options.send(delivery, attempt + 1).catch(() => 0);
      if (status === 200) return true;
      const pause = this.#options.retries[attempt];
      if (pause === undefined) return false;
      await this.#options.wait(pause);
    }
    return false;
  }
}
