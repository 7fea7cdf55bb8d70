/** The question of a dialog that a reply is meant for: the one that the person saw. No answer is read here. */
import type { Event, TapEvent } from "../model/events.ts";
import type { OpenDialog } from "./runnable.ts";
import { type Turn, tagOf } from "./turn.ts";

/** The question that a reply is meant for. */
export interface Aim {
  /** The key of the question that it can answer: the open one, or one that was answered before. Null: none. */
  readonly key: string | null;
  /** Tells whether it is read as if no question were open. */
  readonly isFree: boolean;
  /**
   * The dialog's own reaction, where only `otherwise` could answer the reply: `ask` asks the open question again,
   * `wait` does nothing, since that question is on its way already.
   * Null: `otherwise` answers, and the question is asked again after it.
   */
  readonly instead: "ask" | "wait" | null;
}

const NONE: Aim = { key: null, isFree: true, instead: null };

export function aimOf(session: Turn, event: Event): Aim {
  const { open } = session;
  if (open === null) return NONE;
  const { question, dialog } = open;
  const at = (key: string): Aim => ({ key, isFree: false, instead: null });
  if (event.kind === "tap" && event.source !== "typed") {
    const tapped = optionOf(session, event);
    if (tapped !== null) return at(tapped);
  }
  if (event.kind === "message" && event.replyTo !== undefined) {
    const asked = repliedTo(session, dialog, event.replyTo);
    return asked === null ? NONE : at(asked);
  }
  if (dialog.interrupted === true) return { ...NONE, instead: "ask" };
  if (event.kind !== "message") return at(question.key);
  switch (sightOf(session, dialog, question.key)) {
    case "seen":
      return at(question.key);
    case "unseen":
      return { ...NONE, instead: "wait" };
    case "never":
      return { ...NONE, instead: "ask" };
  }
}

/** Tells whether a tap is on an option of the question that it is meant for. */
export const isOption = (session: Turn, event: TapEvent, { key }: Aim): boolean =>
  key !== null && optionOf(session, event) === key;

/** Finds the question of the open dialog that a tap's payload names. */
function optionOf({ open }: Turn, { payload }: TapEvent): string | null {
  if (open === null || payload === undefined) return null;
  const { plan, dialog, question } = open;
  const keys = [question.key, ...Object.keys(dialog.answers)];
  return keys.find((key) => payload.startsWith(`${tagOf(plan, key)}=`)) ?? null;
}

/** Finds the question that a message asked. */
function repliedTo({ input }: Turn, { asks }: OpenDialog, mid: string): string | null {
  const found = asks.toReversed().find(([turn]) => input.isSaidIn(mid, turn));
  return found?.[1] ?? null;
}

/** Tells whether the person had the question before them: of several times that it was asked, one is enough. */
function sightOf({ input }: Turn, { asks }: OpenDialog, key: string) {
  const sights = new Set(asks.filter(([, asked]) => asked === key).map(([turn]) => input.sight(turn)));
  if (sights.has("seen") || sights.size === 0) return "seen";
  return sights.has("unseen") ? "unseen" : "never";
}
