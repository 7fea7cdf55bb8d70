import { now } from "../clock.ts";
import type { Exceptions } from "./exceptions.ts";
import type { Facts } from "./facts.ts";
import { type People, SWEEPS, type Sweep } from "./people.ts";

/** Whom one sweep looks at, each once, and where the next one goes on. */
export interface Round {
  readonly people: readonly string[];
  readonly next: Readonly<Record<Sweep, string>>;
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
      const names = this.#people.list(this.#sweptTo(which), count, which, now()).map(({ name }) => name);
      // After the last of them it begins again.
      return { which, names, next: names.length < count ? "" : (names.at(-1) ?? "") };
    });
    const listed = this.#exceptions.whose("work_stalled", count);
    return {
      people: [...new Set([...pages.flatMap(({ names }) => names), ...listed])],
      next: Object.fromEntries(pages.map(({ which, next }) => [which, next])) as Round["next"],
    };
  }

  /** Whoever was erased meanwhile is named nowhere. @returns whose work is too old */
  ended({ next, stalled, well }: Swept): Swept["stalled"] {
    for (const which of SWEEPS) this.#facts.keep(`swept_${which}`, this.#people.has(next[which]) ? next[which] : "");
    for (const name of well) this.#exceptions.settle("work_stalled", name);
    return stalled.filter(({ name }) => this.#people.has(name));
  }

  /** A round that would go on from here begins again. */
  forget(name: string): void {
    for (const which of SWEEPS) if (this.#sweptTo(which) === name) this.#facts.forget(`swept_${which}`);
  }

  #sweptTo(which: Sweep): string {
    return this.#facts.recall<string>(`swept_${which}`) ?? "";
  }
}
