/**
 * The open rows, in the order of their work, in memory. Not by a query: it would read all that waits, for each step
 * again. Not by an index: it would write a row more for each event.
 */
import { Status } from "./schema.ts";

/** The columns that decide a row's place. */
export interface Place {
  readonly seq: number;
  readonly at: number;
  readonly tries: number;
  readonly status: number;
  readonly turn: number | null;
}

type Order = (one: Place, other: Place) => number;

/** The order of turns: what is being tried again comes first; then by Meta's timestamps, then by arrival. */
const byTurn: Order = (one, other) =>
  Number(other.tries > 0) - Number(one.tries > 0) || one.at - other.at || one.seq - other.seq;

/** The order of sending: by turns, then by rows, since an answer of many parts has several. */
const bySending: Order = (one, other) => (one.turn ?? 0) - (other.turn ?? 0) || one.seq - other.seq;

export class Open {
  readonly waiting = new Line(byTurn);
  readonly answered = new Line(bySending);

  constructor(places: Iterable<Place>) {
    for (const place of places) this.put(place);
  }

  /** Puts a row that is new, or has moved, in its place; removes one that is done. */
  put(place: Place): void {
    this.waiting.remove(place.seq);
    this.answered.remove(place.seq);
    if (place.status === Status.waiting) this.waiting.add(place);
    if (place.status === Status.answered) this.answered.add(place);
  }
}

class Line {
  readonly #order: Order;
  readonly #places: Place[] = [];
  readonly #bySeq = new Map<number, Place>();

  constructor(order: Order) {
    this.#order = order;
  }

  get first(): number | undefined {
    return this.#places[0]?.seq;
  }

  seqs(count = Infinity): number[] {
    return this.#places.slice(0, count).map(({ seq }) => seq);
  }

  /** Returns the rows after a row that are of the same turn. */
  restOf(seq: number): number[] {
    const place = this.#bySeq.get(seq);
    if (place === undefined) return [];
    const rest: number[] = [];
    for (let n = this.#indexOf(place) + 1; this.#places[n]?.turn === place.turn; n++) {
      rest.push((this.#places[n] as Place).seq);
    }
    return rest;
  }

  add(place: Place): void {
    this.#bySeq.set(place.seq, place);
    this.#places.splice(this.#indexOf(place), 0, place);
  }

  remove(seq: number): void {
    const place = this.#bySeq.get(seq);
    if (place === undefined) return;
    this.#bySeq.delete(seq);
    this.#places.splice(this.#indexOf(place), 1);
  }

  /** Returns the index at which a place is, or belongs. */
  #indexOf(place: Place): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order(this.#places[middle] as Place, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
