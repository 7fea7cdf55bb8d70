/** A bot's content as Instagram takes it. docs/messages.md has the table of what becomes what. */
import type { ChoiceContent, Content, LocationContent, Receipt, RequestContent } from "../../../model/content.ts";
import { ContentError, type Render, type SendOptions } from "../../../model/rendering.ts";
import { sayCard, sayCarousel } from "../../adapt/cards.ts";
import { Draft } from "../../adapt/draft.ts";
import { sayList } from "../../adapt/list.ts";
import { checkPlace, placeText } from "../../adapt/location.ts";
import { sayChoice } from "../../adapt/options.ts";
import { checkReceipt, receiptText } from "../../adapt/receipt.ts";
import { enveloped, type Tagging } from "../../meta/render/envelope.ts";
import { sayText } from "../../meta/render/text.ts";
import { LIMITS, PLATFORM, TAGS } from "../limits.ts";
import { FORMS } from "./forms.ts";
import { sayImages, sayMedia } from "./media.ts";
import { sayNative } from "./native.ts";

const TAGGING: Tagging = { name: PLATFORM.name, tags: TAGS, reach: LIMITS.tagReach.max };

/**
 * Messages for the Send API, in order, each within every limit of {@link LIMITS}.
 * @throws ContentError for content that cannot be said on Instagram, or not within `options.adaptation`, or not in this
 *   manner
 */
export const render: Render = (content, options) => {
  const draft = new Draft(options, PLATFORM);
  say(draft, content);
  if (content.type !== "native") tellOfWeb(draft);
  const manner = mannerOf(draft, options.manner);
  const rendering = draft.done();
  return { ...rendering, parts: enveloped(rendering.parts, { ...options, manner }, TAGGING) };
};

function say(draft: Draft, content: Content): void {
  switch (content.type) {
    case "text":
      sayText(draft, content.text, "text");
      break;
    case "media":
      sayMedia(draft, content);
      break;
    case "images":
      sayImages(draft, content);
      break;
    case "choice":
      checkTitles(content);
      sayChoice(draft, FORMS, content);
      break;
    case "card":
      sayCard(draft, FORMS, content);
      break;
    case "carousel":
      sayCarousel(draft, FORMS, content);
      break;
    case "list":
      sayList(draft, FORMS, content);
      break;
    case "location":
      sayLocation(draft, content);
      break;
    case "receipt":
      sayReceipt(draft, content.receipt);
      break;
    case "request":
      sayRequest(draft, content);
      break;
    case "template":
      throw new ContentError("content_not_supported", "type", "is an approved template: Instagram has none.");
    case "native":
      sayNative(draft, content);
      break;
    default:
      unknown(content);
  }
}

/** Warns that templates are shown on phones only. Documented: Instagram messaging, generic template, 2026-06-26. */
function tellOfWeb(draft: Draft): void {
  if (!draft.done().parts.some(({ kind }) => kind.startsWith("template."))) return;
  const detail = "Instagram shows cards and buttons on phones only, and nothing on the web";
  draft.change({ code: "not_visible_on_web", field: "type", detail });
}

/** Leaves send options out that Instagram lacks: a push without a sound, another name and picture. */
function mannerOf(draft: Draft, { notification, persona, ...manner }: SendOptions = {}): SendOptions {
  const ignored = [
    ...(notification === undefined || notification === "regular" ? [] : ["notification" as const]),
    ...(persona === undefined ? [] : ["persona" as const]),
  ];
  for (const field of ignored) {
    draft.change({ code: "manner_ignored", field, detail: `Instagram has no ${field} of a message: left out` });
  }
  return manner;
}

/** Refuses titles that a typed answer could not tell apart. */
function checkTitles({ options }: ChoiceContent): void {
  const seen = new Set<string>();
  for (const [i, option] of options.entries()) {
    const title = "title" in option ? option.title.trim().toLowerCase() : "";
    if (title !== "" && seen.has(title)) {
      throw new ContentError(
        "invalid_content",
        `options[${i}].title`,
        "is the title of another option too: change one.",
      );
    }
    seen.add(title);
  }
}

function sayLocation(draft: Draft, content: LocationContent): void {
  const place = checkPlace(content);
  const detail = "Instagram cannot be sent a location: a map link";
  draft.change({ code: "location_as_link", field: "latitude", detail });
  sayText(draft, placeText(place), "name");
}

function sayReceipt(draft: Draft, receipt: Receipt): void {
  const checked = checkReceipt(draft, receipt);
  const detail = "Instagram has no receipts: sent as text";
  draft.change({ code: "receipt_as_text", field: "receipt", detail });
  for (const [i, { imageUrl }] of checked.items.entries()) {
    if (imageUrl === undefined) continue;
    const field = `receipt.items[${i}].imageUrl`;
    draft.change({ code: "image_dropped", field, detail: "no place for a picture", lossy: true });
  }
  sayText(draft, receiptText(checked, draft.labels.receipt), "receipt");
}

function sayRequest(draft: Draft, { text, what }: RequestContent): void {
  draft.change({
    code: "request_as_text",
    field: "what",
    detail: `Instagram fills in no ${what}: the text asks for it`,
  });
  sayText(draft, text, "text");
}

/** Content can come from outside of this code, where the compiler has not seen it. */
function unknown(_: never): never {
  throw new ContentError("content_not_supported", "type", "is not a kind of content.");
}
