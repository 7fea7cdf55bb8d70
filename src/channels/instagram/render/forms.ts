/** Instagram's forms, within its limits. */
import { formsOf } from "../../meta/render/forms.ts";
import { LIMITS } from "../limits.ts";
import { addMedia } from "./media.ts";

export const FORMS = formsOf(
  {
    replies: LIMITS.quickReplies,
    replyTitle: LIMITS.quickReplyTitle,
    buttons: LIMITS.buttons,
    buttonTitle: LIMITS.buttonTitle,
    buttonText: LIMITS.buttonTemplateText,
    elements: LIMITS.elements,
    elementTitle: LIMITS.elementTitle,
    elementSubtitle: LIMITS.elementSubtitle,
  },
  addMedia,
);
