import { now } from "../clock.ts";
import type { Exceptions } from "./alerts.ts";
import { type People, type Spot, SWEEPS, type Sweep } from "./conversations.ts";
import type { Facts } from "./facts.ts";

/** Whom one sweep looks at, each once, and where the next one goes on. */
export interface Round {
  readonly people: readonly string[];
  /** Null: it begins again. */
  readonly next: Readonly<Record<Sweep, Spot | null>>;
}

/** What became of it: whose work is too old, and whose is not; and of whom nothing is kept. */
export interface Swept extends Pick<Round, "next"> {
  readonly stalled: readonly { readonly name: string; readonly minutes: number }[];
  readonly well: readonly string[];
  readonly empty: readonly string[];
}

/** The sweep goes round, a page of people at a time; and looks each time at those whose work is listed as stalled. */
export class Rounds {
  readonly #facts: Facts;
  readonly #people: People;
  readonly #exceptions: Exceptions;

  constructor(facts: Facts, people: People, exceptions: Exceptions) {
    this.#facts = facts;
    this.#people = people;
    this.#exceptions = exceptions;
  }

  /** @param count how many of each kind, at most */
  next(count: number): Round {
    const pages = SWEEPS.map((which) => {
      const page = this.#people.page(which, this.#sweptTo(which), count, now());
      // After the last of them it begins again.
      return { which, page, next: page.length < count ? null : (page.at(-1) ?? null) };
    });
    const listed = this.#exceptions.whose("work_stalled", count);
    return {
      people: [...new Set([...pages.flatMap(({ page }) => page.map(({ name }) => name)), ...listed])],
      next: Object.fromEntries(pages.map(({ which, next }) => [which, next])) as Round["next"],
    };
  }

  /** Whoever was erased meanwhile is named nowhere. @returns whose work is too old */
  ended({ next, stalled, well }: Swept): Swept["stalled"] {
    for (const which of SWEEPS) {
      const spot = next[which];
      this.#facts.keep(`swept_${which}`, spot !== null && this.#people.has(spot.name) ? spot : null);
    }
    for (const name of well) this.#exceptions.settle("work_stalled", name);
    return stalled.filter(({ name }) => this.#people.has(name));
  }

  /** A round that would go on from here begins again. */
  forget(name: string): void {
    for (const which of SWEEPS) if (this.#sweptTo(which)?.name === name) this.#facts.forget(`swept_${which}`);
  }

  /** What an older version has kept was a name: it begins again. */
  #sweptTo(which: Sweep): Spot | null {
    const kept = this.#facts.recall<Spot | string>(`swept_${which}`);
    return typeof kept === "string" ? null : kept;
  }
}
