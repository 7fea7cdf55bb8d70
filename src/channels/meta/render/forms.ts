/** Meta's forms: quick replies, buttons below text, elements of a generic template. Each platform has limits of its own. */
import type { Draft } from "../../adapt/draft.ts";
import type { Element, Forms } from "../../adapt/forms.ts";
import type { GenericElement } from "../wire.ts";
import { button, opened } from "./buttons.ts";
import { addTemplate, sayButtons, sayText } from "./text.ts";

/** Makes the forms of one of Meta's platforms. @param addMedia adds a message with a file alone */
export const formsOf = (limits: Forms["limits"], addMedia: Forms["addMedia"]): Forms => ({
  limits,
  sayText,
  sayButtons: (draft, text, field, buttons) => sayButtons(draft, text, field, buttons, limits.buttonText),
  sayElements,
  addMedia,
});

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
