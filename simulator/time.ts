/** The clock of the simulated Meta and of the Worker beside it: it jumps, and what falls due on the way happens. */

export interface TimeOptions {
  /** Moves the Worker's clock, makes everybody's conversation look, and resolves to when there is more to do. */
  readonly move: (shift: number) => Promise<number | null>;
  /** Resolves when nothing is under way. */
  readonly quiet: () => Promise<void>;
  readonly changed: (shift: number) => void;
}

/** More than anything sensible does in a jump: what comes back for ever must not hold the clock. */
const STOPS = 50;

export class Time {
  /** How far ahead it is, in milliseconds. */
  shift = 0;
  readonly #options: TimeOptions;
  #jumping: Promise<void> = Promise.resolve();

  constructor(options: TimeOptions) {
    this.#options = options;
  }

  now(): number {
    return Date.now() + this.shift;
  }

  /** Goes forward, stopping wherever something falls due. */
  jump(milliseconds: number): Promise<void> {
    this.#jumping = this.#jumping.then(() => this.#jump(milliseconds));
    return this.#jumping;
  }

  async #jump(milliseconds: number): Promise<void> {
    const target = this.shift + milliseconds;
    let next = await this.#options.move(this.shift);
    for (let stop = 0; stop < STOPS && next !== null && next - Date.now() < target; stop++) {
      this.#set(Math.max(this.shift, next - Date.now()));
      next = await this.#options.move(this.shift);
      await this.#options.quiet();
    }
    this.#set(target);
    await this.#options.move(target);
  }

  #set(shift: number): void {
    this.shift = shift;
    this.#options.changed(shift);
  }
}
