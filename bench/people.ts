/** People who write, and a simulated Meta around them that notes when the webhook and when the bot answered. */
import { createHmac } from "node:crypto";
import { metaJson } from "../simulator/core/signing.ts";
import { APP, PAGE, SECRET } from "../test/crash/settings.ts";
import type { Worker } from "../test/crash/worker.ts";
import type { Sent } from "./graph.ts";

/** One message on its way, in milliseconds since it was handed to the webhook. */
export interface Trip {
  readonly person: string;
  readonly began: number;
  acknowledged: number | null;
  answered: number | null;
}

type Item = Readonly<Record<string, unknown>>;

export class People {
  readonly trips: Trip[] = [];
  /** How many messages each person has had from the Page. */
  readonly heard = new Map<string, number>();
  /** Deliveries that were not answered with 200. */
  readonly refused = new Map<number | string, number>();
  /** Whether what was sent is told with an echo and a receipt, as Meta does. */
  echoes = true;
  readonly #worker: Worker;
  readonly #byKey = new Map<string, Trip>();
  #people = 0;
  #count = 0;
  #clock = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  somebody(): string {
    return `8${String(++this.#people).padStart(15, "0")}1`;
  }

  /** Somebody writes something that nobody has written yet. */
  async writes(person: string): Promise<void> {
    const key = `k${++this.#count}`;
    const trip: Trip = { person, began: performance.now(), acknowledged: null, answered: null };
    this.trips.push(trip);
    this.#byKey.set(key, trip);
    if (await this.delivers(this.from(person, { message: { mid: `m_${key}`, text: `${key} and so on` } }))) {
      trip.acknowledged = performance.now() - trip.began;
    }
  }

  from(person: string, what: Item): Item {
    this.#clock = Math.max(Date.now(), this.#clock + 1);
    return { sender: { id: person }, recipient: { id: PAGE }, timestamp: this.#clock, ...what };
  }

  async delivers(...messaging: readonly Item[]): Promise<boolean> {
    const body = metaJson({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging }] });
    const headers = { "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}` };
    const status = await this.#worker.post("bot", "/webhook", body, headers).then(
      (answer) => answer.status,
      (error: unknown) => String(error),
    );
    if (status !== 200) this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
    return status === 200;
  }

  /** The Page has sent a message. A folded answer quotes all that it answers. */
  sent({ person, text, metadata, mid, arrived }: Sent): void {
    this.heard.set(person, (this.heard.get(person) ?? 0) + 1);
    for (const key of text.match(/\bk\d+/g) ?? []) {
      const trip = this.#byKey.get(key);
      if (trip !== undefined) trip.answered ??= arrived - performance.timeOrigin - trip.began;
    }
    if (this.echoes) void this.echo(person, mid, metadata, text);
  }

  async echo(person: string, mid: string, metadata: unknown, text: string): Promise<void> {
    const page = { sender: { id: PAGE }, recipient: { id: person }, timestamp: Date.now() };
    await this.delivers({ ...page, message: { mid, is_echo: true, app_id: Number(APP), text, metadata } });
    await this.delivers(this.from(person, { delivery: { mids: [mid], watermark: Date.now() } }));
  }
}
