/** The renderer of Messenger: content becomes messages for the Send API. The table of forms is in docs/messages.md. */
import type { Content, LocationContent, RequestContent } from "../../../model/content.ts";
import { ContentError, type Render } from "../../../model/rendering.ts";
import { sayCard, sayCarousel } from "../../adapt/cards.ts";
import { Draft } from "../../adapt/draft.ts";
import { isWithin } from "../../adapt/limit.ts";
import { sayList } from "../../adapt/list.ts";
import { checkPlace, placeText } from "../../adapt/location.ts";
import { sayChoice } from "../../adapt/options.ts";
import { enveloped, type Tagging } from "../../meta/render/envelope.ts";
import { addTemplate, sayText } from "../../meta/render/text.ts";
import { LIMITS, PLATFORM } from "../limits.ts";
import { TAGS } from "../tags.ts";
import { FORMS } from "./forms.ts";
import { sayImages, sayMedia } from "./media.ts";
import { sayNative } from "./native.ts";
import { sayReceipt } from "./receipt.ts";
import { sayTemplate } from "./utility.ts";

const TAGGING: Tagging = { name: PLATFORM.name, tags: TAGS, reach: LIMITS.tagReach.max };

/**
 * Makes the messages for the Send API, in order, each within every limit of {@link LIMITS}.
 * @throws ContentError for content that cannot be said on Messenger, or not within `options.adaptation`, or not with these
 *   send options
 */
export const render: Render = (content, options) => {
  const draft = new Draft(options, PLATFORM);
  say(draft, content);
  const rendering = draft.done();
  return { ...rendering, parts: enveloped(rendering.parts, options, TAGGING) };
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
      sayTemplate(draft, content);
      break;
    case "native":
      sayNative(draft, content);
      break;
    default:
      unknown(content);
  }
}

function sayLocation(draft: Draft, content: LocationContent): void {
  const place = checkPlace(content);
  draft.change({
    code: "location_as_link",
    field: "latitude",
    detail: "Messenger cannot be sent a location: a map link",
  });

  const [title, subtitle] = place.lines;
  const fits = isWithin(title ?? "", LIMITS.elementTitle) && isWithin(subtitle ?? "", LIMITS.elementSubtitle);
  if (title === undefined || !fits) {
    sayText(draft, placeText(place), "name");
    return;
  }
  const buttons = [{ type: "web_url", title: draft.labels.map, url: place.url }] as const;
  const element = { title, ...(subtitle !== undefined && { subtitle }), buttons };
  addTemplate(draft, { template_type: "generic", elements: [element] }, "name");
}

function sayRequest(draft: Draft, { text, what }: RequestContent): void {
  switch (what) {
    case "phone":
    case "email":
      sayText(draft, text, "text", [{ type: "ask", what }]);
      break;
    case "location":
      draft.change({ code: "request_as_text", field: "what", detail: "Messenger cannot ask for a location any more" });
      sayText(draft, text, "text");
      break;
  }
}

/** Refuses content of an unknown type: it can come from outside of this code, where the compiler has not checked it. */
function unknown(_: never): never {
  throw new ContentError("content_not_supported", "type", "is not a kind of content.");
}
