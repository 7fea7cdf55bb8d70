// The deployed bundle, on a platform that is at times overloaded: some events reach their conversation late, or not, or
// nobody is told that they did. That is what the queue is for.
import worker, { Account, Conversation as Reliable } from "./dist/index.js";

/** Of a hundred accepts, how many meet each trouble. */
const SHARE = 0.01;
/** Longer than the webhook waits. */
const LATE_MS = 120;

export default worker;
export { Account };

export class Conversation extends Reliable {
  async accept(accepted) {
    const fate = Math.floor(Math.random() / SHARE);
    if (fate === 0) throw Object.assign(new Error("Durable Object is overloaded."), { overloaded: true });
    if (fate === 1) await scheduler.wait(LATE_MS);
    const fresh = await super.accept(accepted);
    if (fate === 2) throw Object.assign(new Error("Network connection lost."), { retryable: true });
    if (fate === 3) await scheduler.wait(LATE_MS);
    return fresh;
  }
}
