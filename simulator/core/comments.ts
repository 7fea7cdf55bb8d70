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
  /** How many comments of the Page's own stand below it. */
  readonly #below = new Map<string, number>();

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

  has(id: string): boolean {
    return this.#all.has(id);
  }

  /** Writes a comment of the Page's own below it. @returns its id */
  below(id: string): string {
    const written = (this.#below.get(id) ?? 0) + 1;
    this.#below.set(id, written);
    return `${id}_below_${written}`;
  }

  /** The one reply was sent. */
  answered(id: string): void {
    const comment = this.#all.get(id);
    if (comment !== undefined) this.#all.set(id, { ...comment, answered: true });
  }
}
