/** Checked and titled actions as Meta's buttons and quick replies. What a platform lacks never comes here. */
import type { AskAction, UrlAction } from "../../../model/content.ts";
import type { Titled } from "../../adapt/actions.ts";
import type { Tap } from "../../adapt/forms.ts";
import type { Button, Opened, QuickReply } from "../wire.ts";

/** The quick replies that Messenger fills in by itself. */
const ASKS = {
  phone: { content_type: "user_phone_number" },
  email: { content_type: "user_email" },
} as const satisfies Record<AskAction["what"], QuickReply>;

export function button({ option: { action }, title }: Titled): Button {
  switch (action.type) {
    case "reply":
      return { type: "postback", title, payload: action.payload };
    case "url":
      return { type: "web_url", title, url: action.url, ...opened(action) };
    case "call":
      return { type: "phone_number", title, payload: action.phone };
    case "native":
      return action.button as unknown as Button;
  }
}

export function opened({ webview }: Pick<UrlAction, "webview">): Opened {
  return webview === undefined ? {} : { webview_height_ratio: webview };
}

export function quickReply(tap: Tap): QuickReply {
  if ("type" in tap) return ASKS[tap.what];
  const { payload, imageUrl } = tap.option.action;
  return { content_type: "text", title: tap.title, payload, ...(imageUrl !== undefined && { image_url: imageUrl }) };
}
