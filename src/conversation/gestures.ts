import { now } from "../clock.ts";
import { type Desk, graphAccess } from "./desk.ts";
import { mayTurn } from "./policy.ts";

/** The dots go out by themselves after 20 seconds. */
const AGAIN_MS = 15_000;

/** "Seen" and the typing dots: worth a try, never worth a retry, and never while a person speaks. */
export class Gestures {
  readonly #desk: () => Desk;

  constructor(desk: () => Desk) {
    this.#desk = desk;
  }

  async show(what: "seen" | "typing"): Promise<void> {
    const desk = this.#desk();
    const { account, channel, address, store } = desk;
    const { token } = await account.permit();
    if (token === null || !mayTurn(store.facts.control, now())) return;
    await channel.act({ do: what }, address, graphAccess(desk, token));
  }

  /** Dots from `after` milliseconds on, until the work is over. */
  async typeUntil(over: AbortSignal, after: number): Promise<void> {
    for (let wait = after; ; wait = AGAIN_MS) {
      await pause(wait, over);
      if (over.aborted) return;
      await this.show("typing");
    }
  }
}

/** Ends early when the work is over, so that nothing keeps the object in memory. */
async function pause(ms: number, over: AbortSignal): Promise<void> {
  try {
    await scheduler.wait(ms, { signal: over });
  } catch {
    // Over.
  }
}
