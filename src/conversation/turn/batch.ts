/** Which events one turn answers: usually one; several when a bot batches, or more waits than it can answer one by one. */
import { clock, left, now } from "../../clock.ts";
import type { Event, EventKind, MessageEvent } from "../../model/events.ts";
import { originOf } from "../ids.ts";
import type { EventRow } from "../schema.ts";
import type { Scope } from "../scope.ts";

const MINUTE_MS = 60_000;
/** How many texts, and how often the batching time, a turn is put off at most. */
const BATCH_TEXTS = 20;
/** So many characters are merged: what comes after them is a turn of its own. */
const BATCH_LENGTH = 100_000;
const BATCH_TIMES = 5;
/** A text that has waited for so long behind others of the same person is one turn with those that come after it. */
const BEHIND_MS = 10_000;
/** How many rows, for each turn that may be in a minute, are looked through for what came within it. */
const ROWS = 4;

/** One turn: its event, and the rows that it answers. More than one when texts were merged. */
export interface Batch {
  readonly row: EventRow;
  readonly others: readonly EventRow[];
  readonly event: Event;
  /** So much has come that everything which waited is this one turn. */
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

/** What becomes one turn in a flood: what somebody says, the emojis that they put on messages, and what nobody knows. */
const FLOODS: readonly (readonly EventKind[])[] = [["message", "tap"], ["reaction"], ["unknown"]];

export class Batcher {
  readonly #scope: Pick<Scope, "store" | "bot" | "settings">;
  /** When events came to this object, by the last of them, for as long as they wait; what is older was here at its start. */
  #arrivals: { readonly seq: number; readonly at: number }[] = [];
  /** When the last turn of the person's own began. */
  #begunAt = 0;

  constructor(scope: Pick<Scope, "store" | "bot" | "settings">) {
    this.#scope = scope;
  }

  /** Something may have come. */
  arrived(): void {
    const { store } = this.#scope;
    const seq = store.lastSeq();
    this.#arrivals = this.#arrivals.filter((one) => one.seq > store.facts.floor);
    if (seq > (this.#arrivals.at(-1)?.seq ?? store.facts.floor)) this.#arrivals.push({ seq, at: now() });
  }

  /** Waits until the next turn may begin. */
  async wait(): Promise<void> {
    await this.#slowDown();
    await this.#waitForMore();
    await this.#sort();
  }

  /** A turn of the person's own begins. */
  begins(): void {
    this.#begunAt = now();
  }

  /** The turn that begins with a row: with what else it answers. That is fixed before its first try. */
  batchOf(row: EventRow): Batch {
    if (row.upto !== null) return this.#again(row, row.upto);
    const flood = this.#flood();
    if (flood.length > 1 && flood[0]?.row.seq === row.seq) return this.#fixed(flooded(flood));
    const texts = this.#batchable();
    if (texts.length > 1 && texts[0]?.row.seq === row.seq) return this.#fixed(merged(texts));
    return alone(row);
  }

  #fixed(turn: Batch): Batch {
    this.#scope.store.merged(
      turn.row.seq,
      [turn.row, ...turn.others].map(({ seq }) => seq),
    );
    return turn;
  }

  /**
   * What the first try has begun, and no more. A flood is the turn of its newest event, merged texts are that of their
   * oldest: so what stands before it tells which it was.
   */
  #again(row: EventRow, upto: number): Batch {
    const { store } = this.#scope;
    const first = upto === row.seq ? row : store.row(upto);
    if (first === undefined || first.upto !== first.seq) return alone(row); // fixed by a version that marked one row only
    const own = withEvent(first);
    const others = store
      .waiting()
      .filter((one) => one.upto === first.seq && one.seq !== first.seq)
      .map(withEvent);
    if (others.length === 0) return alone(first);
    return others.some((one) => isBefore(one.row, first))
      ? flooded([...others, own])
      : merged([own, ...others] as readonly Text[]);
  }

  /** Deliveries that Meta sends side by side arrive in any order: its timestamps order what came within `GATHER_MS`. */
  async #sort(): Promise<void> {
    const { store, settings } = this.#scope;
    for (let waited: number | undefined; ; ) {
      const next = store.nextTurn();
      if (next === undefined || next.seq === waited) return;
      const ms = left(this.#arrivedAt(next) + settings.GATHER_MS, settings.GATHER_MS);
      if (ms === 0) return;
      await clock.wait(ms);
      waited = next.seq; // another may be before it now: that one has just come
    }
  }

  #arrivedAt(row: EventRow): number {
    return this.#arrivals.find(({ seq }) => seq >= row.seq)?.at ?? now();
  }

  /** Somebody who floods gets a turn every while, and everything that waits is one. */
  async #slowDown(): Promise<void> {
    if (this.#flood().length === 0) return;
    const pause = MINUTE_MS / this.#scope.settings.FLOOD_TURNS;
    const ms = left(this.#begunAt + pause, pause);
    if (ms > 0) await clock.wait(ms);
  }

  /** Whether more came within a minute than is answered one by one. It is counted in the rows: a restart forgets none. */
  #floods(): boolean {
    const { store, settings } = this.#scope;
    const at = now();
    let came = 0;
    for (const row of store.newest(ROWS * settings.FLOOD_TURNS)) {
      if (row.received <= at - MINUTE_MS) return false;
      // Clocks differ a little; what is further ahead came before this one was set back.
      if (row.received < at + MINUTE_MS && this.#isArrival(row)) came++;
      if (came > settings.FLOOD_TURNS) return true;
    }
    return false;
  }

  /** Whether the person did it, and it asked for a turn: not what was said in one, not a signal, not a replay. */
  #isArrival(row: EventRow): boolean {
    const { event } = withEvent(row);
    return kindred(event) !== undefined && originOf(row.id) === row.id && this.#scope.bot.handles(event);
  }

  /**
   * What somebody who floods has sent, from the next turn on, and nobody has begun to answer. Their newest tap is a turn of
   * its own, in its place: what it asks for is not lost among words.
   */
  #flood(): readonly Waiting[] {
    const { store } = this.#scope;
    const next = store.nextTurn();
    if (next === undefined || !this.#isJoinable(withEvent(next)) || !this.#floods()) return [];
    const kinds = kindred(withEvent(next).event);
    const all = store
      .waiting()
      .map(withEvent)
      .filter((one) => this.#isJoinable(one) && kindred(one.event) === kinds);
    const tap = all.findLastIndex(({ event }) => event.kind === "tap");
    return tap === -1 ? all : all.slice(0, Math.max(1, tap));
  }

  #isJoinable({ row, event }: Waiting): boolean {
    const isBegun = row.tries > 0 || row.upto !== null;
    return !isBegun && kindred(event) !== undefined && !this.#scope.bot.isSystemCommand(event, this.#known);
  }

  get #known() {
    const { state, facts } = this.#scope.store;
    return { stored: state, offers: facts.offers };
  }

  /** For a bot that batches: waits until the person has stopped writing, or has written enough. */
  async #waitForMore(): Promise<void> {
    const { batchMs } = this.#scope.bot;
    const longest = BATCH_TIMES * batchMs;
    for (;;) {
      const texts = this.#batchable();
      if (texts.length === 0 || texts.length >= BATCH_TEXTS) return;
      const received = texts.map(({ row }) => row.received);
      const ms = left(Math.min(Math.max(...received) + batchMs, Math.min(...received) + longest), longest);
      if (ms === 0) return;
      await clock.wait(ms);
    }
  }

  /**
   * The texts at the head of what waits that may become one turn, if none of it was begun: for a bot that batches; and for any
   * other one where a question is open, whose reply they are, and when the first of them has waited too long behind what the
   * person wrote before.
   */
  #batchable(): readonly Text[] {
    const { store, bot } = this.#scope;
    const first = store.nextTurn();
    if (first === undefined || first.tries > 0 || first.upto !== null) return [];
    if (bot.batchMs === 0 && !this.#isBehind(first) && !bot.asks(store.state)) return [];
    const texts: Text[] = [];
    let length = 0;
    for (const row of store.waiting(BATCH_TEXTS)) {
      const one = withEvent(row);
      if (row.upto !== null || !this.#isBatchable(one)) break;
      length += one.event.text?.length ?? 0;
      if (texts.length > 0 && length > BATCH_LENGTH) break;
      texts.push(one);
    }
    return texts;
  }

  /** What waited because nobody was here to answer it is answered one by one. */
  #isBehind(row: EventRow): boolean {
    return now() - this.#arrivedAt(row) >= BEHIND_MS;
  }

  #isBatchable(one: Waiting): one is Text {
    const { bot } = this.#scope;
    return one.event.kind === "message" && bot.isBatchable(one.event, this.#known, bot.batchMs > 0);
  }
}

const withEvent = (row: EventRow): Waiting => ({ row, event: JSON.parse(row.body) });

/** The kinds of events that are one turn with this one, when there are too many of them. */
const kindred = ({ kind }: Event): readonly EventKind[] | undefined => FLOODS.find((kinds) => kinds.includes(kind));

/** The order among what waits. */
export const isBefore = (one: EventRow, other: EventRow): boolean =>
  one.at < other.at || (one.at === other.at && one.seq < other.seq);

/** The last thing that a flooding person did, with the last of what they wrote. */
function flooded(all: readonly Waiting[]): Batch {
  const { row, event } = all.at(-1) as Waiting;
  const texts = all.flatMap(({ event }) => (event.kind === "message" && event.text ? [event.text] : []));
  const text = texts.slice(-BATCH_TEXTS).join("\n").slice(-BATCH_LENGTH).toWellFormed();
  const others = all.slice(0, -1).map((one) => one.row);
  return { row, others, event: event.kind === "message" && text !== "" ? { ...event, text } : event, flood: true };
}

/** All texts as the first of them, which came when the last one did. */
function merged(texts: readonly Text[]): Batch {
  const { row, event } = texts[0] as Text;
  const { at, mid } = (texts.at(-1) as Text).event;
  const text = texts.flatMap((one) => one.event.text ?? []).join("\n"); // one may have been taken back
  const others = texts.slice(1).map((one) => one.row);
  return { row, others, event: { ...event, at, mid, text } };
}

const alone = (row: EventRow): Batch => ({ row, others: [], event: JSON.parse(row.body) });
