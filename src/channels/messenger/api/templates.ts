/**
 * Calls for utility templates: words that Meta approves beforehand, and that may be said after the 24 hours.
 * `utility(…)` says them. Documented: Messenger Platform, utility messages, 2026-03-13.
 */

import type { Graph, Json } from "../../../model/graph.ts";
import { ContentError } from "../../../model/rendering.ts";
import { over } from "../../adapt/limit.ts";
import { each, filled, given, list } from "../../meta/values.ts";
import { LIMITS } from "../limits.ts";
import { templateName } from "../render/utility.ts";
import { everything, named, succeeded } from "./answers.ts";

/** An example of a value: Meta judges a template by it. */
export interface NamedExample {
  readonly param_name: string;
  readonly example: string;
}

/** A part of a template, in Meta's form. */
export type TemplateComponent =
  | {
      readonly type: "HEADER";
      readonly format: "TEXT";
      readonly text: string;
      readonly example?: {
        readonly header_text?: readonly string[];
        readonly header_text_named_params?: readonly NamedExample[];
      };
    }
  | {
      readonly type: "HEADER";
      readonly format: "IMAGE";
      readonly text?: string;
      /** `header_handle`: the handle of a picture, from Meta's Resumable Upload API. */
      readonly example: {
        readonly header_handle: readonly string[];
        readonly header_text?: readonly string[];
        readonly header_text_named_params?: readonly NamedExample[];
      };
    }
  | {
      readonly type: "BODY";
      readonly text: string;
      readonly example?: {
        /** A list of one list: the values in their order. */
        readonly body_text?: readonly (readonly string[])[];
        readonly body_text_named_params?: readonly NamedExample[];
      };
    }
  | { readonly type: "BUTTONS"; readonly buttons: readonly TemplateButton[] };

/** A button of a template. The placeholders in its address or payload go by position, also with named parameters. */
export type TemplateButton =
  | {
      readonly type: "URL";
      readonly text: string;
      /** `https://shop.example/orders/{{1}}` */
      readonly url: string;
      readonly example?: { readonly url_suffix_example: string };
    }
  | { readonly type: "POSTBACK"; readonly text: string; readonly payload: string };

/** A template of the Page's own. */
export interface OwnTemplate {
  /** Lower-case letters, digits and "_". */
  readonly name: string;
  /** `en`, `en_US` */
  readonly language: string;
  readonly components: readonly TemplateComponent[];
  /** `POSITIONAL` (Meta's default): `{{1}}`, `{{2}}`; `NAMED`: `{{order_id}}`. */
  readonly format?: "NAMED" | "POSITIONAL";
}

/** A template from Meta's library, which is approved already. */
export interface LibraryTemplate {
  /** The name that it gets here. */
  readonly name: string;
  readonly language: string;
  /** Its name in the library. */
  readonly library: string;
  /** The inputs of the library template's body, in Meta's form. */
  readonly body?: readonly Json[];
  /** The inputs of its buttons: `{ type: "URL", url: { base_url: "https://shop.example/" } }` */
  readonly buttons?: readonly Json[];
}

/** The state of a template: `PENDING` for some seconds, then one of the others. Others may come. */
export type TemplateStatus =
  | "APPROVED"
  | "PENDING"
  | "REJECTED"
  | "PAUSED"
  | "DISABLED"
  | "IN_APPEAL"
  | "PENDING_DELETION"
  | "DELETED"
  | (string & {});

/** The reasons for which Meta rejects a template, each with the remedy. Others may come. */
export const REJECTIONS: Readonly<Record<string, string>> = {
  INCORRECT_PARAMS: "A placeholder is written wrongly: {{1}}, {{2}} by position, or {{order_id}} by name, not both.",
  PARAMS_TO_WORD_RATIO_EXCEED_LIMIT: "There are too many placeholders for so few words: write more around them.",
  TAG_SHOULD_BE_MARKETING:
    "It reads like an advertisement: a utility template tells about an order, an account, a date.",
};

/** A template that was handed in. */
export interface CreatedTemplate {
  readonly id: string;
  readonly status: TemplateStatus;
  /** The category, in which Meta may put it in place of `UTILITY`. */
  readonly category: string;
}

/** A template, of the Page's or of the library. */
export interface Template {
  readonly id?: string;
  readonly name: string;
  readonly language?: string;
  readonly category?: string;
  readonly status?: TemplateStatus;
  /** A key of `REJECTIONS`, of a template that Meta did not take. */
  readonly reason?: string;
  /** The words, with placeholders, where Meta tells them. */
  readonly body?: string;
  /** The parts, in Meta's form. */
  readonly components: readonly Json[];
}

/**
 * The Page's utility templates. Each call needs the permission `page_utility_messaging`, which Meta's list of permissions
 * writes `pages_utility_messaging`.
 */
export interface Templates {
  /**
   * Lists Meta's own templates: `GET /message_template_library`
   * @param query `search`: a word of the name or the text
   * @throws {GraphError}
   */
  library(query?: { readonly search?: string; readonly language?: string }): Promise<readonly Template[]>;
  /**
   * Hands a template in: `POST /<page>/message_templates`. Meta judges it within seconds and tells the result by an
   * event, `message_template_status_update`, which is kept with the account.
   * @throws {ContentError} for a fault that Meta is known to refuse: the error names it
   * @throws {GraphError}
   */
  create(template: OwnTemplate | LibraryTemplate): Promise<CreatedTemplate>;
  /**
   * Lists the Page's templates: `GET /<page>/message_templates`
   * @param query `name`: a part of it
   * @throws {GraphError}
   */
  list(query?: { readonly name?: string }): Promise<readonly Template[]>;
  /**
   * Deletes a template in every language: `DELETE /<page>/message_templates`. Documented: SDK v26.
   * @throws {GraphError}
   */
  remove(name: string): Promise<void>;
}

export function templates(graph: Graph): Templates {
  const path = `${graph.account}/message_templates`;
  const all = async (where: string, query: Json) => (await everything(graph, where, query)).map(read);
  return {
    library: ({ search, language } = {}) => all("message_template_library", { name_or_content: search, language }),
    async create(template) {
      const answer = await graph.call("POST", path, wire(template));
      const category = filled(answer["category"]) ?? "UTILITY";
      return { id: named(answer, "id"), status: named(answer, "status"), category };
    },
    list: ({ name } = {}) => all(path, { name }),
    remove: async (name) => succeeded(await graph.call("DELETE", path, { name: templateName(name, "name") })),
  };
}

function read(item: Json): Template {
  return {
    ...given({
      id: filled(item["id"]),
      language: filled(item["language"]),
      category: filled(item["category"]),
      status: filled(item["status"]),
      reason: reasonOf(item["rejected_reason"] ?? item["rejection_reason"]),
      body: filled(item["body"]),
    }),
    name: filled(item["name"]) ?? "",
    components: each(list(item["components"]), (one) => one),
  };
}

/** Reads the reason of a rejection. Meta writes "NONE" where there is none. */
function reasonOf(value: unknown): string | undefined {
  const reason = filled(value);
  return reason === "NONE" ? undefined : reason;
}

function wire(template: OwnTemplate | LibraryTemplate): Json {
  const { name, language } = template;
  const base = { name: templateName(name, "name"), category: "UTILITY", language };
  if (language.trim() === "") throw new ContentError("invalid_content", "language", 'is empty: write "en" or "en_US".');
  if ("library" in template) {
    return {
      ...base,
      library_template_name: template.library,
      ...given({
        library_template_body_inputs: template.body,
        library_template_button_inputs: template.buttons,
      }),
    };
  }
  const { components, format } = template;
  checkComponents(components, format ?? "POSITIONAL");
  return { ...base, components, ...given({ parameter_format: format }) };
}

function checkComponents(components: readonly TemplateComponent[], format: "NAMED" | "POSITIONAL"): void {
  const bodies = components.filter(({ type }) => type === "BODY").length;
  if (bodies !== 1)
    throw new ContentError("invalid_content", "components", `has ${bodies} of type BODY, and needs one.`);
  for (const [n, component] of components.entries()) {
    const field = `components[${n}]`;
    if (component.type === "BUTTONS") {
      const limit = LIMITS.utilityButtons;
      const { length } = component.buttons;
      if (length > limit.max) throw new ContentError("too_many_options", `${field}.buttons`, `${over(length, limit)}.`);
      continue;
    }
    checkPlaceholders(component.text ?? "", `${field}.text`, format);
    checkExamples(component, field);
  }
}

const PLACEHOLDERS = {
  POSITIONAL: { shape: /^\d+$/, example: "{{1}}" },
  NAMED: { shape: /^[a-z][a-z0-9_]*$/, example: "{{order_id}}" },
} as const;

const placeholdersOf = (text: string): string[] => [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = ""]) => name);

/**
 * Checks placeholders. Documented: Meta rejects these as INCORRECT_PARAMS, and a text may neither begin nor end with
 * one.
 */
function checkPlaceholders(text: string, field: string, format: "NAMED" | "POSITIONAL"): void {
  const { shape, example } = PLACEHOLDERS[format];
  if (!placeholdersOf(text).every((name) => shape.test(name))) {
    throw new ContentError(
      "invalid_content",
      field,
      `has another placeholder than ${format} parameters have: ${example}.`,
    );
  }
  if (/[{}]/.test(text.replace(/\{\{[^{}]*\}\}/g, ""))) {
    throw new ContentError("invalid_content", field, `has a single brace: a placeholder is written ${example}.`);
  }
  if (/^\s*\{\{|\}\}\s*$/.test(text)) {
    throw new ContentError("invalid_content", field, "begins or ends with a placeholder, which Meta does not take.");
  }
}

/** Checks that there are examples: Meta judges a template by them. */
function checkExamples(component: Exclude<TemplateComponent, { type: "BUTTONS" }>, field: string): void {
  const wanted = new Set(placeholdersOf(component.text ?? "")).size;
  const { example } = component;
  if (wanted === 0) return;
  const lists =
    component.type === "BODY"
      ? [component.example?.body_text?.[0], component.example?.body_text_named_params]
      : [component.example?.header_text, component.example?.header_text_named_params];
  const found = Math.max(...lists.map((one) => one?.length ?? 0));
  if (example !== undefined && found >= wanted) return;
  throw new ContentError("invalid_content", `${field}.example`, `has ${found} values for ${wanted} placeholders.`);
}
