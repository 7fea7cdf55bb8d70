/** A content or an event as one line of the words that a person sees. For histories and for people who take over. */
import type { Content } from "./content.ts";
import type { Attachment, Event } from "./events.ts";

export function wordsOf(content: Content): string {
  switch (content.type) {
    case "text":
    case "choice":
    case "list":
    case "request":
      return content.text;
    case "media":
      return `[${content.media.kind}]${content.caption === undefined ? "" : ` ${content.caption}`}`;
    case "images":
      return `[${content.images.length} images]`;
    case "card":
      return `[card] ${content.card.title}`;
    case "carousel":
      return `[cards] ${content.cards.map(({ title }) => title).join(", ")}`;
    case "location":
      return `[location] ${content.name ?? `${content.latitude}, ${content.longitude}`}`;
    case "receipt":
      return `[receipt] ${content.receipt.order}, ${content.receipt.totals.total} ${content.receipt.currency}`;
    case "template":
      return `[${content.template.name}] ${Object.values(content.template.variables).join(", ")}`;
    case "native":
      return content.words ?? "[message]";
  }
}

/** Returns the words of an event; empty if it has none. */
export function wordsOfEvent(event: Event): string {
  switch (event.kind) {
    case "message":
    case "echo":
      return [event.text ?? "", ...event.attachments.map(attachmentWords)].filter((words) => words !== "").join(" ");
    case "tap":
      return event.title ?? "";
    case "comment":
      return event.text ?? "";
    default:
      return "";
  }
}

function attachmentWords(attachment: Attachment): string {
  return attachment.type === "location"
    ? `[location ${attachment.latitude}, ${attachment.longitude}]`
    : `[${attachment.type}]`;
}
