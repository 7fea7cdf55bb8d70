/** One message of the chat as an element. */
import type { MessageItem } from "../core/chat.ts";
import type { Attachment, SentMessage } from "../core/message.ts";
import { h } from "./dom.ts";
import { link, linked } from "./format.ts";
import { icon } from "./icons.ts";
import { type OnTap, template, utility } from "./templates.ts";

/** What a message shows. Words stand in a bubble; everything else brings its own frame. */
export function message(item: MessageItem, quoted: string | undefined, tap: OnTap): HTMLElement {
  const { message: sent } = item;
  if (item.deleted)
    return h("div", { class: "content" }, h("div", { class: "bubble deleted" }, "This message was taken back"));
  const files = sent.attachments ?? (sent.attachment ? [sent.attachment] : []);
  const words = sent.text;
  return h(
    "div",
    { class: "content" },
    quoted !== undefined && h("blockquote", { class: "quoted" }, quoted),
    words !== undefined && h("div", { class: `bubble${item.tap ? " tapped" : ""}` }, ...linked(words)),
    sent.template && utility(sent.template, tap),
    sent.sticker_id !== undefined && icon("thumb", "sticker"),
    files.length > 1
      ? h(
          "div",
          { class: "mosaic", role: "group", "aria-label": `${files.length} pictures` },
          ...files.map((file) => attachment(file, tap)),
        )
      : undefined,
    ...(files.length === 1 ? files.map((file) => attachment(file, tap)) : []),
    item.edits !== undefined && h("small", { class: "edited" }, "Edited"),
    item.reaction !== undefined &&
      h("span", { class: "reaction", role: "img", "aria-label": `Reaction ${item.reaction}` }, item.reaction),
  );
}

function attachment(file: Attachment, tap: OnTap): Node {
  if (file.type === "template") return template(file.payload, tap);
  if (file.type === "location") return place(file.payload.coordinates, file.title);
  if (file.type === "sticker") return icon("thumb", "sticker");
  const { url } = file.payload;
  if (url === undefined) return h("div", { class: "bubble" }, `${file.type}, uploaded before`);
  switch (file.type) {
    case "image": {
      const picture = link(url, h("img", { src: url, alt: "Picture" }));
      picture.className = "picture";
      return picture;
    }
    case "video":
      return h("video", { src: url, controls: true, class: "picture" });
    case "audio":
      return h("audio", { src: url, controls: true, class: "audio" });
    case "file": {
      const document = link(
        url,
        icon("file"),
        decodeURIComponent(URL.parse(url)?.pathname.split("/").at(-1) ?? "File"),
      );
      document.className = "bubble document";
      return document;
    }
  }
}

function place({ lat, long }: { readonly lat: number; readonly long: number }, title?: string): HTMLElement {
  return h(
    "div",
    { class: "card place" },
    h("div", { class: "map" }, icon("pin", "map-pin")),
    h(
      "div",
      { class: "card-words" },
      h("strong", {}, title ?? "Location"),
      h("span", {}, `${lat.toFixed(4)}, ${long.toFixed(4)}`),
    ),
  );
}

/** A message in a few words: for the list of people, and where it is quoted. */
export const summary = ({ deleted, message: sent }: MessageItem): string => (deleted ? "Taken back" : inWords(sent));

function inWords(sent: SentMessage): string {
  if (sent.text !== undefined) return sent.text;
  const file = sent.attachment ?? sent.attachments?.[0];
  if (!file) return sent.sticker_id === undefined ? "Message" : "Sticker";
  if (file.type !== "template") return `${file.type.charAt(0).toUpperCase()}${file.type.slice(1)}`;
  const { payload } = file;
  switch (payload.template_type) {
    case "button":
      return payload.text;
    case "generic":
      return payload.elements.map((element) => element.title).join(", ");
    case "receipt":
      return `Receipt ${payload.order_number}`;
    case "coupon":
    case "customer_feedback":
    case "one_time_notif_req":
      return payload.title;
    case "image_grid":
      return payload.elements[0]?.title ?? "Pictures";
    case "product":
      return "Products";
    case "media":
      return "Media";
  }
}
