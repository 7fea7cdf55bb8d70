/** A platform's webhooks: fifty people who write, deliveries that are tried until they are taken, and what comes back. */
import { setTimeout as sleep } from "node:timers/promises";
import { sign } from "../../simulator/core/webhooks.ts";
import type { Arrived, Dialect, Entry } from "./channels.ts";
import { type Heard, readAnswer, type Said } from "./events.ts";
import type { Echoes } from "./options.ts";
import type { Random } from "./random.ts";
import { ECHO_MS, RETRIES_MS, SECRET } from "./settings.ts";
import { DownError, type Worker } from "./worker.ts";

/** How many acknowledged deliveries the platform sends once more all the same. */
const AGAIN = 0.02;
/** What a long text is filled up with: a delivery of many of them is over 100 kB. */
const FILLING = " lorem ipsum é dolor sit amet 👋".repeat(40);

export class Meta {
  readonly events: Heard[] = [];
  readonly psids: ReadonlySet<string>;
  readonly counts = { deliveries: 0, attempts: 0, refused: 0, cut: 0, big: 0, again: 0, echoes: 0, unasked: 0 };
  /** How long the echoes were on their way at the most, in milliseconds. */
  slowestEcho = 0;
  /** Called when a delivery of people's events got its 200. */
  onAcknowledged: () => void = () => undefined;
  readonly #people: readonly string[];
  readonly #lanes: Promise<unknown>[];
  readonly #byKey = new Map<string, Heard>();
  readonly #worker: Worker;
  readonly #random: Random;
  readonly #echoes: Echoes;
  readonly #dialect: Dialect;
  #tick = 0;
  #clock = 0;
  #open = 0;
  #over = false;
  calm = true;

  constructor(worker: Worker, random: Random, dialect: Dialect, people: number, echoes: Echoes) {
    this.#worker = worker;
    this.#random = random;
    this.#echoes = echoes;
    this.#dialect = dialect;
    this.#people = dialect.people(people);
    this.#lanes = this.#people.map(() => Promise.resolve());
    this.psids = new Set(this.#people);
  }

  /** How many deliveries, echoes among them, are on their way. */
  get open(): number {
    return this.#open;
  }

  /** Whether everything was acknowledged and answered. */
  get isAnswered(): boolean {
    return this.events.every(
      ({ acknowledged, parts, said }) => acknowledged > 0 && new Set(said.map(({ part }) => part)).size >= parts,
    );
  }

  /** How many events wait for their answer. What somebody was answered after it has ended otherwise: it was given up. */
  get unanswered(): number {
    const answered = new Set<number>();
    let waiting = 0;
    for (const { person, parts, said } of this.events.toReversed()) {
      if (said.length >= parts) answered.add(person);
      else if (!answered.has(person)) waiting++;
    }
    return waiting;
  }

  get answers(): number {
    return this.events.reduce((sum, { said }) => sum + said.length, 0);
  }

  /** Nothing is delivered any more. */
  stop(): void {
    this.#over = true;
  }

  /** Somebody does something, or several do. @returns how many events that were */
  something(most: number): number {
    const random = this.#random;
    const before = this.events.length;
    const person = random.whole(0, this.#people.length - 1);
    const form = random.next();
    if (form < 0.012 && most > 0) this.#deliverBig();
    else if (form < 0.12) {
      // In a row: each delivery sets out when the one before it was taken.
      for (let left = random.whole(2, 5); left > 0; left--) this.#deliver([person]);
    } else if (form < 0.2) this.#deliverSideBySide(person, random.whole(2, 3));
    else if (form < 0.3) this.#deliver(Array<number>(random.whole(2, 6)).fill(person));
    else this.#deliver([person]);
    return this.events.length - before;
  }

  /** A message of the account is on somebody's screen. @returns its mid, where the platform has not given it one */
  arrived({ person, words, returns }: Arrived): string {
    const mid = `m_page_${++this.#tick}`;
    const answer = readAnswer(words);
    const event = this.#byKey.get(answer?.key ?? "");
    const said = answer === null ? undefined : { ...answer, tick: this.#tick, at: performance.now() };
    if (said === undefined || event === undefined || this.#people[event.person] !== person) this.counts.unasked++;
    else event.said.push(said);
    void this.#returns(returns(mid), said);
    return mid;
  }

  #deliver(people: readonly number[]): void {
    void this.#chain(people, this.#written(people));
  }

  /** Deliveries of one person that set out together: only the time that a bot gathers can order them. */
  #deliverSideBySide(person: number, count: number): void {
    const deliveries = Array.from({ length: count }, () => this.#written([person]));
    const before = this.#lanes[person];
    const all = Promise.all(
      deliveries.map(async (events) => {
        await before;
        await this.#hand(events);
      }),
    );
    this.#lanes[person] = all;
  }

  /** What Meta had to hold back: many people, or much of a few. */
  #deliverBig(): void {
    this.counts.big++;
    const random = this.#random;
    const everybody = this.#people.map((_, n) => n);
    const many = random.chance(0.7);
    const people = many ? random.some(everybody, random.whole(20, 50)) : random.some(everybody, random.whole(1, 3));
    const each = people.flatMap((person) =>
      Array<number>(many ? random.whole(1, 3) : random.whole(15, 40)).fill(person),
    );
    void this.#chain(people, this.#written(each, true));
  }

  async #chain(people: readonly number[], events: readonly Heard[]): Promise<void> {
    const before = Promise.all(people.map((person) => this.#lanes[person]));
    const handed = before.then(() => this.#hand(events));
    for (const person of people) this.#lanes[person] = handed;
    await handed;
  }

  /** People write. What they wrote is known from here on, whenever it sets out. */
  #written(people: readonly number[], long = false): readonly Heard[] {
    const delivery = ++this.counts.deliveries;
    return people.map((person, place) => {
      const n = this.events.length;
      const kind = this.#random.next();
      const ending = kind < 0.1 ? "s" : kind < 0.2 ? "d" : long ? "l" : "p";
      const event: Heard = {
        key: `e${n}${ending}`,
        person,
        mid: `m_person_${n}`,
        parts: ending === "d" ? 2 : 1,
        delivery,
        place,
        offered: 0,
        acknowledged: 0,
        offeredAt: 0,
        calm: this.calm,
        said: [],
      };
      this.events.push(event);
      this.#byKey.set(event.key, event);
      return event;
    });
  }

  async #hand(events: readonly Heard[]): Promise<void> {
    const entries = events.map((event) => this.#entry(event));
    for (const event of events) {
      event.offered = ++this.#tick;
      event.offeredAt = performance.now();
    }
    if (!(await this.#post(entries))) return;
    const tick = ++this.#tick;
    for (const event of events) event.acknowledged = tick;
    this.onAcknowledged();
    if (!this.calm && this.#random.chance(AGAIN)) void this.#sendAgain(entries);
  }

  /** Meta's "at least once": the same delivery, after its 200. */
  async #sendAgain(entries: readonly Entry[]): Promise<void> {
    this.counts.again++;
    this.#open++;
    await sleep(this.#random.whole(0, 3_000));
    await this.#post(entries);
    this.#open--;
  }

  /** A text, or now and then the tap on a button. */
  #entry({ key, person, mid }: Heard): Entry {
    const isTap = Number(key.slice(1, -1)) % 9 === 0;
    this.#clock = Math.max(Date.now(), this.#clock + 1);
    const words = isTap || !key.endsWith("l") ? key : `${key}${FILLING}`;
    return this.#dialect.entry({ person: this.#people[person] ?? "", mid, words, isTap, at: this.#clock });
  }

  /** What tells the Worker that a message went out, and what became of it. */
  async #returns([proof, ...more]: readonly Entry[], said: Said | undefined): Promise<void> {
    if (this.#echoes === "off" || proof === undefined) return;
    const [least, most] = this.#echoes === "prompt" ? ([0, ECHO_MS.prompt] as const) : ECHO_MS.late;
    this.#open++;
    this.counts.echoes++;
    const began = performance.now();
    await sleep(this.#random.whole(least, most));
    if (await this.#post([proof])) {
      const took = performance.now() - began;
      this.slowestEcho = Math.max(this.slowestEcho, took);
      if (said !== undefined) said.echoMs = took;
    }
    for (const entry of more) await this.#post([entry]);
    this.#open--;
  }

  /** Until it is taken. @returns false when the run ended before that */
  async #post(entry: readonly Entry[]): Promise<boolean> {
    this.#open++;
    const { body, headers } = await sign({ object: this.#dialect.object, entry }, SECRET);
    try {
      for (let attempt = 0; !this.#over; attempt++) {
        this.counts.attempts++;
        const status = await this.#worker.post("bot", "/webhook", body, headers).then(
          (answer) => answer.status,
          (error: unknown) => (error instanceof DownError ? "down" : "cut"),
        );
        if (status === 200) return true;
        if (status === "cut") this.counts.cut++;
        else if (status !== "down") this.counts.refused++;
        await sleep(RETRIES_MS[Math.min(attempt, RETRIES_MS.length - 1)]);
      }
      return false;
    } finally {
      this.#open--;
    }
  }
}
