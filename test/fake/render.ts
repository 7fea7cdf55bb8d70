/** Texts, cut where they are too long, and choices as numbered lines. Nothing else can be said on the fake platform. */
import type { ChoiceContent, Content } from "../../src/model/content.ts";
import { ContentError, type Rendering, type RenderOptions, type Warning } from "../../src/model/rendering.ts";
import { splitText } from "../../src/model/split.ts";
import { type Call, TEXT_MAX } from "./wire.ts";

/** Pure. @throws ContentError for what is neither a text nor a choice */
export function render(content: Content, { labels }: RenderOptions): Rendering {
  switch (content.type) {
    case "text":
      return said(content.text, [], []);
    case "choice":
      return choice(content, labels.answerWithNumber);
    default:
      throw new ContentError(
        "content_not_supported",
        "type",
        `is ${content.type}: only texts and choices can be said.`,
      );
  }
}

function choice({ text, options }: ChoiceContent, hint: string): Rendering {
  const replies = options.filter((option) => option.type === "reply");
  const offers = replies.map(({ title, payload }, n) => ({ title, payload, number: n + 1 }));
  const lines = offers.map(({ number, title }) => `${number}. ${title}`);
  const detail = "There are no buttons: printed as numbered lines.";
  const warning: Warning = { code: "options_as_numbered_text", field: "options", detail };
  return said([text, ...lines, hint].join("\n"), offers, [warning]);
}

function said(text: string, offers: Rendering["offers"], warnings: readonly Warning[]): Rendering {
  const pieces = splitText(text, TEXT_MAX);
  if (pieces.length === 0) throw new ContentError("invalid_content", "text", "is empty.");
  const parts = pieces.map((body) => ({ kind: "text", message: { text: { body } } satisfies Pick<Call, "text"> }));
  const detail = `${text.length} > ${TEXT_MAX} characters`;
  const split: readonly Warning[] = pieces.length > 1 ? [{ code: "text_split", field: "text", detail }] : [];
  return { parts, offers, lossy: false, warnings: [...warnings, ...split] };
}
