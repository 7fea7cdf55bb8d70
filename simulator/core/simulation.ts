/** What there is to see on a simulated Meta: people, their chats, the Page's profile, and every Graph call. */
import { type ChatItem, type MessageItem, messagesIn, type Notice, type OwnMenus, type Person } from "./chat.ts";
import { Faults } from "./faults.ts";
import type { GraphCall } from "./graph-call.ts";
import { forLocale, type IceBreaker, iceBreakersOf, type Menu, type MessengerProfile } from "./messenger-profile.ts";
import type { MetaOptions } from "./options.ts";
import { nameOf, newPsid } from "./people.ts";
import { World } from "./world.ts";

/**
 * The ground of {@link SimulatedMeta}, which is parted by who acts: `person-acts.ts` stands on this, `page-acts.ts` on
 * that, `meta.ts` on all of them.
 */
export abstract class Simulation {
  readonly options: MetaOptions;
  /** Every Graph call so far, oldest first. */
  readonly calls: GraphCall[] = [];
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  protected readonly world: World;

  constructor(options: MetaOptions) {
    this.options = options;
    this.faults = new Faults(options.onFaults);
    this.world = new World(options, this.faults);
  }

  get people(): readonly Person[] {
    return this.world.people;
  }

  /** Throws for a person who does not exist. */
  person(psid: string): Person {
    return this.world.person(psid);
  }

  /** What stands in a person's chat, oldest first. */
  chat(psid: string): readonly ChatItem[] {
    return this.world.chat(psid);
  }

  /** What the Page said in a chat, oldest first. */
  said(psid: string): readonly MessageItem[] {
    return messagesIn(this.chat(psid)).filter(({ from }) => from !== "person");
  }

  /** A new person, who has not written yet. */
  joins(person: Partial<Pick<Person, "psid" | "firstName" | "lastName" | "picture" | "locale">> = {}): Person {
    const [firstName, lastName] = nameOf(this.people.length);
    const added: Person = {
      psid: person.psid ?? newPsid(),
      firstName: person.firstName ?? firstName,
      lastName: person.lastName ?? (person.firstName === undefined ? lastName : ""),
      ...(person.picture === undefined ? {} : { picture: person.picture }),
      ...(person.locale === undefined ? {} : { locale: person.locale }),
      owner: "idle",
      open: false,
    };
    this.world.store(added);
    return added;
  }

  /** Writes something between the messages that Messenger itself would not show. */
  notes(psid: string, notice: Notice): void {
    this.world.notice(psid, notice);
  }

  /** The Page's Messenger profile, as Meta stores it. */
  get profile(): MessengerProfile {
    return this.world.page.profile;
  }

  /** The menus of those who have one of their own, by PSID. */
  get menus(): OwnMenus {
    return this.world.page.menus;
  }

  /** The menu that a person sees: their own, or the Page's for their language. */
  menuOf(psid: string, locale = "default"): Menu | undefined {
    const { page } = this.world;
    const menus = page.userSettings.get(psid)?.persistent_menu ?? page.profile.persistent_menu;
    return forLocale(menus as readonly Menu[] | undefined, locale);
  }

  /** The questions that a person is offered before they have written. */
  iceBreakers(locale = "default"): readonly IceBreaker[] {
    return iceBreakersOf(this.profile, locale);
  }
}
