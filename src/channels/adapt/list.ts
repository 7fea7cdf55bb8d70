/** Lists where a platform has none: as elements with a button each, quick replies, or numbered text. */
import type { ListContent, ReplyAction } from "../../model/content.ts";
import type { Offer } from "../../model/rendering.ts";
import { checkedReply, type Option } from "./actions.ts";
import { cut } from "./cards.ts";
import { type Change, type Draft, filled, requireText } from "./draft.ts";
import type { Element, Forms } from "./forms.ts";
import { cutTo } from "./limit.ts";
import { ask, type Line, line } from "./options.ts";

/** A section of a list whose rows were checked. */
export interface Section {
  readonly title: string | undefined;
  readonly options: readonly Option<ReplyAction>[];
}

/** The header, the text and the footer of a list. */
export interface Frame {
  readonly header: Line | undefined;
  readonly text: Line;
  readonly footer: Line | undefined;
}

/** Checks a list. @throws ContentError naming the value that cannot be sent in any form */
export function checkList(
  draft: Draft,
  content: ListContent,
): { readonly frame: Frame; readonly sections: readonly Section[] } {
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
  return { frame, sections };
}

/** Says a list by elements, quick replies or numbered text. */
export function sayList(draft: Draft, forms: Forms, content: ListContent): void {
  const { limits } = forms;
  const { frame, sections } = checkList(draft, content);
  const rows = sections.flatMap(({ options }) => options);
  const isDescribed = rows.some(({ action }) => filled(action.description) !== undefined);
  const isRich = isDescribed || rows.some(({ action }) => action.imageUrl !== undefined);

  if (isRich && rows.length <= limits.elements.max) {
    const label = filled(content.button) ?? draft.labels.choose;
    const losses = [
      ...cut("title_truncated", "button", label, limits.buttonTitle),
      ...rows.flatMap(({ action, field }) => [
        ...cut("title_truncated", `${field}.title`, action.title, limits.elementTitle),
        ...cut("text_truncated", `${field}.description`, action.description ?? "", limits.elementSubtitle),
      ]),
    ];
    if (draft.mayLose || losses.length === 0) {
      sayAsCards(draft, forms, frame, joined(sections), label, losses);
      return;
    }
  }
  if (rows.length > 0 && rows.length <= limits.replies.max) {
    const detail = `${draft.platform.name} has no lists: sent as quick replies`;
    draft.change({ code: "options_as_quick_replies", field: "sections", detail });
  }
  const printed = isDescribed || sections.some(({ title }) => title !== undefined);
  ask(draft, forms, { ...frame, groups: sections, field: "sections", presentation: "auto", printed });
}

/** Joins sections into one where none has a title. */
function joined(sections: readonly Section[]): readonly Section[] {
  if (sections.some(({ title }) => title !== undefined)) return sections;
  return [{ title: undefined, options: sections.flatMap(({ options }) => options) }];
}

function sayAsCards(
  draft: Draft,
  forms: Forms,
  frame: Frame,
  [first, ...others]: readonly Section[],
  label: string,
  losses: readonly Change[],
): void {
  const detail = `${draft.platform.name} has no lists: sent as cards with a button each`;
  draft.change({ code: "options_as_cards", field: "sections", detail });
  for (const change of losses) draft.change(change);
  const title = cutTo(label, forms.limits.buttonTitle);
  ask(draft, forms, {
    ...frame,
    groups: [{ title: first?.title, options: [] }],
    field: "sections",
    presentation: "auto",
    printed: true,
  });
  addCards(draft, forms, first, title);
  for (const section of others) {
    if (section.title !== undefined) forms.sayText(draft, section.title, "sections");
    addCards(draft, forms, section, title);
  }
}

function addCards(draft: Draft, forms: Forms, section: Section | undefined, button: string): void {
  if (section === undefined || section.options.length === 0) return;
  const elements = section.options.map((option) => elementOf(forms, option, button));
  forms.sayElements(draft, elements, "sections");
  draft.offer(
    section.options.map(({ action }, i): Offer => ({ title: elements[i]?.title ?? "", payload: action.payload })),
  );
}

function elementOf({ limits }: Forms, option: Option<ReplyAction>, button: string): Element {
  const { title, description, imageUrl } = option.action;
  const subtitle = filled(description);
  return {
    title: cutTo(title, limits.elementTitle),
    ...(subtitle !== undefined && { subtitle: cutTo(subtitle, limits.elementSubtitle) }),
    ...(imageUrl !== undefined && { picture: imageUrl }),
    buttons: [{ option, title: button }],
  };
}
