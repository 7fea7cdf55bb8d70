/** `personas` of the Page, and each of them by its id. Documented: personas, 2026. */
import { first, mediaUrl, textField } from "../checks.ts";
import { type Answer, type Call, SUCCESS } from "../graph-call.ts";
import { refuse } from "../refusals.ts";
import { checkFetched } from "./attachments.ts";
import { paged } from "./paging.ts";

export async function createPersona({ host, fields }: Call): Promise<Answer> {
  const { name, profile_picture_url: picture } = fields;
  const refusal =
    first(
      () => textField(name, "name"),
      () => mediaUrl(picture, "profile_picture_url"),
    ) ?? checkFetched(await host.fetches(String(picture)), "image", String(picture));
  return refusal ?? { id: host.page.personas.add(String(name), String(picture)).id };
}

export const listPersonas = (call: Call): Answer => paged(call, call.host.page.personas.all);

export function readPersona({ host, object }: Call): Answer {
  const persona = host.page.personas.find(object);
  return persona ? { ...persona } : refuse("objectUnknown", object);
}

export function deletePersona({ host, object }: Call): Answer {
  host.page.personas.delete(object);
  return SUCCESS;
}
