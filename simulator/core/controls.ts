/** Which app has each conversation, and until when. Documented: conversation routing, 2025-09-24. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";

interface Control {
  readonly app: string;
  /** When something was said last. */
  readonly active: number;
  /** Until when it stays all the same. */
  readonly extended: number;
}

export class Controls {
  readonly #now: () => number;
  /** Conversations that somebody has; the others are idle. */
  readonly #all = new Map<string, Control>();
  readonly #lapsed: (psid: string) => void;

  /** @param lapsed hears of each conversation that nobody has any more, because nobody said anything */
  constructor(now: () => number, lapsed: (psid: string) => void) {
    this.#now = now;
    this.#lapsed = lapsed;
  }

  /** The app that has a conversation: until a day after the last word, or until its extension ends. */
  owner(psid: string): string | null {
    return this.#current(psid)?.app ?? null;
  }

  until(psid: string): number | null {
    const control = this.#current(psid);
    return control === undefined ? null : end(control);
  }

  give(psid: string, app: string | null): void {
    if (app === null) this.#all.delete(psid);
    else this.#all.set(psid, { app, active: this.#now(), extended: 0 });
  }

  extend(psid: string, extended: number): void {
    const control = this.#current(psid);
    if (control) this.#all.set(psid, { ...control, extended });
  }

  /** Somebody says something: it does not lapse for another day. */
  stir(psid: string): void {
    const control = this.#current(psid);
    if (control) this.#all.set(psid, { ...control, active: this.#now() });
  }

  #current(psid: string): Control | undefined {
    const control = this.#all.get(psid);
    if (control === undefined || this.#now() <= end(control)) return control;
    this.#all.delete(psid);
    this.#lapsed(psid);
    return undefined;
  }
}

const end = ({ active, extended }: Control): number => Math.max(active + LIMITS.controlLapse.max, extended);

/** Whether an app may speak: it has the conversation, or it is idle and no other app is the default. */
export const speaks = (app: string, owner: string | null, defaultApp: string | null): boolean =>
  (owner ?? defaultApp ?? app) === app;
