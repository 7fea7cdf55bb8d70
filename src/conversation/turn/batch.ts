/**
 * The choice of the events that one turn answers: usually one; several when a bot batches, or when more waits than it
 * can answer one by one.
 */
import { clock, left, now } from "../../clock.ts";
import type { Event, EventKind, MessageEvent } from "../../model/events.ts";
import { originOf } from "../ids.ts";
import type { EventRow } from "../schema.ts";
import type { Scope } from "../scope.ts";

const MINUTE_MS = 60_000;
/** The number of texts from which on a turn is not put off for more. */
const BATCH_TEXTS = 20;
/** The number of characters that are merged at most: what comes after them is a turn of its own. */
const BATCH_LENGTH = 100_000;
/** The longest time that a turn is put off, in batching times. */
const BATCH_TIMES = 5;
/** The time after which a text that waits behind others of the person is one turn with those that come after it. */
const BEHIND_MS = 10_000;
/** The number of rows, for each turn that may be in a minute, that are searched for what came within that minute. */
const ROWS = 4;

/** A turn: its event, its row, and the other rows that it answers, where texts were merged or the person floods. */
export interface Batch {
  readonly row: EventRow;
  readonly others: readonly EventRow[];
  readonly event: Event;
  /** Set when so much has come that everything that waited is this one turn. */
  readonly flood?: true;
}

/** An event that waits for its turn. */
interface Waiting {
  readonly row: EventRow;
  readonly event: Event;
}

/** A text that may become one turn with others. */
interface Text extends Waiting {
  readonly event: MessageEvent;
}

/**
 * The kinds of events that become one turn in a flood: a person's words; emojis on messages; events of unknown kinds.
 */
const FLOODS: readonly (readonly EventKind[])[] = [["message", "tap"], ["reaction"], ["unknown"]];

export class Batcher {
  readonly #scope: Pick<Scope, "store" | "bot" | "settings">;
  /**
   * The times at which events came to this object, each with the last event by then, for as long as they wait. An older
   * event was here when the object started.
   */
  #arrivals: { readonly seq: number; readonly at: number }[] = [];
  /** The start of the last turn that was the person's own, and no signal's. */
  #begunAt = 0;

  constructor(scope: Pick<Scope, "store" | "bot" | "settings">) {
    this.#scope = scope;
  }

  /** Notes the time of what has come, if anything has. */
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

  /** Notes the start of a turn that is the person's own, and no signal's. */
  begins(): void {
    this.#begunAt = now();
  }

  /**
   * Returns the turn that begins with a row, with the other rows that it answers: they are fixed before its first try.
   */
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
   * Returns the turn as its first try has begun it, without what came later. A flood is the turn of its newest event,
   * merged texts are the turn of their oldest: so it was a flood if other rows of it come before.
   */
  #again(row: EventRow, upto: number): Batch {
    const { store } = this.#scope;
    const first = upto === row.seq ? row : store.row(upto);
    if (first === undefined) return alone(row);
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

  /**
   * Waits until everything that comes within `GATHER_MS` can be put in order by Meta's timestamps: deliveries that Meta
   * sends side by side arrive in any order.
   */
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

  /** Waits until a person who floods may have their next turn: `FLOOD_TURNS` in a minute, each for all that waits. */
  async #slowDown(): Promise<void> {
    if (this.#flood().length === 0) return;
    const pause = MINUTE_MS / this.#scope.settings.FLOOD_TURNS;
    const ms = left(this.#begunAt + pause, pause);
    if (ms > 0) await clock.wait(ms);
  }

  /** Returns whether more came within a minute than is answered one by one. It counts rows: a restart forgets none. */
  #floods(): boolean {
    const { store, settings } = this.#scope;
    const at = now();
    let came = 0;
    for (const row of store.newest(ROWS * settings.FLOOD_TURNS)) {
      if (row.received <= at - MINUTE_MS) return false;
      // Clocks differ a little; a time that is further ahead is from before this clock was set back.
      if (row.received < at + MINUTE_MS && this.#isArrival(row)) came++;
      if (came > settings.FLOOD_TURNS) return true;
    }
    return false;
  }

  /**
   * Returns whether the person did it and it asked for a turn: not words that were said in one, no signal, no replay.
   */
  #isArrival(row: EventRow): boolean {
    const { event } = withEvent(row);
    return kindred(event) !== undefined && originOf(row.id) === row.id && this.#scope.bot.handles(event);
  }

  /**
   * Returns what a person who floods has sent and no turn has begun to answer, from the next turn on. Their newest tap
   * is a turn of its own, in its place, so that its request is not lost among words.
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

  /** Waits, for a bot that batches, until the person has stopped writing, or has written enough. */
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
   * Returns the first texts of what waits, if they may become one turn and none of them was begun: for a bot that
   * batches; for any other one where a question is open, whose reply they are, and where the first of them has waited
   * too long behind what the person wrote before.
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

  /** Returns whether a row has waited too long behind others. What waited while the object was away is not behind. */
  #isBehind(row: EventRow): boolean {
    return now() - this.#arrivedAt(row) >= BEHIND_MS;
  }

  #isBatchable(one: Waiting): one is Text {
    const { bot } = this.#scope;
    return one.event.kind === "message" && bot.isBatchable(one.event, this.#known, bot.batchMs > 0);
  }
}

const withEvent = (row: EventRow): Waiting => ({ row, event: JSON.parse(row.body) });

/** Returns the kinds of events that are one turn with this one in a flood; undefined: it is no part of a flood. */
const kindred = ({ kind }: Event): readonly EventKind[] | undefined => FLOODS.find((kinds) => kinds.includes(kind));

/** Returns whether a row comes before another one in the order of what waits. */
export const isBefore = (one: EventRow, other: EventRow): boolean =>
  one.at < other.at || (one.at === other.at && one.seq < other.seq);

/** Returns the turn of a flood: the last thing that the person did, with the last of what they wrote. */
function flooded(all: readonly Waiting[]): Batch {
  const { row, event } = all.at(-1) as Waiting;
  const texts = all.flatMap(({ event }) => (event.kind === "message" && event.text ? [event.text] : []));
  const text = texts.slice(-BATCH_TEXTS).join("\n").slice(-BATCH_LENGTH).toWellFormed();
  const others = all.slice(0, -1).map((one) => one.row);
  return { row, others, event: event.kind === "message" && text !== "" ? { ...event, text } : event, flood: true };
}

/** Returns the turn of merged texts: the first of them with the words of all, and the time and `mid` of the last. */
function merged(texts: readonly Text[]): Batch {
  const { row, event } = texts[0] as Text;
  const { at, mid } = (texts.at(-1) as Text).event;
  const text = texts.flatMap((one) => one.event.text ?? []).join("\n"); // one may have been taken back
  const others = texts.slice(1).map((one) => one.row);
  return { row, others, event: { ...event, at, mid, text } };
}

const alone = (row: EventRow): Batch => ({ row, others: [], event: JSON.parse(row.body) });
