/** Webhooks on their way to the bot: signed, through whatever goes wrong there, and tried again. */
import type { Faults } from "./faults.ts";
import type { MetaOptions } from "./options.ts";
import { token } from "./people.ts";
import { type Delivery, RETRIES, WebhookQueue } from "./queue.ts";
import { batched, sign, summaryOf } from "./webhooks.ts";

export interface WireOptions {
  readonly meta: MetaOptions;
  readonly faults: Faults;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Whether nothing is delivered any more. */
  readonly ended: () => boolean;
  /** Hears of each answer; 0 when none came. */
  readonly answered: (status: number) => void;
}

export class Wire {
  readonly queue: WebhookQueue;
  readonly #options: WireOptions;
  readonly #seed = token(6);
  #sent = 0;
  /** What waits to be sent in one body, or behind the next. */
  #held: Delivery[] = [];
  #swapping = false;

  constructor(options: WireOptions) {
    const { meta, wait, ended } = options;
    this.#options = options;
    this.queue = new WebhookQueue({
      send: (delivery, attempt) => this.#deliver(delivery, attempt),
      wait,
      ended,
      retries: meta.retries ?? RETRIES,
      atOnce: meta.webhooks !== "on settle",
    });
  }

  /** Puts a webhook on its way. */
  send(delivery: Delivery, echo: boolean): void {
    const { faults, wait } = this.#options;
    if (echo && faults.use("echoes off")) return;
    const late = echo ? faults.use("echoes late") : undefined;
    // Late ones have a lane of their own, or everything behind them would be late too.
    if (late) return void wait(late.ms).then(() => this.queue.add({ ...delivery, lane: `${delivery.lane} late` }));
    const batch = this.#held.length === 0 ? faults.use("batched") : undefined;
    const swap = this.#held.length === 0 && !batch ? faults.use("reordered") : undefined;
    if (batch || swap) void wait(batch?.ms ?? 1000).then(() => this.#release(batch !== undefined));
    if (batch || swap || this.#held.length > 0) {
      this.#held.push(delivery);
      // Two are enough to be in the wrong order.
      if (this.#swapping && this.#held.length === 2) this.#release(false);
      if (swap) this.#swapping = true;
      return;
    }
    this.queue.add(delivery);
    if (faults.use("duplicated")) this.queue.add({ lane: delivery.lane, payload: delivery.payload });
  }

  #release(together: boolean): void {
    const held = this.#held;
    this.#held = [];
    this.#swapping = false;
    const [first] = held;
    if (first && together) {
      const ended = (accepted: boolean) => {
        for (const one of held) one.ended?.(accepted);
      };
      this.queue.add({ lane: first.lane, payload: batched(held.map(({ payload }) => payload)), ended });
    } else for (const one of held.toReversed()) this.queue.add(one);
  }

  async #deliver(delivery: Delivery, attempt: number): Promise<number> {
    const status = await this.#attempt(delivery, attempt).catch(() => 0);
    this.#options.answered(status);
    return status;
  }

  async #attempt({ payload, lane }: Delivery, attempt: number): Promise<number> {
    const { meta, faults, now, wait } = this.#options;
    const delay = faults.use("delayed");
    if (delay) await wait(delay.ms);
    const secret = faults.use("wrong secret") ? "not the app's secret" : meta.appSecret;
    const request = await sign(payload, secret);
    if (!meta.onWebhook) return meta.deliver(request);
    const [psid = lane] = lane.split(" ");
    this.#sent++;
    const id = `w_${this.#seed}${this.#sent}`;
    const { headers } = request;
    const sent = {
      kind: "webhook",
      id,
      psid,
      at: now(),
      attempt,
      payload,
      headers,
      ...summaryOf(payload),
    } as const;
    meta.onWebhook(sent);
    const began = performance.now();
    const status = await meta.deliver(request).catch(() => 0);
    meta.onWebhook({ ...sent, status, ms: Math.round(performance.now() - began) });
    return status;
  }
}
