/** What a bot says, as Messenger takes it. docs/messages.md has the table of what becomes what. */
import type { Content, LocationContent, RequestContent } from "../../../model/content.ts";
import { ContentError, type Render } from "../../../model/rendering.ts";
import { Draft, filled } from "../../adapt/draft.ts";
import { LIMITS } from "../limits.ts";
import { sayCard, sayCarousel } from "./cards.ts";
import { enveloped } from "./envelope.ts";
import { sayList } from "./list.ts";
import { sayImages, sayMedia } from "./media.ts";
import { sayNative } from "./native.ts";
import { askFor, sayChoice } from "./options.ts";
import { sayReceipt } from "./receipt.ts";
import { addTemplate, sayText } from "./text.ts";
import { sayTemplate } from "./utility.ts";

const MAP = "https://www.google.com/maps/search/?api=1&query=";
/** Six decimals are about ten centimetres. */
const DECIMALS = 6;

/**
 * Messages for the Send API, in order, each within every limit of {@link LIMITS}.
 * @throws ContentError for content that cannot be said on Messenger, or not within `options.adaptation`, or not in this
 *   manner
 */
export const render: Render = (content, options) => {
  const draft = new Draft(options, LIMITS);
  say(draft, content);
  const rendering = draft.done();
  return { ...rendering, parts: enveloped(rendering.parts, options) };
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
      sayChoice(draft, content);
      break;
    case "card":
      sayCard(draft, content);
      break;
    case "carousel":
      sayCarousel(draft, content);
      break;
    case "list":
      sayList(draft, content);
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
  const latitude = degrees(content.latitude, 90, "latitude");
  const longitude = degrees(content.longitude, 180, "longitude");
  const url = `${MAP}${latitude},${longitude}`;
  draft.change({
    code: "location_as_link",
    field: "latitude",
    detail: "Messenger cannot be sent a location: a map link",
  });

  const [title, subtitle] = [filled(content.name), filled(content.address)].filter((part) => part !== undefined);
  const fits = (title?.length ?? 0) <= LIMITS.elementTitle.max && (subtitle?.length ?? 0) <= LIMITS.elementSubtitle.max;
  if (title === undefined || !fits) {
    sayText(draft, [title, subtitle, url].filter((part) => part !== undefined).join("\n"), "name");
    return;
  }
  const buttons = [{ type: "web_url", title: draft.labels.map, url }] as const;
  const element = { title, ...(subtitle !== undefined && { subtitle }), buttons };
  addTemplate(draft, { template_type: "generic", elements: [element] }, "name");
}

function degrees(value: number, max: number, field: string): number {
  if (Number.isFinite(value) && Math.abs(value) <= max) return Number(value.toFixed(DECIMALS)) || 0;
  throw new ContentError("invalid_content", field, `is not between -${max} and ${max} degrees.`);
}

function sayRequest(draft: Draft, { text, what }: RequestContent): void {
  switch (what) {
    case "phone":
    case "email":
      sayText(draft, text, "text", [askFor(what)]);
      break;
    case "location":
      draft.change({ code: "request_as_text", field: "what", detail: "Messenger cannot ask for a location any more" });
      sayText(draft, text, "text");
      break;
  }
}

/** Content can come from outside of this code, where the compiler has not seen it. */
function unknown(_: never): never {
  throw new ContentError("content_not_supported", "type", "is not a kind of content.");
}
