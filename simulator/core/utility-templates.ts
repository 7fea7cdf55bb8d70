/** Utility templates: made, reviewed by simple rules, and filled in when they are sent. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { eachOf, first, isObject, type Json, linkUrl, list, textField, type Verdict } from "./checks.ts";
import { refuse } from "./refusals.ts";
import { fits, ofType, placeholders } from "./utility-words.ts";

/** What a template is made of. Names are Meta's. */
export interface TemplateDraft {
  readonly name: string;
  readonly language: string;
  readonly components: readonly Json[];
  readonly parameter_format?: "NAMED" | "POSITIONAL";
}

export interface UtilityTemplateRow extends TemplateDraft {
  readonly id: string;
  readonly category: "UTILITY";
  readonly status: "PENDING" | "APPROVED" | "REJECTED";
  readonly rejected_reason?: Rejection;
}

export type Rejection = "INCORRECT_PARAMS" | "PARAMS_TO_WORD_RATIO_EXCEED_LIMIT" | "TAG_SHOULD_BE_MARKETING";

/** Approved ones from the beginning; `any`: each name that nobody created counts as approved. */
export type GivenTemplates = "any" | readonly TemplateDraft[];

/** The field of the webhook that tells of a review. */
export const REVIEWED = "message_template_status_update";

/** What it says. Third party: the shape is that of the WhatsApp platform. */
export const reviewOf = ({ id, name, language, status, rejected_reason: reason }: UtilityTemplateRow): Json => ({
  event: status,
  message_template_id: id,
  message_template_name: name,
  message_template_language: language,
  reason: reason ?? "NONE",
});

/** Meta has thousands. These are invented: what the real ones are called is not known. */
export const LIBRARY: readonly TemplateDraft[] = [
  ["order_shipped", "Your order {{order_number}} is on its way to you and should arrive on {{date}}."],
  ["order_confirmed", "Thank you. We have received your order {{order_number}} and will tell you when it is sent."],
  ["appointment_reminder", "This is a reminder of your appointment with us on {{date}} at {{time}} in our shop."],
].map(([name = "", text]) => ({
  name,
  language: "en",
  parameter_format: "NAMED",
  components: [{ type: "BODY", text }],
}));

export class UtilityTemplates {
  readonly #all = new Map<string, UtilityTemplateRow>();
  readonly #count: () => number;
  readonly #any: boolean;

  constructor(known: GivenTemplates, count: () => number) {
    this.#count = count;
    this.#any = known === "any";
    for (const draft of known === "any" ? [] : known) this.approve(draft);
  }

  get all(): readonly UtilityTemplateRow[] {
    return [...this.#all.values()];
  }

  find(name: string, language: string): UtilityTemplateRow | undefined {
    return this.#all.get(`${name} ${language}`);
  }

  add(draft: TemplateDraft): UtilityTemplateRow {
    const row = this.#row(draft);
    this.#put(row);
    return row;
  }

  /** Adds one that needs no review. */
  approve(draft: TemplateDraft): UtilityTemplateRow {
    const row: UtilityTemplateRow = { ...this.#row(draft), status: "APPROVED" };
    this.#put(row);
    return row;
  }

  /** Deletes a name in every language, or one id of it. @returns whether there was one */
  delete(name: string, id?: string): boolean {
    const gone = this.all.filter((row) => row.name === name && (id === undefined || row.id === id));
    for (const row of gone) this.#all.delete(`${row.name} ${row.language}`);
    return gone.length > 0;
  }

  /** Decides on everything that waits for it. Meta takes seconds. */
  review(): readonly UtilityTemplateRow[] {
    const waiting = this.all.filter(({ status }) => status === "PENDING");
    return waiting.map((row) => {
      const reason = rejection(row);
      const reviewed: UtilityTemplateRow =
        reason === undefined ? { ...row, status: "APPROVED" } : { ...row, status: "REJECTED", rejected_reason: reason };
      this.#put(reviewed);
      return reviewed;
    });
  }

  /** Checks the `template` of a message against the one that it names. */
  check(value: Json, field: string): Verdict {
    const { name, language } = value;
    const code = isObject(language) ? language["code"] : undefined;
    return first(
      () => textField(name, `${field}[name]`),
      () => textField(code, `${field}[language][code]`),
      () => this.#fits(String(name), String(code), value["components"], field),
    );
  }

  #fits(name: string, language: string, components: unknown, field: string): Verdict {
    const filled = list(components, `${field}[components]`, ANY_NUMBER, 0);
    if (!Array.isArray(filled)) return filled as Verdict;
    const row = this.find(name, language);
    if (row === undefined) {
      const named = this.all.some((one) => one.name === name);
      return this.#any && !named ? undefined : refuse("templateUnknown", name, language);
    }
    if (row.status !== "APPROVED") return refuse("templateNotApproved", name, row.status.toLowerCase());
    return fits(row, filled.filter(isObject));
  }

  #row(draft: TemplateDraft): UtilityTemplateRow {
    return { ...draft, id: String(3_000_000_000_000_000 + this.#count()), category: "UTILITY", status: "PENDING" };
  }

  #put(row: UtilityTemplateRow): void {
    this.#all.set(`${row.name} ${row.language}`, row);
  }
}

const ANY_NUMBER = { max: 100 } as const;

/** Checks a template before Meta takes it for review. */
export function checkDraft(draft: Json): Verdict {
  return first(
    () => textField(draft["name"], "name", LIMITS.utilityName),
    () => (/^[a-z0-9_]+$/.test(String(draft["name"])) ? undefined : refuse("templateNameUnfit")),
    () => (draft["category"] === "UTILITY" ? undefined : refuse("unknownValue", "category", "{UTILITY}")),
    () => textField(draft["language"], "language"),
    () =>
      draft["parameter_format"] === undefined || ["NAMED", "POSITIONAL"].includes(String(draft["parameter_format"]))
        ? undefined
        : refuse("unknownValue", "parameter_format", "{NAMED, POSITIONAL}"),
    () =>
      eachOf(
        list(draft["components"], "components", ANY_NUMBER),
        (item, index) => component(item, `components[${index}]`),
        "components",
      ),
    () => (ofType(draft["components"] as readonly Json[], "BODY") ? undefined : refuse("required", "components[BODY]")),
  );
}

function component(value: Json, field: string): Verdict {
  switch (value["type"]) {
    case "HEADER":
      return value["format"] === "IMAGE" ? undefined : textField(value["text"], `${field}[text]`);
    case "BODY":
      return textField(value["text"], `${field}[text]`);
    case "BUTTONS":
      return eachOf(
        list(value["buttons"], `${field}[buttons]`, LIMITS.utilityButtons),
        (item, index) =>
          first(
            () => textField(item["text"], `${field}[buttons][${index}][text]`, LIMITS.buttonTitle),
            () =>
              ["URL", "POSTBACK"].includes(String(item["type"]))
                ? undefined
                : refuse("unknownValue", `${field}[buttons][${index}][type]`, "{URL, POSTBACK}"),
            () =>
              item["type"] === "URL" && item["url"] !== undefined
                ? linkUrl(item["url"], `${field}[buttons][${index}][url]`)
                : undefined,
          ),
        `${field}[buttons]`,
      );
    default:
      return refuse("unknownValue", `${field}[type]`, "{HEADER, BODY, BUTTONS}");
  }
}

/** The words of advertisements. Which ones Meta looks for is not known. */
const MARKETING = /\b(sale|discount|coupon|voucher|promo(tion)?|special offer|buy now|free gift)\b|\d\s?% off/i;

/** What a reviewer would say. The names are documented; where each begins is a guess. */
function rejection({ components, parameter_format: format }: TemplateDraft): Rejection | undefined {
  const texts = ["HEADER", "BODY"].map((type) => String(ofType(components, type)?.["text"] ?? ""));
  const names = texts.flatMap(placeholders);
  const positional = names.every((name, index) => name === String(index + 1));
  const named = names.every((name) => /^[a-z][a-z0-9_]*$/.test(name));
  if (names.length > 0 && !(format === "NAMED" ? named : positional)) return "INCORRECT_PARAMS";
  const words =
    texts
      .join(" ")
      .replace(/\{\{[^{}]*\}\}/g, " ")
      .match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (words < 3 * names.length) return "PARAMS_TO_WORD_RATIO_EXCEED_LIMIT";
  return MARKETING.test(texts.join(" ")) ? "TAG_SHOULD_BE_MARKETING" : undefined;
}
