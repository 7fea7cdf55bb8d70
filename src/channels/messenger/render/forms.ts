/** Messenger's forms: quick replies, buttons below text, elements of a generic template, attachments. */
import type { Draft } from "../../adapt/draft.ts";
import type { Element, Forms } from "../../adapt/forms.ts";
import { LIMITS } from "../limits.ts";
import type { GenericElement } from "../wire.ts";
import { button, opened } from "./buttons.ts";
import { addMedia } from "./media.ts";
import { addTemplate, sayButtons, sayText } from "./text.ts";

export const FORMS: Forms = {
  limits: {
    replies: LIMITS.quickReplies,
    replyTitle: LIMITS.quickReplyTitle,
    buttons: LIMITS.buttons,
    buttonTitle: LIMITS.buttonTitle,
    buttonText: LIMITS.buttonTemplateText,
    elements: LIMITS.elements,
    elementTitle: LIMITS.elementTitle,
    elementSubtitle: LIMITS.elementSubtitle,
  },
  sayText,
  sayButtons,
  sayElements,
  addMedia,
};

/** Says elements as one generic template. */
function sayElements(draft: Draft, elements: readonly Element[], field: string): void {
  addTemplate(draft, { template_type: "generic", elements: elements.map(elementOf) }, field);
}

function elementOf({ title, subtitle, picture, opens, buttons }: Element): GenericElement {
  return {
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...(picture !== undefined && { image_url: picture }),
    ...(opens && { default_action: { type: "web_url", url: opens.url, ...opened(opens) } }),
    ...(buttons.length > 0 && { buttons: buttons.map(button) }),
  };
}
