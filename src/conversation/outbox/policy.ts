/** The decision whether a part may be sent, made at the moment of sending. Pure. */
import type { MessagingWindow } from "../../channels/channel.ts";
import { controlAt } from "../control/control.ts";
import { type Facts, hasLeft, type Part } from "../schema.ts";

export type Verdict =
  | { readonly speak: true }
  | { readonly speak: false; readonly end: "canceled" | "expired" | "failed"; readonly why: string };

/** Further facts that count at the moment of sending. */
export interface Meanwhile {
  /** The parts that were said to the person before: they count where the person may get one message only. */
  readonly before?: readonly Part[];
  /** True when the person wants to hear nothing that they have not asked for. */
  readonly optedOut?: boolean;
}

/**
 * Returns whether a part may be sent now; if not, how it ends and why.
 * @param reach the window that the person's last message opens
 */
export function maySpeak(
  part: Part,
  facts: Readonly<Facts>,
  { window, once }: MessagingWindow,
  now: number,
  { before = [], optedOut = false }: Meanwhile = {},
): Verdict {
  if (now >= part.expires)
    return { speak: false, end: "expired", why: "It could not be sent in time and is stale now." };
  // A menu says nothing, and is remembered as shown: so it is shown, whoever has the conversation.
  if (part.work.do === "menu") return { speak: true };
  const { by } = controlAt(facts.control, now);
  // The words of a person of the account go out while people have it; the bot waits until they have left.
  if ((by === "human" && part.by !== "person") || by === "app") {
    return {
      speak: false,
      end: "canceled",
      why: `The conversation is with ${by === "human" ? "a person" : "another app"}.`,
    };
  }
  // A pass is said and done in one state, "passing": that the bot has the conversation means that it came back.
  if (part.work.do === "pass" && by === "bot") {
    return { speak: false, end: "canceled", why: "The conversation has come back meanwhile." };
  }
  const rendered = part.work.do === "message" ? part.work.rendered : undefined;
  if (optedOut && part.unasked === true && rendered !== undefined) {
    return { speak: false, end: "canceled", why: "The person has opted out." };
  }
  if (once && rendered !== undefined && before.some(isSaid)) {
    return {
      speak: false,
      end: "failed",
      why: "A comment or a post gets one private answer, and this would be a second. More can be said when the person writes.",
    };
  }
  const allowed = rendered?.reach ?? window;
  if (rendered !== undefined && rendered.approved !== true && now - facts.windowOpenedAt > allowed) {
    const hours = Math.floor((now - facts.windowOpenedAt) / 3_600_000);
    return {
      speak: false,
      end: "failed",
      why: `The person's last word was ${hours} h ago; free answers are allowed for ${allowed / 3_600_000} h. An approved utility template would be.`,
    };
  }
  return { speak: true };
}

/** Returns whether a part is a message that has left, or may have. */
function isSaid(part: Part): boolean {
  const { status, work } = part;
  return work.do === "message" && (hasLeft(part) || status === "sending" || status === "unknown");
}
