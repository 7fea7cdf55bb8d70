/**
 * A promise that knows whether anybody waits for it. Whoever does hears of its failure; where nobody does, somebody else
 * can.
 */
export class TrackedPromise extends Promise<void> {
  /** What comes of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Begins the work in this call. What it throws there, too, is the promise's failure. */
  static of(work: () => Promise<unknown>): TrackedPromise {
    const made = new TrackedPromise((resolve, reject) => void work().then(() => resolve(), reject));
    Promise.prototype.then.call(made, undefined, () => {}); // it is asked for later
    return made;
  }

  #isWaitedFor = false;

  /** Waits for it, if nobody else does. */
  async attend(): Promise<void> {
    if (!this.#isWaitedFor) await super.then();
  }

  // `await`, `catch` and `Promise.all` come here: for all of them it is not one of the platform's own promises.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<Done = void, Failed = never>(...handlers: Parameters<Promise<void>["then"]>): Promise<Done | Failed> {
    this.#isWaitedFor = true;
    return super.then(...handlers) as Promise<Done | Failed>;
  }
}
