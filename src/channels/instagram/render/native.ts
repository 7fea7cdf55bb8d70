/**
 * Messages in Instagram's own JSON: written by hand, or by the builders of what only Instagram has. What Meta certainly
 * refuses is refused here; fields that are not known pass. Limits: `limits.ts`.
 */
import type { NativeContent } from "../../../model/content.ts";
import { requireOwn } from "../../adapt/actions.ts";
import { byKey, id, list, object, words } from "../../adapt/checks.ts";
import type { Draft } from "../../adapt/draft.ts";
import { checkMessage, checksOf, FILE, type NativeForm, templateOf } from "../../meta/render/native.ts";
import { LIMITS } from "../limits.ts";

const { quickReply, templates } = checksOf(LIMITS);

const FORM: NativeForm = {
  why: "is nothing that Instagram takes. Leave it out.",
  kinds: { text: "text", attachment: "attachment", attachments: "images" },
  message: {
    text: words(LIMITS.text),
    attachment: byKey("type", {
      image: FILE,
      video: FILE,
      audio: FILE,
      file: FILE,
      like_heart: object({}),
      MEDIA_SHARE: object({ payload: object({ id }) }),
      // There is no other: receipts, coupons and their like are refused.
      template: object({ payload: templateOf(templates) }),
    }),
    attachments: list(byKey("type", { image: FILE }), LIMITS.images),
    quick_replies: list(quickReply, LIMITS.quickReplies, 0),
  },
};

export function sayNative(draft: Draft, { channel, payload }: NativeContent): void {
  requireOwn(draft, channel, "channel");
  const { kind, message } = checkMessage(draft, payload, FORM);
  draft.add(kind, message, "payload");
}
