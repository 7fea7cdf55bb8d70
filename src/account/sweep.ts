import { now } from "../clock.ts";
import type { Alerts } from "./alerts.ts";
import { type Conversations, SWEEPS, type Sweep, type SweepPosition } from "./conversations.ts";
import type { KeyValue } from "./facts.ts";

/** Whom one sweep looks at, each once, and where the next one goes on. */
export interface SweepPage {
  readonly people: readonly string[];
  /** Null: it begins again. */
  readonly next: Readonly<Record<Sweep, SweepPosition | null>>;
}

/** What became of it: whose work is too old, and whose is not; and of whom nothing is kept. */
export interface SweepReport extends Pick<SweepPage, "next"> {
  readonly stalled: readonly { readonly name: string; readonly minutes: number }[];
  readonly well: readonly string[];
  readonly empty: readonly string[];
}

/** The sweep goes round, a page of people at a time; and looks each time at those whose work is listed as stalled. */
export class SweepCursor {
  readonly #facts: KeyValue;
  readonly #conversations: Conversations;
  readonly #alerts: Alerts;

  constructor(facts: KeyValue, people: Conversations, exceptions: Alerts) {
    this.#facts = facts;
    this.#conversations = people;
    this.#alerts = exceptions;
  }

  /** @param count how many of each kind, at most */
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

  /** Whoever was erased meanwhile is named nowhere. @returns whose work is too old */
  ended({ next, stalled, well }: SweepReport): SweepReport["stalled"] {
    for (const which of SWEEPS) {
      const spot = next[which];
      this.#facts.keep(`swept_${which}`, spot !== null && this.#conversations.has(spot.name) ? spot : null);
    }
    for (const name of well) this.#alerts.settle("work_stalled", name);
    return stalled.filter(({ name }) => this.#conversations.has(name));
  }

  /** A round that would go on from here begins again. */
  forget(name: string): void {
    for (const which of SWEEPS) if (this.#sweptTo(which)?.name === name) this.#facts.forget(`swept_${which}`);
  }

  #sweptTo(which: Sweep): SweepPosition | null {
    return this.#facts.recall<SweepPosition>(`swept_${which}`);
  }
}
