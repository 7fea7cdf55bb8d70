/** KV and the queues, served from outside: they outlive the Worker, as Cloudflare's do. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Consumer, deployed } from "./bundle.ts";
import { QUEUE_SECOND_MS } from "./settings.ts";
import { DownError, type Worker } from "./worker.ts";

/** A queue's messages as the Worker wrote them; only the events' ids are looked at. */
interface Body {
  readonly events: readonly { readonly id: string; readonly mid?: string }[];
}

interface Message {
  readonly id: string;
  readonly timestamp: number;
  attempts: number;
  readonly body: Body;
  due: number;
}

interface Outcome {
  readonly outcome: string;
  readonly retryBatch: { readonly retry: boolean };
  readonly explicitAcks: readonly string[];
  readonly retryMessages: readonly { readonly msgId: string }[];
  readonly ackAll: boolean;
}

const EVENTS = "edgewise-events";
const METRICS = JSON.stringify({
  metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 } },
});

export class Platform {
  /** Events that have travelled through the queue, by their mid. */
  readonly queued = new Set<string>();
  /** Called when a batch sets out to the Worker. */
  onBatch: () => void = () => undefined;
  readonly counts = { messages: 0, batches: 0, retried: 0, buried: 0 };
  readonly #kv = new Map<string, Buffer>();
  readonly #queues = new Map<string, Message[]>();
  readonly #worker: Worker;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => request.destroy());
  });
  #ids = 0;
  #running = true;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#server.keepAliveTimeout = 600_000;
  }

  /** @returns the address */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    this.#loops = Promise.all((deployed.queues.consumers ?? []).map((consumer) => this.#consume(consumer)));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#running = false;
    await this.#loops;
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** How many messages are in the queues. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, messages) => sum + messages.length, 0);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // Half of a request is none: its sender died.
    if (!request.complete) return;
    const body = Buffer.concat(chunks);
    const { pathname } = new URL(request.url ?? "/", "http://platform");
    if (request.method === "POST" && pathname === "/batch") {
      const { messages } = JSON.parse(body.toString()) as { messages: readonly { body: string }[] };
      for (const message of messages) this.#add(EVENTS, JSON.parse(Buffer.from(message.body, "base64").toString()));
      response.end(METRICS);
      return;
    }
    const key = decodeURIComponent(pathname.slice(1));
    const value = this.#kv.get(key);
    if (request.method === "PUT") {
      this.#kv.set(key, body);
      response.end();
    } else if (request.method === "GET" && value !== undefined) response.end(value);
    else response.writeHead(request.method === "GET" ? 404 : 405).end();
  }

  #add(queue: string, body: Body): void {
    const messages = this.#queues.get(queue) ?? [];
    this.#queues.set(queue, messages);
    messages.push({ id: String(++this.#ids), timestamp: Date.now(), attempts: 1, body, due: 0 });
    if (queue !== EVENTS) return;
    this.counts.messages++;
    for (const { id, mid } of body.events) this.queued.add(mid ?? id);
  }

  /** One batch after the other. A batch that the Worker did not live to end comes again, message by message counted. */
  async #consume(consumer: Consumer): Promise<void> {
    const { queue, max_batch_size = 10, max_batch_timeout = 5, max_retries = 3, retry_delay = 0 } = consumer;
    while (this.#running) {
      await sleep(max_batch_timeout * QUEUE_SECOND_MS);
      const messages = this.#queues.get(queue) ?? [];
      const batch = messages.filter(({ due }) => due <= Date.now()).slice(0, max_batch_size);
      if (batch.length === 0 || !this.#worker.isUp) continue;
      const again = await this.#deliver(queue, batch);
      if (again === null) continue;
      for (const message of batch) {
        const failed = again.has(message.id);
        if (failed && message.attempts <= max_retries) {
          message.attempts++;
          message.due = Date.now() + retry_delay * QUEUE_SECOND_MS;
          this.counts.retried++;
          continue;
        }
        messages.splice(messages.indexOf(message), 1);
        if (!failed) continue;
        this.counts.buried++;
        console.log(`dead letter after ${message.attempts} tries: ${JSON.stringify(message.body).slice(0, 300)}`);
        if (consumer.dead_letter_queue !== undefined) this.#add(consumer.dead_letter_queue, message.body);
      }
    }
  }

  /** @returns the ids of what must come again; null when nothing has reached the Worker */
  async #deliver(queue: string, batch: readonly Message[]): Promise<ReadonlySet<string> | null> {
    const everything = new Set(batch.map(({ id }) => id));
    const sent = batch.map(({ id, timestamp, attempts, body }) => ({ id, timestamp, attempts, body }));
    const answered = this.#worker.post("deliver", "/", JSON.stringify({ queue, messages: sent }));
    this.onBatch();
    try {
      const { status, body } = await answered;
      if (status !== 200) return everything;
      this.counts.batches++;
      const { outcome, retryBatch, retryMessages } = JSON.parse(body) as Outcome;
      if (outcome !== "ok" || retryBatch.retry) return everything;
      return new Set(retryMessages.map(({ msgId }) => msgId));
    } catch (error) {
      return error instanceof DownError ? null : everything;
    }
  }
}
