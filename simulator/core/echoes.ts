/** A message of the Page as Meta tells it back: not quite as it was sent. Documented: message echoes, 2026. */
import type { MessageItem } from "./chat.ts";
import type { Attachment, SentMessage } from "./message.ts";
import { appIdNumber, type EventBody } from "./webhooks.ts";

export interface Echo {
  readonly mid: string;
  /** Without it Meta names no app. */
  readonly appId: string | undefined;
  readonly message: SentMessage;
  /** The message that it answers. */
  readonly quoted?: MessageItem | undefined;
}

export function echoOf({ mid, appId, message, quoted }: Echo): EventBody {
  const { text, metadata } = message;
  const files = filesOf(message);
  return {
    mid,
    is_echo: true,
    ...(appId === undefined ? {} : { app_id: appIdNumber(appId) }),
    ...(text === undefined ? {} : { text }),
    ...(files.length === 0 ? {} : { attachments: files }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(quoted === undefined ? {} : { reply_to: { mid: quoted.id, is_self_reply: quoted.from !== "person" } }),
  };
}

function filesOf({ attachment, attachments, sticker_id: sticker }: SentMessage): readonly unknown[] {
  // The address is invented. That a sticker is of its own type is documented: changelog, 2026-06.
  if (sticker !== undefined)
    return [
      { type: "sticker", payload: { url: `https://scontent.example/${sticker}.png`, sticker_id: Number(sticker) } },
    ];
  return (attachments ?? (attachment ? [attachment] : [])).map(seen);
}

/** Of a file only where it is; of a template everything, with its upload ids as numbers. */
function seen({ type, payload }: Attachment): unknown {
  if (type !== "template") return { type, payload: "url" in payload ? { url: payload.url } : payload };
  if (payload.template_type !== "media") return { type, payload };
  const elements = payload.elements.map(({ attachment_id: id, ...element }) =>
    id === undefined ? element : { ...element, attachment_id: Number(id) },
  );
  return { type, payload: { ...payload, elements } };
}
