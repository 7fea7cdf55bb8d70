import { now } from "../../clock.ts";
import { pause } from "../../timeout.ts";
import { mayTurn } from "../control/control.ts";
import { accessOf, type Scope, type SenderActionsOf } from "../scope.ts";
import { lateFor } from "./slot.ts";

/** The time after which the dots are shown again: they disappear by themselves after 20 seconds. */
const AGAIN_MS = 15_000;

/** "Seen" and the typing dots: tried once, never again after a failure, and never while a person speaks. */
export class SenderActions implements SenderActionsOf {
  readonly #scope: () => Scope;
  /** The call that shows the dots, as long as no message has ended them. */
  #typing: Promise<unknown> | null = null;

  constructor(scope: () => Scope) {
    this.#scope = scope;
  }

  /**
   * Shows "seen" or the dots, or ends these, if there is a slot soon: a busy Page has none for it, and dots that come
   * after the answer would only mislead.
   */
  async show(what: "seen" | "typing" | "typed", over?: AbortSignal): Promise<void> {
    const scope = this.#scope();
    const { account, channel, address, store } = scope;
    if (channel.window(address.person).once) return; // nobody sees a chat yet
    const permit = await account.permit({ light: true, soon: true });
    const { access } = permit;
    if (access === null || !mayTurn(store.facts.control, now())) return;
    if ((await lateFor(permit, over)) > 0 || over?.aborted === true) return;
    const shown = channel.send({ do: what }, address, accessOf(scope, access));
    if (what === "typing") this.#typing = shown;
    const { usage } = await shown;
    await account.used(usage);
  }

  /** Notes that a message is on its way, which ends the dots. */
  said(): void {
    this.#typing = null;
  }

  /** Ends the dots, if they are shown, since nothing more is said. */
  async end(): Promise<void> {
    const shown = this.#typing;
    this.#typing = null;
    if (shown === null) return;
    await shown; // what is still on its way to the platform would come after it
    await this.show("typed");
  }

  /** Shows the dots from `after` milliseconds on, until `over` is aborted. */
  async typeUntil(over: AbortSignal, after: number): Promise<void> {
    for (let wait = after; ; wait = AGAIN_MS) {
      await pause(wait, over);
      if (over.aborted) return;
      await this.show("typing", over);
    }
  }
}
