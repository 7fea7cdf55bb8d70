/** The fake platform in the process of a test: people's phones, the one call, and statuses that come as a test wants them. */
import { sign } from "../../simulator/core/webhooks.ts";
import { type AcceptedMessage, FakeApi } from "./api.ts";
import { type Delivery, type StatusName, seconds, type WireMessage, type WireStatus } from "./wire.ts";

export interface PlatformOptions {
  /** The tokens of the accounts. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly secret: string;
  /** @returns the answer's status */
  readonly deliver: (delivery: { readonly body: string; readonly headers: Record<string, string> }) => Promise<number>;
}

/**
 * `prompt`: each as soon as it is true. `messy`: all of them twice and the wrong way round, and before every other answer. `held`: not before `releases()`. The phone does not wait for any of them.
 */
export type Manner = "prompt" | "messy" | "held";

/** How long a message is on its way to the phone by turns: who does not wait for the first is faster with the second. */
const WAYS_MS = [40, 0] as const;
/** How often it is looked for what was accepted. */
const TICK_MS = 3;
/** A delivery that was not taken comes again after so long. */
const AGAIN_MS = 50;

export class FakePlatform {
  readonly #options: PlatformOptions;
  readonly #wroteAt = new Map<string, number>();
  readonly #phones = new Map<string, AcceptedMessage[]>();
  readonly #failing = new Map<string, number>();
  readonly #held: Delivery[] = [];
  readonly #waiting: AcceptedMessage[] = [];
  readonly #told = new WeakSet<AcceptedMessage>();
  readonly #open = new Set<Promise<unknown>>();
  readonly #lanes = new Map<string, Promise<unknown>>();
  /** What was accepted, in its order. */
  readonly accepted: AcceptedMessage[] = [];
  readonly api: FakeApi;
  manner: Manner = "prompt";
  #ids = 0;
  #over = false;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.api = new FakeApi({
      tokens: options.tokens,
      wroteAt: (account, person) => this.#wroteAt.get(`${account}:${person}`),
      accepts: (message) => {
        this.accepted.push(message);
        this.#waiting.push(message);
      },
    });
    void this.#works();
  }

  /**
   * Takes what was accepted on its way, from where the platform was made: a call is answered inside of the object that made
   * it, and what begins there ends with it.
   */
  async #works(): Promise<void> {
    while (!this.#over) {
      for (const message of this.#waiting.splice(0)) {
        this.#goes(this.#sends(message).then(() => void this.#told.add(message)));
      }
      await scheduler.wait(TICK_MS);
    }
  }

  /** Somebody is there. They have not written: nothing may be said to them. @param wroteAt when they last did */
  joins(account: string, person: string, wroteAt?: number): void {
    if (wroteAt !== undefined) this.#wroteAt.set(`${account}:${person}`, wroteAt);
  }

  /** @returns the message's id */
  says(account: string, person: string, text: string): string {
    const id = `fin.${person}.${++this.#ids}`;
    this.#wroteAt.set(`${account}:${person}`, Date.now());
    const message = { id, from: person, at: seconds(Date.now()), text };
    // Each of a person's deliveries sets out when the one before it was taken.
    const before = this.#lanes.get(person) ?? Promise.resolve();
    const taken = before.then(() => this.delivers({ account, messages: [message] }));
    this.#lanes.set(person, taken);
    this.#goes(taken);
    return id;
  }

  /** What stands on a phone. */
  screen(person: string): readonly string[] {
    return (this.#phones.get(person) ?? []).map(({ text }) => text.body);
  }

  /** The next message to somebody is accepted and fails then, with this code. */
  fails(person: string, code: number): void {
    this.#failing.set(person, code);
  }

  /** Lets the held statuses out. */
  releases(): void {
    for (const delivery of this.#held.splice(0)) this.#goes(this.#post(delivery));
  }

  /** Waits until nothing is on its way. */
  async settle(): Promise<void> {
    while (this.#open.size > 0 || this.#waiting.length > 0) {
      await Promise.all(this.#open);
      await scheduler.wait(TICK_MS);
    }
  }

  /** Nothing goes out any more. */
  stops(): void {
    this.#over = true;
  }

  /** Delivers until it is taken. */
  async delivers(entry: {
    readonly account: string;
    readonly messages?: readonly WireMessage[];
    readonly statuses?: readonly WireStatus[];
  }): Promise<void> {
    await this.#post({ object: "fake_account", entry: [entry] });
  }

  /** What the platform does with a call. Where statuses come messily, every other answer comes after all of them. */
  async answer(request: Request): Promise<Response> {
    const before = this.accepted.length;
    const response = await this.api.answer(request);
    const message = this.accepted[before];
    const waits = this.manner === "messy" && message !== undefined && before % 2 === 1;
    while (waits && !this.#told.has(message) && !this.#over) await scheduler.wait(TICK_MS);
    return response;
  }

  async #sends(message: AcceptedMessage): Promise<void> {
    const { to } = message;
    const code = this.#failing.get(to);
    this.#failing.delete(to);
    const isPrompt = this.manner !== "messy";
    const sent = isPrompt ? this.#tells(message, "sent") : undefined;
    if (code === undefined) {
      const nth = this.accepted.filter((one) => one.to === to).length;
      await scheduler.wait(WAYS_MS[(nth - 1) % WAYS_MS.length] ?? 0);
      this.#phones.set(to, [...(this.#phones.get(to) ?? []), message]);
    }
    const end = code === undefined ? "delivered" : "failed";
    await sent;
    if (isPrompt) return this.#tells(message, end, code);
    const backwards: StatusName[] = [...(code === undefined ? (["read"] as const) : []), end, "sent"];
    for (const status of [...backwards, ...backwards]) await this.#tells(message, status, code);
  }

  async #tells(message: AcceptedMessage, status: StatusName, code?: number): Promise<void> {
    const delivery: Delivery = {
      object: "fake_account",
      entry: [{ account: message.account, statuses: [statusOf(message, status, code)] }],
    };
    if (this.manner === "held") this.#held.push(delivery);
    else await this.#post(delivery);
  }

  async #post(delivery: Delivery): Promise<void> {
    const signed = await sign(delivery, this.#options.secret);
    while (!this.#over && (await this.#options.deliver(signed)) !== 200) await scheduler.wait(AGAIN_MS);
  }

  #goes(work: Promise<unknown>): void {
    this.#open.add(work);
    void work.finally(() => this.#open.delete(work));
  }
}

/** A status as it stands in a delivery. */
export function statusOf({ id, to, reference }: AcceptedMessage, status: StatusName, code = 131_047): WireStatus {
  const error = status === "failed" ? { error: { code, message: "They cannot be reached." } } : {};
  return { id, to, reference, status, at: seconds(Date.now()), ...error };
}
