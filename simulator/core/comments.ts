/** Comments and posts of visitors, and which of them the Page has answered in private. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { type Refusal, refuse } from "./refusals.ts";

interface Comment {
  readonly psid: string;
  readonly at: number;
  readonly answered: boolean;
}

export class Comments {
  readonly #now: () => number;
  readonly #all = new Map<string, Comment>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add(id: string, psid: string): void {
    this.#all.set(id, { psid, at: this.#now(), answered: false });
  }

  /** Who gets a private reply to it, or why nobody does: one message, within 7 days. */
  reply(id: string): { readonly psid: string } | Refusal {
    const comment = this.#all.get(id);
    if (comment === undefined) return refuse("commentUnknown", id);
    if (comment.answered) return refuse("privateReplyUsed");
    const late = this.#now() - comment.at > LIMITS.privateReplyReach.max;
    return late ? refuse("privateReplyExpired") : { psid: comment.psid };
  }

  /** The one reply was sent. */
  answered(id: string): void {
    const comment = this.#all.get(id);
    if (comment !== undefined) this.#all.set(id, { ...comment, answered: true });
  }
}
