import { now } from "../../clock.ts";
import { pause } from "../../timeout.ts";
import { mayTurn } from "../control/control.ts";
import { accessOf, type Scope, type SenderActionsOf } from "../scope.ts";
import { lateFor } from "./slot.ts";

/** The dots go out by themselves after 20 seconds. */
const AGAIN_MS = 15_000;

/** "Seen" and the typing dots: worth a try, never worth a retry, and never while a person speaks. */
export class SenderActions implements SenderActionsOf {
  readonly #scope: () => Scope;
  /** Showing the dots, as long as no message has put them out. */
  #typing: Promise<unknown> | null = null;

  constructor(scope: () => Scope) {
    this.#scope = scope;
  }

  /** A Page that is busy has no slot for a gesture, and one that comes after the answer would only mislead. */
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

  /** A message is on its way: it puts the dots out. */
  said(): void {
    this.#typing = null;
  }

  /** Nothing more is said: dots that are shown go out. */
  async end(): Promise<void> {
    const shown = this.#typing;
    this.#typing = null;
    if (shown === null) return;
    await shown; // what is still on its way to the platform would come after it
    await this.show("typed");
  }

  /** Dots from `after` milliseconds on, until the work is over. */
  async typeUntil(over: AbortSignal, after: number): Promise<void> {
    for (let wait = after; ; wait = AGAIN_MS) {
      await pause(wait, over);
      if (over.aborted) return;
      await this.show("typing", over);
    }
  }
}
