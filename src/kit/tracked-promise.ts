/** A promise that knows whether it is awaited. If it is, its failure goes there; if not, `attend` can take it. */
export class TrackedPromise extends Promise<void> {
  /** Makes `then` return a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Begins the work in this call. An error that it throws here is the promise's failure, too. */
  static of(work: () => Promise<unknown>): TrackedPromise {
    const made = new TrackedPromise((resolve, reject) => void work().then(() => resolve(), reject));
    Promise.prototype.then.call(made, undefined, () => {}); // no unhandled rejection while it is not awaited
    return made;
  }

  #isWaitedFor = false;

  /** Waits for it, if no other code does. */
  async attend(): Promise<void> {
    if (!this.#isWaitedFor) await super.then();
  }

  // `await`, `catch` and `Promise.all` call this: none of them takes it for one of the platform's own promises.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<Done = void, Failed = never>(...handlers: Parameters<Promise<void>["then"]>): Promise<Done | Failed> {
    this.#isWaitedFor = true;
    return super.then(...handlers) as Promise<Done | Failed>;
  }
}
