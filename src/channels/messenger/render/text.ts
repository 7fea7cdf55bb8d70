/** Text as Messenger takes it: cut where it is too long, with what can be tapped on its last message. */
import { ContentError, MAX_PARTS } from "../../../model/rendering.ts";
import { splitText } from "../../../model/split.ts";
import { type Draft, over, requireText } from "../../adapt/draft.ts";
import type { Limit } from "../../adapt/limit.ts";
import { LIMITS } from "../limits.ts";
import type { Button, QuickReply, Template } from "../wire.ts";

/** Says text in as many messages as it needs; quick replies ride on the last one. */
export function sayText(draft: Draft, text: string, field: string, quickReplies: readonly QuickReply[] = []): void {
  const [last, ...earlier] = piecesOf(draft, text, field, LIMITS.text).reverse();
  for (const piece of earlier.reverse()) draft.add("text", { text: piece }, field);
  draft.add("text", { text: last ?? "", ...(quickReplies.length > 0 && { quick_replies: quickReplies }) }, field);
}

/** Says text with buttons beneath: as much of its end as a button template takes, the rest before it. */
export function sayButtons(draft: Draft, text: string, field: string, buttons: readonly Button[]): void {
  const [last, ...earlier] = piecesOf(draft, text, field, LIMITS.buttonTemplateText).reverse();
  for (const piece of earlier.reverse()) draft.add("text", { text: piece }, field);
  addTemplate(draft, { template_type: "button", text: last ?? "", buttons }, field);
}

/** A template as a message of its own. */
export function addTemplate(draft: Draft, payload: Template, field: string): void {
  draft.add(`template.${payload.template_type}`, { attachment: { type: "template", payload } }, field);
}

/** Never empty. The last piece keeps to a limit of its own. */
function piecesOf(draft: Draft, text: string, field: string, lastLimit: Limit): string[] {
  const pieces = splitText(requireText(text, field), LIMITS.text.max);
  const rest = pieces.pop() ?? "";
  const tail = splitText(rest, lastLimit.max).at(-1) ?? rest;
  const head = rest.slice(0, rest.length - tail.length).trimEnd();
  pieces.push(...(head ? [head] : []), tail);
  if (pieces.length > MAX_PARTS) {
    const size = `${text.length} characters need ${pieces.length} messages, ${MAX_PARTS} is the limit`;
    throw new ContentError("content_too_long", field, `${size}: shorten it, or say it in several turns.`);
  }
  if (pieces.length > 1) {
    const limit = text.length > LIMITS.text.max ? LIMITS.text : lastLimit;
    draft.change({
      code: "text_split",
      field,
      detail: `${over(text.length, limit)}: sent as ${pieces.length} messages`,
    });
  }
  return pieces;
}
