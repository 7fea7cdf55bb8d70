/** `message_templates` of the Page, and Meta's library of them. Documented: utility messages, 2026-03-13. */
import { isObject, type Json } from "../checks.ts";
import { type Answer, type Call, SUCCESS } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { refuse } from "../refusals.ts";
import { checkDraft, LIBRARY, REVIEWED, reviewOf, type TemplateDraft } from "../utility-templates.ts";
import { paged } from "./paging.ts";

export function createTemplate({ host, fields }: Call): Answer {
  const { templates } = host.page;
  const draft = fromLibrary(fields);
  if (draft === undefined)
    return refuse("templateUnknown", string(fields["library_template_name"]) ?? "", "the library");
  const refusal = checkDraft(draft);
  if (refusal) return refusal;
  // The check has looked at every field that the type promises.
  const checked = draft as unknown as TemplateDraft;
  if (templates.find(checked.name, checked.language)) return refuse("templateExists", checked.name, checked.language);
  const { name, language, components, parameter_format: format } = checked;
  const row = templates.add({
    name,
    language,
    components,
    ...(format === undefined ? {} : { parameter_format: format }),
  });
  for (const reviewed of templates.review()) host.page.options.announces?.(REVIEWED, reviewOf(reviewed));
  return { id: row.id, status: row.status, category: row.category };
}

/** The call itself, or what it takes from the library under its own name. */
function fromLibrary(fields: Json): Json | undefined {
  const name = string(fields["library_template_name"]);
  if (name === undefined) return fields;
  const entry = LIBRARY.find((one) => one.name === name);
  if (entry === undefined) return undefined;
  const buttons = fields["library_template_button_inputs"];
  const more = Array.isArray(buttons) ? [{ type: "BUTTONS", buttons: buttons.filter(isObject) }] : [];
  return { category: "UTILITY", ...entry, ...fields, components: [...entry.components, ...more] };
}

export function listTemplates(call: Call): Answer {
  const name = string(call.fields["name"]) ?? "";
  return paged(
    call,
    call.host.page.templates.all.filter((row) => row.name.includes(name)),
  );
}

export function deleteTemplate({ host, fields }: Call): Answer {
  const name = string(fields["name"]);
  if (name === undefined) return refuse("required", "name");
  return host.page.templates.delete(name, string(fields["hsm_id"]) ?? string(fields["template_id"]))
    ? SUCCESS
    : refuse("templateUnknown", name, "any");
}

export function searchLibrary(call: Call): Answer {
  const { fields } = call;
  const words = (string(fields["name_or_content"]) ?? "").toLowerCase();
  const language = string(fields["language"]);
  const found = LIBRARY.filter(
    (one) =>
      JSON.stringify([one.name, one.components]).toLowerCase().includes(words) &&
      (language === undefined || language.startsWith(one.language)),
  );
  return paged(
    call,
    found.map((one) => ({ ...one, category: "UTILITY" })),
  );
}
