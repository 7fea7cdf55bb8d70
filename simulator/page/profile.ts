/** The Page's Messenger profile, as far as the messenger shows it. It is read with care: Meta's rules are checked elsewhere. */
import type { Button } from "../core/message.ts";
import { state } from "./state.ts";

type Loose = Readonly<Record<string, unknown>>;

/** What stands in the menu: a link, or a postback. */
export type MenuItem = Extract<Button, { readonly type: "web_url" | "postback" }>;

export interface Menu {
  readonly items: readonly MenuItem[];
  /** People may only choose, and not write. */
  readonly writes: boolean;
}

/** The menu beside the field, a person's own before the Page's; undefined when there is none. Commands are shown in its place. */
export function menu(): Menu | undefined {
  if (commands().length > 0) return undefined;
  const found = forEverybody(state.menus[state.current] ?? state.profile.persistent_menu);
  const items = list(found?.["call_to_actions"]) as unknown as readonly MenuItem[];
  const writes = found?.["composer_input_disabled"] !== true;
  return items.length === 0 && writes ? undefined : { items, writes };
}

/** The questions of an empty chat. */
export function iceBreakers(): readonly { readonly question: string; readonly payload: string }[] {
  const stored = list(state.profile.ice_breakers);
  const plain = stored.some((one) => "question" in one);
  const found = plain ? stored : list(forEverybody(stored)?.["call_to_actions"]);
  return found as unknown as ReturnType<typeof iceBreakers>;
}

/** What an empty chat says, with the person's name in it. */
export function greeting({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string {
  const text = forEverybody(state.profile.greeting)?.["text"];
  if (typeof text !== "string") return "";
  return text
    .replaceAll("{{user_first_name}}", firstName)
    .replaceAll("{{user_last_name}}", lastName)
    .replaceAll("{{user_full_name}}", `${firstName} ${lastName}`.trim());
}

/** What can be written after a slash. */
export function commands(): readonly { readonly name: string; readonly description: string }[] {
  return list(forEverybody(state.profile.commands)?.["commands"]) as unknown as ReturnType<typeof commands>;
}

/** Nobody here has set a language. */
const forEverybody = (value: unknown): Loose | undefined => {
  const items = list(value);
  return items.find(({ locale }) => locale === "default") ?? items[0];
};

const list = (value: unknown): readonly Loose[] => (Array.isArray(value) ? (value as readonly Loose[]) : []);
