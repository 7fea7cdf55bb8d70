/** What Meta checks in a Messenger profile and in one person's own menu. Pure; the first thing that is wrong is the answer. */
import { LIMITS, PROFILE_FIELDS, type ProfileField } from "../../src/channels/messenger/limits.ts";
import { eachOf, first, httpsUrl, isObject, type Json, linkUrl, list, textField, type Verdict } from "./checks.ts";
import { refuse } from "./refusals.ts";

/** The Messenger profile as Meta stores it. */
export type MessengerProfile = Readonly<Partial<Record<ProfileField, unknown>>>;

export interface MenuItem {
  readonly type: "web_url" | "postback";
  readonly title: string;
  readonly payload?: string;
  readonly url?: string;
}

export interface Menu {
  readonly locale: string;
  readonly call_to_actions?: readonly MenuItem[];
  readonly composer_input_disabled?: boolean;
}

export interface IceBreaker {
  readonly question: string;
  readonly payload: string;
}

export interface Command {
  readonly name: string;
  readonly description: string;
}

/** Any number of locales: Meta names no limit. */
const LOCALES = { max: 1000 } as const;

/** Checks the fields of one call, beside those that are set already. */
export function checkProfile(given: Json, stored: MessengerProfile): Verdict {
  const after = { ...stored, ...given };
  const fields = PROFILE_FIELDS.filter((name) => given[name] !== undefined);
  if (fields.length === 0) return refuse("required", PROFILE_FIELDS.join(" or "));
  return first(...fields.map((name) => () => CHECKS[name](given[name], name)), () =>
    after.persistent_menu !== undefined && after.get_started === undefined
      ? refuse("menuWithoutGetStarted")
      : undefined,
  );
}

/** Checks a menu of the Page or of one person. */
export function checkMenu(value: unknown, field: string): Verdict {
  return localised(value, field, (menu, at) => {
    const items = `${at}[call_to_actions]`;
    return eachOf(
      list(menu["call_to_actions"], items, LIMITS.menuItems, menu["composer_input_disabled"] === true ? 1 : 0),
      (item, index) => menuItem(item, `${items}[${index}]`),
      items,
    );
  });
}

const CHECKS: Readonly<Record<ProfileField, (value: unknown, field: string) => Verdict>> = {
  get_started: (value, field) =>
    isObject(value)
      ? textField(value["payload"], `${field}[payload]`, LIMITS.getStartedPayload)
      : refuse("wrongType", field, "an object"),
  greeting: (value, field) =>
    localised(value, field, (greeting, at) => textField(greeting["text"], `${at}[text]`, LIMITS.greeting)),
  ice_breakers: iceBreakers,
  persistent_menu: checkMenu,
  commands: (value, field) =>
    localised(value, field, (item, at) =>
      eachOf(
        list(item["commands"], `${at}[commands]`, LIMITS.commands),
        (command, index) => commandItem(command, `${at}[commands][${index}]`),
        `${at}[commands]`,
      ),
    ),
  whitelisted_domains: (value, field) => {
    const domains = list(value, field, LIMITS.whitelistedDomains);
    if (!Array.isArray(domains)) return domains as Verdict;
    return first(...domains.map((domain, index) => () => httpsUrl(domain, `${field}[${index}]`)));
  },
  account_linking_url: httpsUrl,
};

/** Something for each locale, of which one must be `default`. */
function localised(value: unknown, field: string, check: (item: Json, at: string) => Verdict): Verdict {
  const items = list(value, field, LOCALES);
  if (!Array.isArray(items)) return items as Verdict;
  return first(
    () => eachOf(items, (item, index) => textField(item["locale"], `${field}[${index}][locale]`), field),
    () => (items.some((item: Json) => item["locale"] === "default") ? undefined : refuse("localeMissing", field)),
    () => eachOf(items, (item, index) => check(item, `${field}[${index}]`), field),
  );
}

function menuItem(value: Json, field: string): Verdict {
  const title = () => textField(value["title"], `${field}[title]`, LIMITS.menuTitle);
  switch (value["type"]) {
    case "postback":
      return first(title, () => textField(value["payload"], `${field}[payload]`, LIMITS.menuPayload));
    case "web_url":
      return first(title, () => linkUrl(value["url"], `${field}[url]`));
    case "nested":
      return refuse("menuNested", field);
    default:
      return refuse("unknownValue", `${field}[type]`, "{web_url, postback}");
  }
}

function commandItem(value: Json, field: string): Verdict {
  return first(
    () => textField(value["name"], `${field}[name]`, LIMITS.commandName),
    () => (String(value["name"]).startsWith("/") ? refuse("commandSlash", `${field}[name]`) : undefined),
    () => textField(value["description"], `${field}[description]`, LIMITS.commandDescription),
  );
}

/** A list of questions, or one such list for each locale. */
function iceBreakers(value: unknown, field: string): Verdict {
  const perLocale = Array.isArray(value) && isObject(value[0]) && value[0]["call_to_actions"] !== undefined;
  if (!perLocale) return questions(value, field);
  return localised(value, field, (item, at) => questions(item["call_to_actions"], `${at}[call_to_actions]`));
}

function questions(value: unknown, field: string): Verdict {
  return eachOf(
    list(value, field, LIMITS.iceBreakers),
    (item, index) =>
      first(
        () => textField(item["question"], `${field}[${index}][question]`, LIMITS.iceBreakerQuestion),
        () => textField(item["payload"], `${field}[${index}][payload]`, LIMITS.iceBreakerPayload),
      ),
    field,
  );
}

/** The list's item for a locale, or its default. */
export function forLocale<Item extends { readonly locale: string }>(
  list: readonly Item[] | undefined,
  locale: string,
): Item | undefined {
  return list?.find((item) => item.locale === locale) ?? list?.find((item) => item.locale === "default");
}

/** The questions of a profile for a locale. */
export function iceBreakersOf(profile: MessengerProfile, locale = "default"): readonly IceBreaker[] {
  const stored = profile.ice_breakers as
    | readonly (IceBreaker | { readonly locale: string; readonly call_to_actions: readonly IceBreaker[] })[]
    | undefined;
  if (stored === undefined) return [];
  const plain = stored.filter((item) => "question" in item);
  return plain.length > 0
    ? plain
    : (forLocale(
        stored.filter((item) => "locale" in item),
        locale,
      )?.call_to_actions ?? []);
}
