/** Lists, which Messenger has not had since 2019: as cards with a button each, quick replies, or numbered text. */
import type { ListContent, ReplyAction } from "../../../model/content.ts";
import type { Offer } from "../../../model/rendering.ts";
import { cutText } from "../../../model/split.ts";
import { type Change, type Draft, filled, requireText } from "../../adapt/draft.ts";
import { LIMITS } from "../limits.ts";
import type { GenericElement } from "../wire.ts";
import { checkedReply, type Option } from "./buttons.ts";
import { cut } from "./cards.ts";
import { ask, type Line, line } from "./options.ts";
import { addTemplate, sayText } from "./text.ts";

interface Section {
  readonly title: string | undefined;
  readonly options: readonly Option<ReplyAction>[];
}

interface Frame {
  readonly header: Line | undefined;
  readonly text: Line;
  readonly footer: Line | undefined;
}

export function sayList(draft: Draft, content: ListContent): void {
  const frame = {
    header: line(content.header, "header"),
    text: { text: requireText(content.text, "text"), field: "text" },
    footer: line(content.footer, "footer"),
  };
  const sections = content.sections.map(
    (section, i): Section => ({
      title: filled(section.title),
      options: section.rows.map((row, j) =>
        checkedReply(draft, { type: "reply", ...row }, `sections[${i}].rows[${j}]`),
      ),
    }),
  );
  const rows = sections.flatMap(({ options }) => options);
  const isDescribed = rows.some(({ action }) => filled(action.description) !== undefined);
  const isRich = isDescribed || rows.some(({ action }) => action.imageUrl !== undefined);

  if (isRich && rows.length <= LIMITS.elements.max) {
    const label = filled(content.button) ?? draft.labels.choose;
    const losses = [
      ...cut("title_truncated", "button", label, LIMITS.buttonTitle),
      ...rows.flatMap(({ action, field }) => [
        ...cut("title_truncated", `${field}.title`, action.title, LIMITS.elementTitle),
        ...cut("text_truncated", `${field}.description`, action.description ?? "", LIMITS.elementSubtitle),
      ]),
    ];
    if (draft.mayLose || losses.length === 0) {
      sayAsCards(draft, frame, joined(sections), label, losses);
      return;
    }
  }
  if (rows.length > 0 && rows.length <= LIMITS.quickReplies.max) {
    const detail = "Messenger has no lists: sent as quick replies";
    draft.change({ code: "options_as_quick_replies", field: "sections", detail });
  }
  const printed = isDescribed || sections.some(({ title }) => title !== undefined);
  ask(draft, { ...frame, groups: sections, field: "sections", presentation: "auto", printed });
}

/** Sections that no title keeps apart are one. */
function joined(sections: readonly Section[]): readonly Section[] {
  if (sections.some(({ title }) => title !== undefined)) return sections;
  return [{ title: undefined, options: sections.flatMap(({ options }) => options) }];
}

function sayAsCards(
  draft: Draft,
  frame: Frame,
  [first, ...others]: readonly Section[],
  label: string,
  losses: readonly Change[],
): void {
  const detail = "Messenger has no lists: sent as cards with a button each";
  draft.change({ code: "options_as_cards", field: "sections", detail });
  for (const change of losses) draft.change(change);
  const title = cutText(label, LIMITS.buttonTitle.max);
  ask(draft, {
    ...frame,
    groups: [{ title: first?.title, options: [] }],
    field: "sections",
    presentation: "auto",
    printed: true,
  });
  addCards(draft, first, title);
  for (const section of others) {
    if (section.title !== undefined) sayText(draft, section.title, "sections");
    addCards(draft, section, title);
  }
}

function addCards(draft: Draft, section: Section | undefined, button: string): void {
  if (section === undefined || section.options.length === 0) return;
  const elements = section.options.map(({ action }) => elementOf(action, button));
  addTemplate(draft, { template_type: "generic", elements }, "sections");
  draft.offer(
    section.options.map(({ action }, i): Offer => ({ title: elements[i]?.title ?? "", payload: action.payload })),
  );
}

function elementOf({ title, description, imageUrl, payload }: ReplyAction, button: string): GenericElement {
  const subtitle = filled(description);
  return {
    title: cutText(title, LIMITS.elementTitle.max),
    ...(subtitle !== undefined && { subtitle: cutText(subtitle, LIMITS.elementSubtitle.max) }),
    ...(imageUrl !== undefined && { image_url: imageUrl }),
    buttons: [{ type: "postback", title: button, payload }],
  };
}
