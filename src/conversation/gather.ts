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

/** What waits for its turn. */
interface Waiting {
  readonly row: EventRow;
  readonly event: Event;
}

/** A text that may become one turn with others. */
interface Text extends Waiting {
  readonly event: MessageEvent;
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

  /** The turn that begins with a row: with what else it answers. */
  turnOf(row: EventRow): Turn {
    if (row.upto !== null) return this.#again(row, row.upto);
    const flood = this.#flood();
    if (flood.length > 1 && flood[0]?.row.seq === row.seq) return this.#fixed(flooded(flood));
    const texts = this.#foldable();
    if (texts.length > 1 && texts[0]?.row.seq === row.seq) return this.#fixed(folded(texts));
    return alone(row);
  }

  /** Writes down what the turn answers, for a second try. */
  #fixed(turn: Turn): Turn {
    const { row, others } = turn;
    this.#desk.store.folded(row.seq, Math.max(row.seq, ...others.map(({ seq }) => seq)));
    return turn;
  }

  /**
   * What the first try has begun, and no more. A flood is the turn of its newest event, folded texts are that of their
   * oldest: so what stands before it tells which it was.
   */
  #again(row: EventRow, upto: number): Turn {
    const own = withEvent(row);
    const others = this.#desk.store
      .waiting()
      .filter(({ seq }) => seq <= upto && seq !== row.seq)
      .map(withEvent);
    const before = others.filter((one) => this.#isJoinable(one) && isBefore(one.row, row));
    if (before.length > 0) return flooded([...before, own]);
    const texts = [own, ...others].filter((one) => this.#isFoldable(one));
    return texts.length > 1 && texts[0]?.row.seq === row.seq ? folded(texts) : alone(row);
  }

  /** Somebody who floods gets a turn every while, and everything that waits is one. */
  async #slowDown(): Promise<void> {
    if (this.#flood().length === 0) return;
    const next = (this.#begun.at(-1) ?? 0) + MINUTE_MS / this.#desk.settings.FLOOD_TURNS;
    if (next > now()) await clock.wait(next - now());
  }

  #floods(): boolean {
    const { FLOOD_TURNS } = this.#desk.settings;
    const since = now() - MINUTE_MS;
    this.#begun = this.#begun.filter((at) => at > since);
    return FLOOD_TURNS > 0 && this.#begun.length >= FLOOD_TURNS;
  }

  /**
   * What a flooding person wrote and tapped, and nobody has begun to answer. Their newest tap is a turn of its own, in its
   * place: what it asks for is not lost among words.
   */
  #flood(): readonly Waiting[] {
    if (!this.#floods()) return [];
    const all = this.#desk.store
      .waiting()
      .map(withEvent)
      .filter((one) => this.#isJoinable(one));
    const tap = all.findLastIndex(({ event }) => event.kind === "tap");
    return tap === -1 ? all : all.slice(0, Math.max(1, tap));
  }

  #isJoinable({ row, event }: Waiting): boolean {
    return row.tries === 0 && (event.kind === "message" || event.kind === "tap") && !this.#desk.bot.obeys(event);
  }

  /** For a bot that folds: waits until the person has stopped writing, or has written enough. */
  async #fold(): Promise<void> {
    const { foldMs } = this.#desk.bot;
    for (;;) {
      const texts = this.#foldable();
      if (texts.length === 0 || texts.length >= FOLD_TEXTS) return;
      const received = texts.map(({ row }) => row.received);
      const until = Math.min(Math.max(...received) + foldMs, Math.min(...received) + FOLD_TIMES * foldMs);
      if (until <= now()) return;
      await clock.wait(until - now());
    }
  }

  /** For a bot that folds: the texts at the head of what waits that may become one turn, if none of it was begun. */
  #foldable(): readonly Text[] {
    const { store, bot } = this.#desk;
    if (bot.foldMs === 0) return [];
    const head = store.waiting(FOLD_TEXTS);
    if (head[0] === undefined || head[0].tries > 0 || head[0].upto !== null) return [];
    const texts: Text[] = [];
    for (const one of head.map(withEvent)) {
      if (!this.#isFoldable(one)) break;
      texts.push(one);
    }
    return texts;
  }

  #isFoldable(one: Waiting): one is Text {
    const { store, bot } = this.#desk;
    return one.event.kind === "message" && bot.folds(one.event, { stored: store.state, offers: store.facts.offers });
  }
}

const withEvent = (row: EventRow): Waiting => ({ row, event: JSON.parse(row.body) });

/** The order among what waits. */
const isBefore = (one: EventRow, other: EventRow): boolean =>
  one.at < other.at || (one.at === other.at && one.seq < other.seq);

/** The last thing that a flooding person did, with the last of what they wrote. */
function flooded(all: readonly Waiting[]): Turn {
  const { row, event } = all.at(-1) as Waiting;
  const texts = all.flatMap(({ event }) => (event.kind === "message" && event.text ? [event.text] : []));
  const text = texts.slice(-FOLD_TEXTS).join("\n");
  const others = all.slice(0, -1).map((one) => one.row);
  return { row, others, event: event.kind === "message" && text !== "" ? { ...event, text } : event, flood: true };
}

/** All texts as the first of them, which came when the last one did. */
function folded(texts: readonly Text[]): Turn {
  const { row, event } = texts[0] as Text;
  const { at, mid } = (texts.at(-1) as Text).event;
  const text = texts.map((one) => one.event.text ?? "").join("\n");
  const others = texts.slice(1).map((one) => one.row);
  return { row, others, event: { ...event, at, mid, text } };
}

const alone = (row: EventRow): Turn => ({ row, others: [], event: JSON.parse(row.body) });
