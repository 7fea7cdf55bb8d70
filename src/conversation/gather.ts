/** Which events one turn answers: usually one; several when a bot folds, or a person floods. */
import { clock, now } from "../clock.ts";
import type { Event, MessageEvent } from "../content/events.ts";
import type { Desk } from "./desk.ts";
import type { EventRow } from "./schema.ts";

const MINUTE_MS = 60_000;
/** How many texts, and how often the folding time, a turn is put off at most. */
const FOLD_TEXTS = 20;
const FOLD_TIMES = 5;

/** One turn: its event, and the rows that it answers. More than one when texts were folded. */
export interface Turn {
  readonly row: EventRow;
  readonly others: readonly EventRow[];
  readonly event: Event;
  /** The person writes so fast that everything which waited is this one turn. */
  readonly flood?: true;
}

export class Gathering {
  readonly #desk: Pick<Desk, "store" | "bot" | "settings">;
  /** When the last turns of this person began, for as long as a minute. */
  #begun: number[] = [];

  constructor(desk: Pick<Desk, "store" | "bot" | "settings">) {
    this.#desk = desk;
  }

  /** Waits until the next turn may begin. */
  async wait(): Promise<void> {
    await this.#slowDown();
    await this.#fold();
  }

  /** A turn of the person's own begins: so many in a minute are a flood. */
  begins(): void {
    this.#begun.push(now());
  }

  /** Somebody who floods gets a turn every while, and everything that waits is one. */
  async #slowDown(): Promise<void> {
    if (!this.#floods() || this.#joinable().length === 0) return;
    const next = (this.#begun.at(-1) ?? 0) + MINUTE_MS / this.#desk.settings.FLOOD_TURNS;
    if (next > now()) await clock.wait(next - now());
  }

  #floods(): boolean {
    const { FLOOD_TURNS } = this.#desk.settings;
    const since = now() - MINUTE_MS;
    this.#begun = this.#begun.filter((at) => at > since);
    return FLOOD_TURNS > 0 && this.#begun.length >= FLOOD_TURNS;
  }

  /** What a person wrote and tapped, and nobody has begun to answer. */
  #joinable(): EventRow[] {
    return this.#desk.store.waiting().filter((row) => this.#isJoinable(row));
  }

  #isJoinable({ tries, body }: EventRow): boolean {
    const event: Event = JSON.parse(body);
    const isWritten = event.kind === "message" || event.kind === "tap";
    return tries === 0 && isWritten && !this.#desk.bot.obeys(event);
  }

  /** Everything that waits, when the person floods. A second try answers what the first one has begun, and no more. */
  #floodOf(row: EventRow): Turn | undefined {
    const { store, bot } = this.#desk;
    if (row.upto !== null && bot.foldMs === 0) {
      const { upto } = row;
      const others = this.#joinable().filter(({ seq }) => seq <= upto);
      return this.#flooded([...others, row], row);
    }
    const rows = this.#floods() && this.#isJoinable(row) ? this.#joinable() : [];
    const last = rows.at(-1);
    if (last === undefined || rows.length < 2) return undefined;
    if (bot.foldMs === 0) store.folded(last.seq, Math.max(...rows.map(({ seq }) => seq)));
    return this.#flooded(rows, last);
  }

  /** The last thing that a flooding person did, with the last of what they wrote. */
  #flooded(rows: readonly EventRow[], row: EventRow): Turn {
    const events = rows.map(({ body }): Event => JSON.parse(body));
    const last = events.at(-1) as Event;
    const texts = events.flatMap((event) => (event.kind === "message" && event.text ? [event.text] : []));
    const text = texts.slice(-FOLD_TEXTS).join("\n");
    const event = last.kind === "message" && text !== "" ? { ...last, text } : last;
    return { row, others: rows.filter(({ seq }) => seq !== row.seq), event, flood: true };
  }

  /** For a bot that folds: waits until the person has stopped writing, or has written enough. */
  async #fold(): Promise<void> {
    const { bot } = this.#desk;
    if (bot.foldMs === 0) return;
    for (;;) {
      const texts = this.#foldable();
      const [first] = texts;
      const received = texts.map((row) => row.received);
      if (first === undefined || first.tries > 0 || texts.length >= FOLD_TEXTS) return;
      const until = Math.min(Math.max(...received) + bot.foldMs, Math.min(...received) + FOLD_TIMES * bot.foldMs);
      if (until <= now()) return;
      await clock.wait(until - now());
    }
  }

  /** The texts at the head of what waits that may become one turn; those of a turn that was begun stay the same. */
  #foldable(): EventRow[] {
    const { store, bot } = this.#desk;
    const known = { stored: store.state, offers: store.facts.offers };
    const rows = store.waiting().slice(0, FOLD_TEXTS);
    const [first] = rows;
    // What came between two tries is not part of what the first one has begun.
    if (first !== undefined && first.tries > 0 && first.upto === null) return [first];
    const other = rows.findIndex(({ seq, body }) => {
      if (first?.upto) return seq > first.upto;
      const event: Event = JSON.parse(body);
      return event.kind !== "message" || !bot.folds(event, known);
    });
    return other === -1 ? rows : rows.slice(0, other);
  }

  /** The turn that begins with a row: with what else it answers. */
  turnOf(row: EventRow): Turn {
    const { store, bot } = this.#desk;
    const event: Event = JSON.parse(row.body);
    const flood = this.#floodOf(row);
    if (flood !== undefined) return flood;
    const texts = bot.foldMs === 0 ? [] : this.#foldable();
    const last = texts.at(-1);
    if (texts[0]?.seq !== row.seq || last === undefined || texts.length < 2) return { row, others: [], event };
    if (row.upto === null) store.folded(row.seq, Math.max(...texts.map(({ seq }) => seq)));
    const events = texts.map(({ body }): MessageEvent => JSON.parse(body));
    const { at, mid } = JSON.parse(last.body) as MessageEvent;
    const text = events.map((one) => one.text ?? "").join("\n");
    return { row, others: texts.slice(1), event: { ...(event as MessageEvent), at, mid, text } };
  }
}
