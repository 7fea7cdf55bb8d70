import { now } from "../clock.ts";
import type { Alerts } from "./alerts.ts";
import { type Conversations, SWEEPS, type Sweep, type SweepPosition } from "./conversations.ts";
import type { KeyValue } from "./facts.ts";

/** The people whom one sweep looks at, each once, and the place where the next sweep goes on. */
export interface SweepPage {
  readonly people: readonly string[];
  /** Null: it begins again. */
  readonly next: Readonly<Record<Sweep, SweepPosition | null>>;
}

/** The result of a sweep: whose work is too old, whose is not, and of whom nothing is stored. */
export interface SweepReport extends Pick<SweepPage, "next"> {
  readonly stalled: readonly { readonly name: string; readonly minutes: number }[];
  readonly well: readonly string[];
  readonly empty: readonly string[];
}

/**
 * The place of the sweep in the list of people. It takes a page of people at a time and begins again after the last one;
 * those whose work is listed as stalled are looked at each time.
 */
export class SweepCursor {
  readonly #facts: KeyValue;
  readonly #conversations: Conversations;
  readonly #alerts: Alerts;

  constructor(facts: KeyValue, conversations: Conversations, alerts: Alerts) {
    this.#facts = facts;
    this.#conversations = conversations;
    this.#alerts = alerts;
  }

  /** Returns the next page. @param count the largest number of people of each kind */
  next(count: number): SweepPage {
    const pages = SWEEPS.map((which) => {
      const page = this.#conversations.page(which, this.#sweptTo(which), count, now());
      // After the last of them it begins again.
      return { which, page, next: page.length < count ? null : (page.at(-1) ?? null) };
    });
    const listed = this.#alerts.whose("work_stalled", count);
    return {
      people: [...new Set([...pages.flatMap(({ page }) => page.map(({ name }) => name)), ...listed])],
      next: Object.fromEntries(pages.map(({ which, next }) => [which, next])) as SweepPage["next"],
    };
  }

  /** Stores the result, but nothing that names a person who was erased meanwhile. @returns those whose work is too old */
  ended({ next, stalled, well }: SweepReport): SweepReport["stalled"] {
    for (const which of SWEEPS) {
      const spot = next[which];
      this.#facts.keep(`swept_${which}`, spot !== null && this.#conversations.has(spot.name) ? spot : null);
    }
    for (const name of well) this.#alerts.settle("work_stalled", name);
    return stalled.filter(({ name }) => this.#conversations.has(name));
  }

  /** Removes the name of a person who is erased: a sweep that would go on after them begins again. */
  forget(name: string): void {
    for (const which of SWEEPS) if (this.#sweptTo(which)?.name === name) this.#facts.forget(`swept_${which}`);
  }

  #sweptTo(which: Sweep): SweepPosition | null {
    return this.#facts.recall<SweepPosition>(`swept_${which}`);
  }
}
