/**
 * The Page's appearance as Messenger's own settings: the Messenger profile, and menus of one person's own. Limits:
 * `limits.ts`. Pure.
 */
import type { ReplyAction } from "../../../model/content.ts";
import type { LocalProfile, MenuGroup, MenuItem, PageProfile } from "../../../model/menu.ts";
import { ContentError, type RenderOptions } from "../../../model/rendering.ts";
import { checked, checkedReply } from "../../adapt/actions.ts";
import { Draft, requireText } from "../../adapt/draft.ts";
import { type Limit, over } from "../../adapt/limit.ts";
import { button } from "../../meta/render/buttons.ts";
import type { Button } from "../../meta/wire.ts";
import { GET_STARTED } from "../events.ts";
import { LIMITS, PLATFORM } from "../limits.ts";

/** The body of a POST to `/me/messenger_profile`. Documented: Messenger profile, 2026. */
export interface MessengerProfile {
  /** Always set: a menu needs it, and so does `bot.on("started", …)`. */
  readonly get_started: { readonly payload: string };
  readonly greeting?: readonly { readonly locale: string; readonly text: string }[];
  readonly persistent_menu?: readonly LocalMenu[];
  readonly ice_breakers?: readonly {
    readonly locale: string;
    readonly call_to_actions: readonly { readonly question: string; readonly payload: string }[];
  }[];
  readonly commands?: readonly {
    readonly locale: string;
    readonly commands: readonly { readonly name: string; readonly description: string }[];
  }[];
  readonly whitelisted_domains?: readonly string[];
  readonly account_linking_url?: string;
}

export interface LocalMenu {
  readonly locale: string;
  readonly composer_input_disabled: boolean;
  readonly call_to_actions: readonly Button[];
}

export interface ProfileRendering {
  readonly profile: MessengerProfile;
  /** A sentence for each thing that Messenger shows in another way than it was written. */
  readonly warnings: readonly string[];
}

/** A line of a menu as Messenger has it. */
export type MenuLine = Exclude<MenuItem, MenuGroup>;

/** A value in one language, and the place where it was written. */
interface Local<Value> {
  readonly locale: string;
  readonly value: Value;
  readonly field: string;
}

const LOCALE = /^[a-z]{2,3}_[A-Z0-9]{2,3}$/;
const BASE = "https://the.worker.example";

/**
 * Makes the Messenger profile that a bot declares in `createBot({ menu, page })`.
 * @throws ContentError naming the field and the limit when Meta would refuse it
 */
export function profileOf(
  { page = {} }: { readonly page?: PageProfile },
  { base }: Pick<RenderOptions, "base"> = {},
): ProfileRendering {
  const warnings: string[] = [];
  const draft = new Draft(base === undefined ? {} : { base }, PLATFORM);
  const greeting = inEach(page, "greeting", checkedGreeting);
  const menus = menusOf(draft, page, warnings);
  const iceBreakers = inEach(page, "iceBreakers", (all, field) => checkedQuestions(draft, all, field));
  const commands = inEach(page, "commands", checkedCommands);
  const domains = (page.domains ?? []).map((one, n) => secureUrl(one, `page.domains[${n}]`));
  within(domains.length, LIMITS.whitelistedDomains, "page.domains", "take some away.");
  if (menus.length > 0 && commands.length > 0)
    warnings.push("page.commands: where Messenger offers commands, it does not show the menu.");
  return {
    warnings,
    profile: {
      get_started: { payload: GET_STARTED },
      ...some({ greeting: greeting.map(({ locale, value }) => ({ locale, text: value })) }),
      ...some({ persistent_menu: menus }),
      ...some({ ice_breakers: iceBreakers.map(({ locale, value }) => ({ locale, call_to_actions: value })) }),
      ...some({ commands: commands.map(({ locale, value }) => ({ locale, commands: value })) }),
      ...some({ whitelisted_domains: domains }),
      ...(page.accountLinking === undefined
        ? {}
        : { account_linking_url: secureUrl(page.accountLinking, "page.accountLinking") }),
    },
  };
}

/** Returns the error of {@link profileOf} as a sentence: for when the bot is built, and its address is not known yet. */
export function profileProblems(bot: { readonly page?: PageProfile }): string[] {
  try {
    profileOf(bot, { base: BASE });
    return [];
  } catch (error) {
    if (error instanceof ContentError) return [error.message];
    throw error;
  }
}

/** The path of the settings of one person. Documented: persistent menu, 2026. */
export const PERSON_SETTINGS = "me/custom_user_settings";

/**
 * Makes the `DELETE` that gives a person the Page's menu back. Meta's page has the parameters in the address; here they
 * are in the body, where Graph takes them too (third party).
 */
export const noPersonMenu = (psid: string) => ({ psid, params: JSON.stringify(["persistent_menu"]) });

/**
 * Makes one person's own menu, the body of a POST to `/me/custom_user_settings`. It is shown in place of the Page's, at
 * once. Documented: persistent menu, 2026.
 * @throws ContentError as {@link profileOf} does
 */
export function personMenu(
  psid: string,
  menu: readonly MenuItem[],
  { base, composer = true }: Pick<RenderOptions, "base"> & Pick<LocalProfile, "composer"> = {},
): { readonly psid: string; readonly persistent_menu: readonly LocalMenu[] } {
  const { profile } = profileOf({ page: { menu, composer } }, base === undefined ? {} : { base });
  if (profile.persistent_menu === undefined) throw new ContentError("invalid_content", "menu", "is empty: clear it.");
  return { psid, persistent_menu: profile.persistent_menu };
}

function menusOf(draft: Draft, page: PageProfile, warnings: string[]): LocalMenu[] {
  return languages(page).flatMap(({ locale, value, field }): LocalMenu[] => {
    const isDefault = locale === DEFAULT;
    if (!isDefault && value.menu === undefined && value.composer === undefined) return [];
    const menu = value.menu ?? page.menu ?? [];
    if (value.composer === false && menu.length === 0) throw menuless(`${field}.composer`);
    if (menu.length === 0) return [];
    const where = isDefault ? "menu" : `${field}.menu`;
    if (isNothing(page.menu)) throw menuless(where);
    const items = flat(menu, where, warnings);
    within(items.length, LIMITS.menuItems, where, "take some away, or offer them in a message.");
    return [
      {
        locale,
        composer_input_disabled: (value.composer ?? page.composer) === false,
        call_to_actions: items.map(({ item, field }) => line(draft, item, field)),
      },
    ];
  });
}

const menuless = (field: string) =>
  new ContentError("invalid_content", field, "needs a menu for every language: write createBot({ menu: […] }).");

interface Placed {
  readonly item: MenuLine;
  readonly field: string;
}

/** Takes the lines out of groups. Menus in menus are gone since version 8 of the API. Documented: persistent menu. */
function flat(items: readonly MenuItem[], field: string, warnings: string[]): Placed[] {
  return items.flatMap((item, n): Placed[] => {
    const here = `${field}[${n}]`;
    if (!("items" in item)) return [{ item, field: here }];
    warnings.push(
      `${here}: Messenger has had no menus in menus since v8. The title "${item.title}" is left out, and its items stand in the menu one by one.`,
    );
    return flat(item.items, `${here}.items`, warnings);
  });
}

function line(draft: Draft, item: MenuLine, field: string): Button {
  const { action } = checked(draft, item, field);
  if (action.type !== "reply" && action.type !== "url") {
    throw new ContentError("invalid_content", field, "is neither a tap nor a link: a menu has nothing else.");
  }
  within(action.title.length, LIMITS.menuTitle, `${field}.title`, "shorten it.");
  return button({ option: { action, field }, title: action.title });
}

function checkedQuestions(draft: Draft, questions: readonly ReplyAction[], field: string) {
  within(questions.length, LIMITS.iceBreakers, field, "take some away.");
  return questions.map((one, n) => asked(draft, one, `${field}[${n}]`));
}

function asked(draft: Draft, item: ReplyAction, field: string): { question: string; payload: string } {
  const { title, payload } = checkedReply(draft, item, field).action;
  within(title.length, LIMITS.iceBreakerQuestion, `${field}.title`, "shorten it.");
  return { question: title, payload };
}

function checkedGreeting(text: string, field: string): string {
  within(requireText(text, field).length, LIMITS.greeting, field, "shorten it.");
  return text;
}

function checkedCommands(commands: Readonly<Record<string, string>>, field: string) {
  const all = Object.entries(commands);
  within(all.length, LIMITS.commands, field, "take some away.");
  return all.map(([name, description]) => {
    const here = `${field}.${name}`;
    if (!/^[^\s/]+$/.test(name))
      throw new ContentError("invalid_content", here, 'is not a name: write one word, without the "/".');
    within(name.length, LIMITS.commandName, here, "shorten the name.");
    within(requireText(description, here).length, LIMITS.commandDescription, here, "shorten what it says.");
    return { name, description };
  });
}

/** Completes an address: `https:` only, on this machine too, since Meta reads it. */
function secureUrl(url: string, field: string): string {
  if (URL.canParse(url) && new URL(url).protocol === "https:") return url;
  throw new ContentError("invalid_content", field, "has to be a whole https:// address.");
}

function within(size: number, limit: Limit, field: string, way: string): void {
  if (size <= limit.max) return;
  const code = limit.unit === "items" ? "too_many_options" : "content_too_long";
  throw new ContentError(code, field, `${over(size, limit)}: ${way}`);
}

/** Meta's word for the language of people without settings in their own. */
const DEFAULT = "default";

function languages(page: PageProfile): readonly Local<LocalProfile>[] {
  const others = Object.entries(page.locales ?? {}).map(([locale, value]) => {
    const field = `page.locales.${locale}`;
    if (LOCALE.test(locale)) return { locale, value, field };
    throw new ContentError("invalid_content", field, 'is not one of Meta\'s names for a language: write "de_DE".');
  });
  return [{ locale: DEFAULT, value: page, field: "page" }, ...others];
}

/** Collects the values of a field in each language. A field that is set in one language has to be set by default. */
function inEach<Name extends "greeting" | "iceBreakers" | "commands", Value>(
  page: PageProfile,
  name: Name,
  read: (value: NonNullable<LocalProfile[Name]>, field: string) => Value,
): Local<Value>[] {
  return languages(page).flatMap(({ locale, value, field }) => {
    const found = value[name];
    if (found === undefined || isNothing(found)) return [];
    const here = `${field}.${name}`;
    if (isNothing(page[name]))
      throw new ContentError("invalid_content", here, `needs a page.${name} too, for every other language.`);
    return [{ locale, value: read(found, here), field: here }];
  });
}

const isNothing = (value: object | string | undefined): boolean =>
  typeof value === "string" ? false : Object.keys(value ?? {}).length === 0;

/** Drops empty lists: Meta removes a field by a call of its own. */
function some<Field extends object>(field: Field): Partial<Field> {
  return Object.values(field).every((list) => (list as readonly unknown[]).length === 0) ? {} : field;
}
