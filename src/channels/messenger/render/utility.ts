/** Approved utility templates: they may be said at any time. Documented: utility messages, 2026-03-13. */
import type { TemplateContent, Values } from "../../../model/content.ts";
import { ContentError } from "../../../model/rendering.ts";
import { checkedReply } from "../../adapt/actions.ts";
import { type Draft, requireText } from "../../adapt/draft.ts";
import { over } from "../../adapt/limit.ts";
import { LIMITS } from "../limits.ts";

/** Says a template. Meta documents named parameters since 2026-03-06. */
export function sayTemplate(draft: Draft, { template }: TemplateContent): void {
  const { language = "en_US", variables, header = [], buttons = [], beside = false } = template;
  const name = templateName(template.name, "template.name");
  if (buttons.length > LIMITS.utilityButtons.max) {
    const detail = `${over(buttons.length, LIMITS.utilityButtons)}: a template is not approved with more.`;
    throw new ContentError("too_many_options", "template.buttons", detail);
  }
  const taps = buttons.map((button, i) => {
    const field = `template.buttons[${i}]`;
    if (typeof button === "string") return { type: "URL", url: requireText(button, field) };
    return { type: "POSTBACK", payload: checkedReply(draft, button, field).action.payload };
  });
  const components = [
    { type: "header", parameters: texts(header, "template.header") },
    { type: "body", parameters: texts(variables, "template.variables") },
    { type: "buttons", parameters: taps },
  ].filter(({ parameters }) => parameters.length > 0);
  const filled = { template: { name, language: { code: language }, ...(components.length > 0 && { components }) } };
  // Meta has approved its words, so it is not bound to the 24-hour window.
  if (beside) draft.add("utility", {}, "template", { approved: true, envelope: filled });
  else draft.add("utility", filled, "template", { approved: true });
}

function texts(values: Values, field: string): { readonly type: "text"; readonly text: string }[] {
  if (isList(values)) return values.map((text, i) => ({ type: "text", text: requireText(text, `${field}[${i}]`) }));
  return Object.entries(values).map(([parameter_name, text]) => ({
    type: "text",
    text: requireText(text, `${field}.${parameter_name}`),
    parameter_name,
  }));
}

const isList = (values: Values): values is readonly string[] => Array.isArray(values);

/** Checks a template's name. @throws ContentError for a name that no template can have */
export function templateName(name: string, field: string): string {
  if (/^[a-z0-9_]+$/.test(name) && name.length <= LIMITS.utilityName.max) return name;
  const detail = `is no template's name: a-z, 0-9 and _ only, ${LIMITS.utilityName.max} at most.`;
  throw new ContentError("invalid_content", field, detail);
}
