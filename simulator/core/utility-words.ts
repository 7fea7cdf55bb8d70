/** The words of utility templates: what their parameters fill in, and what a person then sees. */
import { isObject, type Json } from "./checks.ts";
import type { Button, ShownTemplate, UtilityTemplate } from "./message.ts";
import { type Refusal, refuse } from "./refusals.ts";
import type { TemplateDraft } from "./utility-templates.ts";

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The parameters of a text: `{{1}}`, `{{order_number}}`. */
export const placeholders = (text: unknown): readonly string[] =>
  [...String(text ?? "").matchAll(PLACEHOLDER)].map(([, name = ""]) => name);

export const ofType = (components: readonly Json[], type: string): Json | undefined =>
  components.find((one) => String(one["type"]).toUpperCase() === type);

/** The parameters that a component of a send has. */
function given(component: Json | undefined): readonly Json[] {
  const parameters = component?.["parameters"];
  return Array.isArray(parameters) ? (parameters as readonly unknown[]).filter(isObject) : [];
}

/** Whether what was given is what the template asks for. */
export function fits(row: TemplateDraft, filled: readonly Json[]): Refusal | undefined {
  for (const type of ["HEADER", "BODY"]) {
    const asked = ofType(row.components, type);
    const names = [...new Set(placeholders(asked?.["text"]))];
    const count = names.length + (asked?.["format"] === "IMAGE" ? 1 : 0);
    const parameters = given(ofType(filled, type));
    const named = row.parameter_format === "NAMED";
    const missing = named ? names.filter((name) => !parameters.some((one) => one["parameter_name"] === name)) : [];
    if (parameters.length !== count || missing.length > 0)
      return refuse(
        "templateParameters",
        row.name,
        count,
        missing.length > 0 ? count - missing.length : parameters.length,
      );
  }
  const asked = buttonsOf(row.components);
  const taps = given(ofType(filled, "BUTTONS"));
  const unlike = taps.findIndex(({ type }, n) => String(type).toUpperCase() !== asked[n]?.["type"]);
  return unlike === -1 ? undefined : refuse("templateButton", row.name, unlike + 1, String(taps[unlike]?.["type"]));
}

/** The buttons of a template. */
function buttonsOf(components: readonly Json[]): readonly Json[] {
  const buttons = ofType(components, "BUTTONS")?.["buttons"];
  return Array.isArray(buttons) ? (buttons as readonly unknown[]).filter(isObject) : [];
}

/** What a person sees of a send: without the template only its buttons, and not what stands on them. */
export function shownOf({ components = [] }: UtilityTemplate, row: TemplateDraft | undefined): ShownTemplate {
  const filled = components.filter(isObject);
  const words = (type: string) => {
    const text = row && ofType(row.components, type)?.["text"];
    return typeof text === "string" ? fill(text, given(ofType(filled, type))) : undefined;
  };
  const [header, body] = [words("HEADER"), words("BODY")];
  const taps = given(ofType(filled, "BUTTONS"));
  const made = row === undefined ? taps : buttonsOf(row.components);
  const buttons = made.map((button, n): Button => {
    const { payload = "", url = button["url"] } = taps[n] ?? {};
    const title = typeof button["text"] === "string" ? button["text"] : `Button ${n + 1}`;
    return String(button["type"]).toUpperCase() === "URL"
      ? { type: "web_url", title, url: String(url) }
      : { type: "postback", title, payload: String(payload) };
  });
  return { ...(header === undefined ? {} : { header }), ...(body === undefined ? {} : { body }), buttons };
}

/** A text with its parameters: by their names, else by their places. */
function fill(text: string, parameters: readonly Json[]): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const found = parameters.find((one) => one["parameter_name"] === name) ?? parameters[Number(name) - 1];
    return typeof found?.["text"] === "string" ? found["text"] : whole;
  });
}

/** The template that a send would have needed: its parameters are those that were given, its words are made up. */
export function draftFor({ name, language, components }: Json): TemplateDraft {
  const filled = Array.isArray(components) ? (components as readonly unknown[]).filter(isObject) : [];
  const header = given(ofType(filled, "HEADER"));
  const body = given(ofType(filled, "BODY"));
  const taps = given(ofType(filled, "BUTTONS"));
  const named = [...header, ...body].some((one) => one["parameter_name"] !== undefined);
  const words = (parameters: readonly Json[]) =>
    parameters.map(({ parameter_name: own }, index) => (named ? `${own} {{${own}}}` : `{{${index + 1}}}`)).join(", ");
  return {
    name: String(name),
    language: isObject(language) ? String(language["code"]) : "",
    ...(named ? { parameter_format: "NAMED" } : {}),
    components: [
      ...(header.length === 0
        ? []
        : [
            header[0]?.["type"] === "image"
              ? { type: "HEADER", format: "IMAGE" }
              : { type: "HEADER", text: words(header) },
          ]),
      { type: "BODY", text: body.length === 0 ? String(name) : `${String(name)}: ${words(body)}` },
      ...(taps.length === 0
        ? []
        : [
            {
              type: "BUTTONS",
              buttons: taps.map(({ type }, n) => ({ type: String(type).toUpperCase(), text: `Button ${n + 1}` })),
            },
          ]),
    ],
  };
}
