/** Text in as many messages as it needs: cut by the limit of the platform. Makes no message. */
import { ContentError, MAX_PARTS } from "../../model/rendering.ts";
import { splitText } from "../../model/split.ts";
import { type Draft, requireText } from "./draft.ts";
import { isWithin, over, sizeOf, type TextLimit } from "./limit.ts";

/** A text in pieces, in order. Buttons and quick replies go with the last one. */
export interface Pieces {
  readonly earlier: readonly string[];
  readonly last: string;
}

/**
 * Splits a text. No piece is empty.
 * @param lastLimit the limit of the last piece, where it is smaller: above buttons there is less room for text
 * @throws ContentError for a blank text, and for one that needs more than `MAX_PARTS` messages
 */
export function piecesOf(draft: Draft, text: string, field: string, lastLimit?: TextLimit): Pieces {
  const whole = draft.platform.text;
  const end = lastLimit ?? whole;
  const pieces = splitText(requireText(text, field), whole.max, whole.unit);
  const rest = pieces.pop() ?? "";
  const last = splitText(rest, end.max, end.unit).at(-1) ?? rest;
  const head = rest.slice(0, rest.length - last.length).trimEnd();
  const earlier = head ? [...pieces, head] : pieces;
  const count = earlier.length + 1;
  const limit = isWithin(text, whole) ? end : whole;
  const size = sizeOf(text, limit);
  if (count > MAX_PARTS) {
    const detail = `${size} ${limit.unit} need ${count} messages, ${MAX_PARTS} is the limit`;
    throw new ContentError("content_too_long", field, `${detail}: shorten it, or say it in several turns.`);
  }
  if (count > 1) draft.change({ code: "text_split", field, detail: `${over(size, limit)}: sent as ${count} messages` });
  return { earlier, last };
}
