/** What is true on the simulated Meta, and how each change of it is told: to whoever watches, and to the bot's webhook. */
import { LIMITS, PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import type { ChatItem, MessageItem, Notice, Owner, Person } from "./chat.ts";
import type { Faults } from "./faults.ts";
import type { SentMessage } from "./message.ts";
import type { MetaOptions } from "./options.ts";
import { PageState } from "./page-state.ts";
import { token } from "./people.ts";
import { type Delivery, RETRIES, WebhookQueue } from "./queue.ts";
import { fieldOf } from "./subscription-fields.ts";
import { Trouble } from "./trouble.ts";
import { appIdNumber, batched, changed, type EventBody, envelope, forStandby, sign, summaryOf } from "./webhooks.ts";

/** How a webhook goes out, where the usual is not meant. */
interface Telling {
  readonly channel?: "messaging" | "standby";
  readonly at?: number;
  readonly ended?: (accepted: boolean) => void;
}

/** How a message of the Page is said. */
export interface Said {
  readonly replyTo?: string;
  readonly persona?: string;
}

/** Who has a conversation, and until when; what keeps it longer is an extension. */
interface Control {
  readonly app: string;
  readonly active: number;
  readonly extended: number;
}

/** Where webhooks that are about no person keep their order. */
const PAGE_LANE = "page";

export class World {
  readonly options: MetaOptions;
  readonly page: PageState;
  readonly #people = new Map<string, Person>();
  readonly #chats = new Map<string, ChatItem[]>();
  /** Conversations that somebody has; the others are idle. */
  readonly #controls = new Map<string, Control>();
  readonly #trouble: Trouble;
  /** What this app has asked the others for: their webhook, not ours. */
  readonly asked: { readonly psid: string; readonly metadata?: string }[] = [];
  readonly #queue: WebhookQueue;
  readonly #seed = token(6);
  #counter = 0;
  #clock = 0;

  readonly #faults: Faults;
  /** What waits to be sent in one body, or behind the next. */
  #held: Delivery[] = [];

  constructor(options: MetaOptions, faults: Faults) {
    this.options = options;
    this.#faults = faults;
    const { engaged = 1000 } = options;
    this.page = new PageState({
      ...options,
      now: () => this.now(),
      count: () => this.count(),
      engaged: () => engaged + this.people.filter(({ actedAt }) => actedAt !== undefined).length,
      profileChanged: (profile) => options.onChange?.({ kind: "profile", profile }),
      announces: (field, value) => this.announce(field, value),
    });
    this.#trouble = new Trouble(() => this.now());
    this.#queue = new WebhookQueue({
      ended: () => this.page.subscribed === null,
      send: (delivery, attempt) => this.#deliver(delivery, attempt),
      wait: (milliseconds) => this.wait(milliseconds),
      retries: options.retries ?? RETRIES,
      atOnce: options.webhooks !== "on settle",
    });
  }

  get queue(): Pick<WebhookQueue, "size" | "settle"> {
    return this.#queue;
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

  /** The app that has a conversation. Control lapses a day after the last word, or when its extension ends. */
  owner(psid: string): string | null {
    const control = this.#controls.get(psid);
    if (control === undefined) return null;
    if (this.now() <= until(control)) return control.app;
    this.#controls.delete(psid);
    this.store({ ...this.person(psid), owner: "idle" });
    return null;
  }

  controlUntil(psid: string): number | null {
    const control = this.#controls.get(psid);
    return this.owner(psid) === null || control === undefined ? null : until(control);
  }

  extend(psid: string, extended: number): void {
    const control = this.#controls.get(psid);
    if (control) this.#controls.set(psid, { ...control, extended });
  }

  /** Somebody says something: what keeps a conversation from lapsing. */
  stirs(psid: string): void {
    const control = this.owner(psid) === null ? undefined : this.#controls.get(psid);
    if (control) this.#controls.set(psid, { ...control, active: this.now() });
  }

  /** Whether this app may speak: it has the conversation, or nobody has. */
  controls(psid: string): boolean {
    const owner = this.owner(psid);
    return owner === null || owner === this.options.appId;
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
    this.add({ kind: "notice", id: `n_${this.#seed}${this.count()}`, psid, at: this.tick(), notice });
  }

  /** Gives the conversation to an app, or to nobody. */
  give(psid: string, app: string | null, metadata?: string): void {
    this.owner(psid);
    const from = this.person(psid).owner;
    const to = this.#ownerName(app);
    if (app === null) this.#controls.delete(psid);
    else this.#controls.set(psid, { app, active: this.now(), extended: 0 });
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
  pageSays(psid: string, from: "bot" | "colleague", message: SentMessage, { replyTo, persona }: Said = {}): string {
    const mid = this.mid();
    this.stirs(psid);
    const at = this.tick();
    const { typingUntil: _, ...person } = this.person(psid);
    this.store(person);
    const how = { ...(replyTo === undefined ? {} : { replyTo }), ...(persona === undefined ? {} : { persona }) };
    this.add({ kind: "message", id: mid, psid, at, from, message, ...how });
    if (this.options.echoes !== false) this.tell(psid, { message: this.#echo(mid, from, message, replyTo) }, { at });
    if (this.options.receipts !== false) this.tell(psid, { delivery: { mids: [mid], watermark: at } });
    if (person.open) this.reads(psid);
    return mid;
  }

  #echo(mid: string, from: "bot" | "colleague", message: SentMessage, replyTo?: string): EventBody {
    const { text, attachment, attachments, metadata } = message;
    const files = attachments ?? (attachment ? [attachment] : undefined);
    return {
      mid,
      is_echo: true,
      app_id: appIdNumber(from === "bot" ? this.options.appId : PAGE_INBOX),
      ...(text === undefined ? {} : { text }),
      ...(files === undefined ? {} : { attachments: files }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }),
    };
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
  tell(psid: string, event: EventBody, { channel, at = this.tick(), ended }: Telling = {}): void {
    const way = channel ?? (this.controls(psid) ? "messaging" : "standby");
    if (!this.#hears(fieldOf(event, way)) || this.page.blocked.has(psid)) return;
    const { message } = event;
    const echo = typeof message === "object" && message !== null && "is_echo" in message;
    const page = { id: this.options.pageId };
    const item = {
      sender: echo ? page : { id: psid },
      recipient: echo ? { id: psid } : page,
      timestamp: at,
      ...(way === "standby" ? forStandby(event) : event),
    };
    const payload = envelope(this.options.pageId, way, item, this.now());
    this.#send({ lane: psid, payload, ...(ended ? { ended } : {}) }, echo);
  }

  /** Sends a webhook that is about no conversation: under `changes`. */
  announce(field: string, value: EventBody): void {
    if (!this.#hears(field)) return;
    this.#send({ lane: PAGE_LANE, payload: changed(this.options.pageId, field, value, this.now()) }, false);
  }

  /** Sends what is about the Page and nobody else: an item without a sender. */
  tellPage(event: EventBody): void {
    if (!this.#hears(fieldOf(event, "messaging"))) return;
    const item = { recipient: { id: this.options.pageId }, timestamp: this.tick(), ...event };
    this.#send({ lane: PAGE_LANE, payload: envelope(this.options.pageId, "messaging", item, this.now()) }, false);
  }

  #hears(field: string | undefined): boolean {
    return field !== undefined && this.page.subscribed?.has(field) === true;
  }

  /** What Meta makes of a webhook's answer: after 15 minutes of failure a warning, after an hour the end. */
  #heard(status: number, lane: string): void {
    const [psid = lane] = lane.split(" ");
    const tells = (what: string) => this.find(psid) && this.notice(psid, { about: "lost", what });
    switch (this.#trouble.after(status)) {
      case "warned":
        tells("The webhook has failed for 15 minutes: Meta warns the app's developers.");
        break;
      case "ended":
        this.page.subscribed = null;
        tells(
          "Webhooks Disabled: the webhook has failed for an hour, and Meta has ended the app's subscription. POST /<PAGE>/subscribed_apps starts it again.",
        );
        break;
    }
  }

  /** Puts a webhook on its way, through whatever goes wrong there. */
  #send(delivery: Delivery, echo: boolean): void {
    const faults = this.#faults;
    if (echo && faults.use("echoes off")) return;
    const late = echo ? faults.use("echoes late") : undefined;
    // Late ones have a lane of their own, or everything behind them would be late too.
    if (late)
      return void this.wait(late.ms).then(() => this.#queue.add({ ...delivery, lane: `${delivery.lane} late` }));
    const batch = this.#held.length === 0 ? faults.use("batched") : undefined;
    const swap = this.#held.length === 0 && !batch ? faults.use("reordered") : undefined;
    if (batch || swap) void this.wait(batch?.ms ?? 1000).then(() => this.#release(batch !== undefined));
    if (batch || swap || this.#held.length > 0) {
      this.#held.push(delivery);
      // Two are enough to be in the wrong order.
      if (this.#swapping && this.#held.length === 2) this.#release(false);
      if (swap) this.#swapping = true;
      return;
    }
    this.#queue.add(delivery);
    if (faults.use("duplicated")) this.#queue.add({ lane: delivery.lane, payload: delivery.payload });
  }

  #swapping = false;

  #release(together: boolean): void {
    const held = this.#held;
    this.#held = [];
    this.#swapping = false;
    const [first] = held;
    if (first && together) {
      const ended = (accepted: boolean) => {
        for (const one of held) one.ended?.(accepted);
      };
      this.#queue.add({ lane: first.lane, payload: batched(held.map(({ payload }) => payload)), ended });
    } else for (const one of held.toReversed()) this.#queue.add(one);
  }

  async #deliver(delivery: Delivery, attempt: number): Promise<number> {
    const status = await this.#attempt(delivery, attempt).catch(() => 0);
    this.#heard(status, delivery.lane);
    return status;
  }

  async #attempt({ payload, lane }: Delivery, attempt: number): Promise<number> {
    const { options } = this;
    const delay = this.#faults.use("delayed");
    if (delay) await this.wait(delay.ms);
    const secret = this.#faults.use("wrong secret") ? "not the app's secret" : options.appSecret;
    const request = await sign(payload, secret);
    if (!options.onWebhook) return options.deliver(request);
    const [psid = lane] = lane.split(" ");
    const id = `w_${this.#seed}${this.count()}`;
    const { headers } = request;
    const sent = {
      kind: "webhook",
      id,
      psid,
      at: this.now(),
      attempt,
      payload,
      headers,
      ...summaryOf(payload),
    } as const;
    options.onWebhook(sent);
    const began = performance.now();
    const status = await options.deliver(request).catch(() => 0);
    options.onWebhook({ ...sent, status, ms: Math.round(performance.now() - began) });
    return status;
  }

  mid(): string {
    return `m_${this.#seed}${String(this.count()).padStart(6, "0")}`;
  }

  /** 1, 2, 3, …: one count for everything that needs an id. */
  count(): number {
    this.#counter++;
    return this.#counter;
  }

  now(): number {
    return (this.options.now ?? Date.now)();
  }

  /** The time, and never the same twice: Meta's timestamps order what a bot finds waiting together. */
  tick(): number {
    this.#clock = Math.max(this.now(), this.#clock + 1);
    return this.#clock;
  }

  wait(milliseconds: number): Promise<void> {
    return this.options.wait?.(milliseconds) ?? new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}

/** Documented: conversation routing. */
const until = ({ active, extended }: Control): number => Math.max(active + LIMITS.controlLapse.max, extended);
