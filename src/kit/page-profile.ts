import type { MenuItem, PageProfile } from "../model/menu.ts";
import { noteCommand, noteOwnLimit } from "./build-check.ts";

/** Makes one value of the options of a bot that are about its Page. */
export function pageOf({ menu, page }: { readonly menu?: readonly MenuItem[]; readonly page?: object }): PageProfile {
  const profile: PageProfile = { ...page, ...(menu === undefined ? {} : { menu }) };
  for (const { menu, iceBreakers, commands } of [profile, ...Object.values(profile.locales ?? {})]) {
    // A title may be longer here than on a button: the channel checks these against limits of their own.
    for (const item of [...tappable(menu ?? []), ...(iceBreakers ?? [])]) noteOwnLimit(item);
    for (const name of Object.keys(commands ?? {})) noteCommand(name);
  }
  return profile;
}

function tappable(items: readonly MenuItem[]): readonly object[] {
  return items.flatMap((item) => ("items" in item ? tappable(item.items) : [item]));
}
