/** What the Page has beside its chats: its profile, files, personas, templates, comments, subscription and rates. */
import type { OwnMenus } from "./chat.ts";
import type { Json } from "./checks.ts";
import { Comments } from "./comments.ts";
import type { MessengerProfile } from "./messenger-profile.ts";
import { Personas } from "./personas.ts";
import { type RateOption, Rates } from "./rates.ts";
import { PAGE_FIELDS } from "./subscription-fields.ts";
import { Uploads } from "./uploads.ts";
import { type GivenTemplates, UtilityTemplates } from "./utility-templates.ts";

export interface UserSettings {
  readonly persistent_menu: unknown;
}

export interface PageOptions {
  readonly now: () => number;
  /** How many people the Page can message. */
  readonly engaged?: () => number;
  readonly rates?: RateOption | undefined;
  readonly templates?: GivenTemplates | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly subscribed?: readonly string[] | undefined;
  readonly defaultApp?: string | null;
  readonly defaultVersion?: string | undefined;
  readonly olderApp?: boolean | undefined;
  /** Hears that the profile, or a person's own menu, is another. */
  readonly profileChanged?: (profile: MessengerProfile) => void;
  /** Hears what the Page's webhooks should tell under `changes`. */
  readonly announces?: (field: string, value: Json) => void;
  /** A number that was not given before. */
  readonly count?: () => number;
}

export class PageState {
  readonly options: PageOptions;
  readonly rates: Rates;
  readonly uploads: Uploads;
  readonly personas: Personas;
  readonly templates: UtilityTemplates;
  readonly comments: Comments;
  /** The app that has what is idle, if there is one. */
  readonly defaultApp: string | null;
  readonly userSettings = new Map<string, UserSettings>();
  /** People whom the Page has blocked or banned, and those who have blocked it. */
  readonly blocked = new Map<string, "by the Page" | "banned" | "by them">();
  /** One-time tokens, and to whom and until when they let the Page speak. */
  readonly oneTime = new Map<string, { readonly psid: string; readonly until: number }>();
  /** Fields of the Page's webhooks; null when the app is not subscribed. */
  subscribed: ReadonlySet<string> | null;
  /** Why Meta does not let the Page send, if it does not. */
  policyBlock: string | undefined;
  #profile: MessengerProfile = {};

  constructor(options: PageOptions) {
    const { now, rates, engaged = () => 1 } = options;
    let counter = 0;
    const count =
      options.count ??
      (() => {
        counter++;
        return counter;
      });
    this.options = options;
    this.rates = new Rates({ rates, now, engaged });
    this.uploads = new Uploads(now, count);
    this.personas = new Personas(count);
    this.templates = new UtilityTemplates(options.templates ?? "any", count);
    this.defaultApp = options.defaultApp ?? null;
    this.comments = new Comments(now);
    this.subscribed = new Set(options.subscribed ?? PAGE_FIELDS);
  }

  get profile(): MessengerProfile {
    return this.#profile;
  }

  /** The menus of those who have one of their own, by PSID. */
  get menus(): OwnMenus {
    return Object.fromEntries([...this.userSettings].map(([psid, { persistent_menu: menu }]) => [psid, menu]));
  }

  setProfile(profile: MessengerProfile): void {
    this.#profile = profile;
    this.options.profileChanged?.(profile);
  }

  setUserSettings(psid: string, settings: UserSettings | undefined): void {
    if (settings === undefined) this.userSettings.delete(psid);
    else this.userSettings.set(psid, settings);
    this.options.profileChanged?.(this.#profile);
  }

  /** Whether the app was granted this; everything unless the options say otherwise. */
  grants(permission: string): boolean {
    const { permissions } = this.options;
    return permissions === undefined || permissions.some((one) => bare(one) === bare(permission));
  }
}

/** Meta writes `page_utility_messaging` on one page and `pages_utility_messaging` on another. */
const bare = (permission: string): string => permission.replace(/^pages?_/, "");
