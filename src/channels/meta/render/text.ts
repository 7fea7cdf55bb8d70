/** Text as Meta takes it, with buttons and quick replies on its last message. */
import type { Titled } from "../../adapt/actions.ts";
import type { Draft } from "../../adapt/draft.ts";
import type { Tap } from "../../adapt/forms.ts";
import type { TextLimit } from "../../adapt/limit.ts";
import { piecesOf } from "../../adapt/text.ts";
import { button, quickReply } from "./buttons.ts";

/** Says text in as many messages as it needs; quick replies go with the last one. */
export function sayText(draft: Draft, text: string, field: string, taps: readonly Tap[] = []): void {
  const { earlier, last } = piecesOf(draft, text, field);
  for (const piece of earlier) draft.add("text", { text: piece }, field);
  draft.add("text", { text: last, ...(taps.length > 0 && { quick_replies: taps.map(quickReply) }) }, field);
}

/** Says text with buttons below: the template takes as much of the text's end as it can, and the rest comes before it. */
export function sayButtons(
  draft: Draft,
  text: string,
  field: string,
  buttons: readonly Titled[],
  limit: TextLimit,
): void {
  const { earlier, last } = piecesOf(draft, text, field, limit);
  for (const piece of earlier) draft.add("text", { text: piece }, field);
  addTemplate(draft, { template_type: "button", text: last, buttons: buttons.map(button) }, field);
}

/** Adds a template as a message of its own. */
export function addTemplate<Payload extends { readonly template_type: string }>(
  draft: Draft,
  payload: Payload,
  field: string,
): void {
  draft.add(`template.${payload.template_type}`, { attachment: { type: "template", payload } }, field);
}
