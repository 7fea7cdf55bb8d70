/** What is true on the simulated Meta, and how each change of it is told: to whoever watches, and to the bot's webhook. */
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { type ChatItem, type MessageItem, messagesIn, type Notice, type Owner, type Person } from "./chat.ts";
import { Clock } from "./clock.ts";
import { Controls, speaks } from "./controls.ts";
import { echoOf } from "./echoes.ts";
import type { Faults } from "./faults.ts";
import type { SentMessage } from "./message.ts";
import type { MetaOptions } from "./options.ts";
import { Outgoing } from "./outgoing.ts";
import { PageState } from "./page-state.ts";
import { token } from "./people.ts";
import type { EventBody } from "./webhooks.ts";

/** How a webhook goes out, where the usual is not meant. */
type Telling = Partial<Parameters<Outgoing["tell"]>[2]>;

/** How a message of the Page is said. */
export interface Said {
  /** Its echo names no app. */
  readonly unnamed?: true;
  readonly replyTo?: string;
  readonly persona?: string;
}

export class World {
  readonly options: MetaOptions;
  readonly clock: Clock;
  readonly page: PageState;
  readonly webhooks: Outgoing;
  readonly #people = new Map<string, Person>();
  readonly #chats = new Map<string, ChatItem[]>();
  readonly #controls: Controls;
  /** What this app has asked the others for: their webhook, not ours. */
  readonly asked: { readonly psid: string; readonly metadata?: string }[] = [];
  readonly #seed = token(6);
  #counter = 0;

  constructor(options: MetaOptions, faults: Faults) {
    this.options = options;
    this.clock = new Clock(options);
    const { engaged = 1000, defaultApp = true } = options;
    this.page = new PageState({
      ...options,
      defaultApp: defaultApp === true ? options.appId : defaultApp || null,
      now: () => this.clock.now(),
      count: () => this.count(),
      engaged: () => engaged + this.people.filter(({ actedAt }) => actedAt !== undefined).length,
      profileChanged: (profile) => options.onChange?.({ kind: "profile", profile, menus: this.page.menus }),
      announces: (field, value) => this.webhooks.announce(field, value),
    });
    this.#controls = new Controls(
      () => this.clock.now(),
      (psid) => this.store({ ...this.person(psid), owner: "idle" }),
    );
    this.webhooks = new Outgoing({
      meta: options,
      faults,
      clock: this.clock,
      page: this.page,
      troubled: (notice) => {
        for (const { psid, actedAt } of this.people) if (actedAt !== undefined) this.notice(psid, notice);
      },
    });
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  find(psid: string): Person | undefined {
    return this.#people.get(psid);
  }

  /** Throws for a person who does not exist. */
  person(psid: string): Person {
    const person = this.#people.get(psid);
    if (!person) throw new Error(`Nobody has the id ${psid}.`);
    return person;
  }

  chat(psid: string): readonly ChatItem[] {
    return this.#chats.get(psid) ?? [];
  }

  /** The app that has a conversation; null while it is idle. */
  owner(psid: string): string | null {
    return this.#controls.owner(psid);
  }

  controlUntil(psid: string): number | null {
    return this.#controls.until(psid);
  }

  extend(psid: string, until: number): void {
    this.#controls.extend(psid, until);
  }

  /** Somebody says something in it. */
  stirs(psid: string): void {
    this.#controls.stir(psid);
  }

  /** Whether this app may speak, and hears everything. */
  controls(psid: string): boolean {
    return speaks(this.options.appId, this.owner(psid), this.page.defaultApp);
  }

  store(person: Person): void {
    this.#people.set(person.psid, person);
    this.options.onChange?.({ kind: "person", person });
  }

  add(item: ChatItem): void {
    const chat = this.#chats.get(item.psid);
    if (chat) chat.push(item);
    else this.#chats.set(item.psid, [item]);
    this.options.onChange?.({ kind: "item", item });
  }

  change(psid: string, mid: string, change: (item: MessageItem) => MessageItem): void {
    const chat = this.#chats.get(psid) ?? [];
    const index = chat.findIndex((item) => item.id === mid);
    const item = chat[index];
    if (item?.kind !== "message") return;
    const changed = change(item);
    chat[index] = changed;
    this.options.onChange?.({ kind: "item", item: changed });
  }

  notice(psid: string, notice: Notice): void {
    this.add({ kind: "notice", id: `n_${this.#seed}${this.count()}`, psid, at: this.clock.tick(), notice });
  }

  /** Gives the conversation to an app, or to nobody. */
  give(psid: string, app: string | null, metadata?: string): void {
    this.owner(psid);
    const from = this.person(psid).owner;
    const to = this.#ownerName(app);
    this.#controls.give(psid, app);
    if (from === to) return;
    this.store({ ...this.person(psid), owner: to });
    // That an idle conversation becomes the bot's with the first word is nothing that anybody did.
    if (from === "idle" && to === "bot") return;
    this.notice(psid, { about: "control", from, to, ...(metadata === undefined ? {} : { metadata }) });
  }

  #ownerName(app: string | null): Owner {
    if (app === null) return "idle";
    if (app === this.options.appId) return "bot";
    return app === PAGE_INBOX ? "inbox" : "other";
  }

  /** The Page says something: it is shown, echoed, delivered, and read if the chat is open. */
  pageSays(
    psid: string,
    from: "bot" | "colleague",
    message: SentMessage,
    { replyTo, persona, unnamed }: Said = {},
  ): string {
    const mid = this.mid();
    this.stirs(psid);
    const at = this.clock.tick();
    const { typingUntil: _, ...person } = this.person(psid);
    this.store(person);
    const how = { ...(replyTo === undefined ? {} : { replyTo }), ...(persona === undefined ? {} : { persona }) };
    this.add({ kind: "message", id: mid, psid, at, from, message, ...how });
    const appId = unnamed ? undefined : from === "bot" ? this.options.appId : PAGE_INBOX;
    const quoted = messagesIn(this.chat(psid)).find(({ id }) => id === replyTo);
    if (this.options.echoes !== false) this.tell(psid, { message: echoOf({ mid, appId, message, quoted }) }, { at });
    if (this.options.receipts !== false) this.tell(psid, { delivery: { mids: [mid], watermark: at } });
    if (person.open) this.reads(psid);
    return mid;
  }

  /** The person sees everything that the Page said so far. */
  reads(psid: string): void {
    const person = this.person(psid);
    const newest = this.chat(psid).findLast((item) => item.kind === "message" && item.from !== "person")?.at ?? 0;
    if (newest <= (person.saw ?? 0)) return;
    this.store({ ...person, saw: newest });
    if (this.options.receipts !== false) this.tell(psid, { read: { watermark: newest } });
  }

  /** Sends a webhook to the bot: on standby while another app has the conversation. */
  tell(
    psid: string,
    event: EventBody,
    { channel = this.controls(psid) ? "messaging" : "standby", ...how }: Telling = {},
  ): void {
    this.webhooks.tell(psid, event, { ...how, channel });
  }

  mid(): string {
    return `m_${this.#seed}${String(this.count()).padStart(6, "0")}`;
  }

  /** 1, 2, 3, …: one count for everything that needs an id. */
  count(): number {
    this.#counter++;
    return this.#counter;
  }
}
