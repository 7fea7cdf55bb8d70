/**
 * A simulated Meta for one app and one Page: the people, their chats, the Graph API and the webhooks. Web standards
 * only, so that it runs the same in Node, in workerd and in a browser.
 */
import { PAGE_INBOX, WINDOW } from "../../src/channels/messenger/limits.ts";
import {
  type Change,
  type ChatItem,
  type MessageItem,
  type Notice,
  type Owner,
  type Person,
  type Progress,
  quickReplies,
} from "./chat.ts";
import { answerGraph, type GraphCall, type GraphHost, type PageAction } from "./graph.ts";
import type { Attachment, Button, QuickReply, SentMessage } from "./message.ts";
import { nameOf, newPsid, token } from "./people.ts";
import { RETRIES, WebhookQueue } from "./queue.ts";
import type { Reach } from "./rules.ts";
import { appIdNumber, type EventBody, envelope, forStandby, sign, type WebhookRequest } from "./webhooks.ts";

export interface MetaOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageName: string;
  readonly pageToken: string;
  /** Sends a signed webhook to the bot, and resolves to the HTTP status. */
  readonly deliver: (request: WebhookRequest) => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Hears of each new or changed person and chat item. */
  readonly onChange?: (change: Change) => void;
  /** Hears of each Graph call. */
  readonly onCall?: (call: GraphCall) => void;
  /** Whether a file can be fetched by Meta. Without it every address counts as fine. */
  readonly fetches?: (url: string) => Promise<"fine" | "unreachable" | "too large">;
  /** Whether the Page is subscribed to `message_echoes`. Default true. */
  readonly echoes?: boolean;
  /** Whether the Page is subscribed to `message_deliveries` and `message_reads`. Default true. */
  readonly receipts?: boolean;
  /**
   * `at once` (default): webhooks go out by themselves. `on settle`: they wait for `settle()`. Use that inside workerd,
   * where work started by one request must not be awaited by another.
   */
  readonly webhooks?: "at once" | "on settle";
  /** How long each Graph answer takes, in milliseconds. Default 0. */
  readonly latency?: number;
  /** Pauses before each retry of a webhook, in milliseconds. */
  readonly retries?: readonly number[];
}

/** What a person taps: a button, or the title of something that is on their screen. */
export type Tap = string | Button | QuickReply;

/** HUMAN_AGENT and CUSTOMER_FEEDBACK reach this far. Documented: Messenger Platform, send messages, 2026-05-05. */
const TAG_WINDOW = 7 * WINDOW.max;

/** How long dots dance without a message. Third party; Meta's page says 20 seconds for Messenger. */
const TYPING = 20_000;

/** The thumb that everybody sends. Documented: webhook events, messages. */
const LIKE = 369239263222822;

export class SimulatedMeta {
  readonly options: MetaOptions;
  /** Every Graph call so far, oldest first. */
  readonly calls: GraphCall[] = [];
  readonly #people = new Map<string, Person>();
  readonly #chats = new Map<string, ChatItem[]>();
  readonly #owners = new Map<string, string | null>();
  readonly #orders = new Set<string>();
  readonly #uploads = new Map<string, string>();
  readonly #queue: WebhookQueue;
  readonly #host: GraphHost;
  readonly #seed = token(6);
  #counter = 0;
  #clock = 0;

  constructor(options: MetaOptions) {
    this.options = options;
    this.#queue = new WebhookQueue({
      send: async (delivery) => options.deliver(await sign(delivery.payload, options.appSecret)),
      wait: (milliseconds) => this.#wait(milliseconds),
      retries: options.retries ?? RETRIES,
      atOnce: options.webhooks !== "on settle",
    });
    this.#host = this.#graphHost();
  }

  /** Answers a request of the bot to the Graph API: everything under `/vNN.N/`. */
  async handle(request: Request): Promise<Response> {
    if (this.options.latency) await this.#wait(this.options.latency);
    return answerGraph(this.#host, request);
  }

  /** Resolves when the bot has accepted every webhook (or Meta has given up on it). */
  settle(): Promise<void> {
    return this.#queue.settle();
  }

  /** How many webhooks the bot has not accepted yet. */
  get waiting(): number {
    return this.#queue.size;
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** Throws for a person who does not exist. */
  person(psid: string): Person {
    const person = this.#people.get(psid);
    if (!person) throw new Error(`Nobody has the id ${psid}.`);
    return person;
  }

  /** What stands in a person's chat, oldest first. */
  chat(psid: string): readonly ChatItem[] {
    return this.#chats.get(psid) ?? [];
  }

  /** What the Page said in a chat, oldest first. */
  said(psid: string): readonly MessageItem[] {
    return this.chat(psid).filter((item) => item.kind === "message" && item.from !== "person") as MessageItem[];
  }

  /** A new person, who has not written yet. */
  joins(person: { psid?: string; firstName?: string; lastName?: string; picture?: string } = {}): Person {
    const [firstName, lastName] = nameOf(this.#people.size);
    const added: Person = {
      psid: person.psid ?? newPsid(),
      firstName: person.firstName ?? firstName,
      lastName: person.lastName ?? (person.firstName === undefined ? lastName : ""),
      ...(person.picture === undefined ? {} : { picture: person.picture }),
      owner: "idle",
      open: false,
    };
    this.#chats.set(added.psid, []);
    this.#owners.set(added.psid, null);
    this.#store(added);
    return added;
  }

  // What a person does. Each returns the mid of the message that came of it.

  says(psid: string, text: string, options: { replyTo?: string } = {}): string {
    return this.#fromPerson(psid, { text }, options);
  }

  /**
   * Taps a button, a quick reply, or whatever on the screen has this title (newest first).
   * Throws, with what is on the screen, if nothing has it.
   */
  taps(psid: string, tap: Tap): string {
    const found = typeof tap === "string" ? this.#find(psid, tap) : tap;
    if ("content_type" in found) return this.tapsQuickReply(psid, found);
    if (found.type !== "postback")
      throw new Error(`A tap on ${found.type} opens something, and tells the bot nothing.`);
    return this.#postback(psid, found.title, found.payload);
  }

  /** For a phone or e-mail quick reply `value` is what Messenger fills in. */
  tapsQuickReply(psid: string, reply: QuickReply, value = "+31201234567"): string {
    const title = reply.content_type === "text" ? (reply.title ?? "") : value;
    const payload = reply.content_type === "text" ? (reply.payload ?? "") : value;
    return this.#fromPerson(psid, { text: title }, { tap: true, extra: { quick_reply: { payload } } });
  }

  /** The first tap in a new chat. */
  getStarted(psid: string, referral?: { ref: string; source: string; type: string }): string {
    return this.#postback(psid, "Get Started", "GET_STARTED", referral ? { referral } : {});
  }

  sends(psid: string, kind: "image" | "video" | "audio" | "file", url: string): string {
    return this.#fromPerson(psid, { attachments: [{ type: kind, payload: { url } }] });
  }

  sendsLocation(psid: string, lat: number, long: number, title?: string): string {
    const location: Attachment = {
      type: "location",
      ...(title ? { title } : {}),
      payload: { coordinates: { lat, long } },
    };
    return this.#fromPerson(psid, { attachments: [location] });
  }

  /** Since 30 August 2026 a sticker is one attachment of its own type. Documented: changelog. */
  sendsSticker(psid: string, url = "https://scontent.example/like.png", id = LIKE): string {
    return this.#fromPerson(psid, { attachments: [{ type: "sticker", payload: { url, sticker_id: id } }] });
  }

  reacts(psid: string, mid: string, emoji: string, reaction = "other"): void {
    this.#acted(psid);
    this.#change(psid, mid, (item) => ({ ...item, reaction: emoji }));
    this.#webhook(psid, { reaction: { mid, action: "react", reaction, emoji } });
  }

  /** Opens the chat: the person sees what is in it, and from now on what comes. */
  opens(psid: string): void {
    this.#store({ ...this.person(psid), open: true });
    this.reads(psid);
  }

  leaves(psid: string): void {
    this.#store({ ...this.person(psid), open: false });
  }

  /** Sees everything that the Page said so far. */
  reads(psid: string): void {
    const person = this.person(psid);
    const newest = this.said(psid).at(-1)?.at ?? 0;
    if (newest <= (person.saw ?? 0)) return;
    this.#store({ ...person, saw: newest });
    if (this.options.receipts !== false) this.#webhook(psid, { read: { watermark: newest } });
  }

  // What a colleague does in the Page inbox.

  /**
   * Answers from the inbox. While the bot has the conversation this is an echo only, as on a Page without a default
   * app; with `takes` the inbox also takes the conversation, as Meta does where apps are routed.
   */
  agentSays(psid: string, text: string, options: { takes?: boolean } = {}): string {
    if (options.takes && this.#owners.get(psid) !== PAGE_INBOX) {
      const before = this.#owners.get(psid) ?? null;
      this.#owned(psid, PAGE_INBOX);
      this.#webhook(
        psid,
        { take_thread_control: { previous_owner_app_id: before, new_owner_app_id: PAGE_INBOX } },
        "messaging",
      );
    }
    return this.#fromPage(psid, "colleague", { text });
  }

  /** Gives the conversation back to the bot. */
  agentReleases(psid: string, metadata?: string): void {
    const before = this.#owners.get(psid) ?? null;
    this.#owned(psid, this.options.appId, metadata);
    this.#webhook(psid, {
      pass_thread_control: {
        previous_owner_app_id: before,
        new_owner_app_id: this.options.appId,
        ...(metadata === undefined ? {} : { metadata }),
      },
    });
  }

  #find(psid: string, title: string): Button | QuickReply {
    const onScreen: (Button | QuickReply)[] = [...quickReplies(this.chat(psid))];
    for (const item of this.said(psid).toReversed()) onScreen.push(...buttonsOf(item.message));
    const found = onScreen.find((one) => "title" in one && one.title === title);
    if (found) return found;
    const titles = onScreen.map((one) => ("title" in one ? one.title : one)).join(", ");
    throw new Error(`Nothing on the screen is called "${title}". There is: ${titles || "nothing to tap"}.`);
  }

  #fromPerson(
    psid: string,
    message: SentMessage,
    { replyTo, tap, extra = {} }: { replyTo?: string; tap?: true; extra?: EventBody } = {},
  ): string {
    const mid = this.#mid();
    const at = this.#acted(psid);
    this.#add({
      kind: "message",
      id: mid,
      psid,
      at,
      from: "person",
      message,
      progress: "sent",
      ...(tap ? { tap } : {}),
      ...(replyTo === undefined ? {} : { replyTo }),
    });
    const reply = replyTo === undefined ? {} : { reply_to: { mid: replyTo, is_self_reply: false } };
    this.#webhook(psid, { message: { mid, ...message, ...extra, ...reply } }, undefined, at, (accepted) =>
      this.#progress(psid, mid, accepted),
    );
    return mid;
  }

  #postback(psid: string, title: string, payload: string, extra: EventBody = {}): string {
    const mid = this.#mid();
    const at = this.#acted(psid);
    this.#add({
      kind: "message",
      id: mid,
      psid,
      at,
      from: "person",
      message: { text: title },
      progress: "sent",
      tap: true,
    });
    this.#webhook(psid, { postback: { mid, title, payload, ...extra } }, undefined, at, (accepted) =>
      this.#progress(psid, mid, accepted),
    );
    return mid;
  }

  #progress(psid: string, mid: string, accepted: boolean): void {
    const progress: Progress = accepted ? "delivered" : "lost";
    this.#change(psid, mid, (item) => ({ ...item, progress }));
    if (!accepted)
      this.#notice(psid, { about: "lost", what: "The bot's webhook did not accept this. Meta has given up." });
  }

  /** A person's word or tap: opens the window, and gives an idle conversation to this app, the Page's default app. */
  #acted(psid: string): number {
    const at = this.#tick();
    const person = this.person(psid);
    this.#store({ ...person, actedAt: at });
    if (this.#owners.get(psid) === null) this.#owned(psid, this.options.appId, undefined, true);
    return at;
  }

  #fromPage(psid: string, from: "bot" | "colleague", message: SentMessage, replyTo?: string): string {
    const mid = this.#mid();
    const at = this.#tick();
    const { typingUntil: _, ...person } = this.person(psid);
    this.#store(person);
    this.#add({ kind: "message", id: mid, psid, at, from, message, ...(replyTo === undefined ? {} : { replyTo }) });
    if (this.options.echoes !== false) this.#echo(psid, mid, at, from, message, replyTo);
    if (this.options.receipts !== false) this.#webhook(psid, { delivery: { mids: [mid], watermark: at } });
    if (person.open) this.reads(psid);
    return mid;
  }

  #echo(
    psid: string,
    mid: string,
    at: number,
    from: "bot" | "colleague",
    message: SentMessage,
    replyTo?: string,
  ): void {
    const { text, attachment, attachments, metadata } = message;
    const files = attachments ?? (attachment ? [attachment] : undefined);
    const echo: EventBody = {
      mid,
      is_echo: true,
      app_id: appIdNumber(from === "bot" ? this.options.appId : PAGE_INBOX),
      ...(text === undefined ? {} : { text }),
      ...(files === undefined ? {} : { attachments: files }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }),
    };
    this.#webhook(psid, { message: echo }, undefined, at);
  }

  #webhook(
    psid: string,
    event: EventBody,
    channel: "messaging" | "standby" = this.#controls(psid) ? "messaging" : "standby",
    at = this.#tick(),
    ended?: (accepted: boolean) => void,
  ): void {
    const { message } = event;
    const echo = typeof message === "object" && message !== null && "is_echo" in message;
    const page = { id: this.options.pageId };
    const item = {
      sender: echo ? page : { id: psid },
      recipient: echo ? { id: psid } : page,
      timestamp: at,
      ...(channel === "standby" ? forStandby(event) : event),
    };
    const payload = envelope(this.options.pageId, channel, item, this.#now());
    this.#queue.add({ lane: psid, payload, ...(ended ? { ended } : {}) });
  }

  #controls(psid: string): boolean {
    const owner = this.#owners.get(psid) ?? null;
    return owner === null || owner === this.options.appId;
  }

  #owned(psid: string, app: string | null, metadata?: string, silent = false): void {
    const from = this.person(psid).owner;
    const to = this.#ownerName(app);
    this.#owners.set(psid, app);
    if (from === to) return;
    this.#store({ ...this.person(psid), owner: to });
    if (!silent) this.#notice(psid, { about: "control", from, to, ...(metadata === undefined ? {} : { metadata }) });
  }

  #ownerName(app: string | null): Owner {
    if (app === null) return "idle";
    if (app === this.options.appId) return "bot";
    return app === PAGE_INBOX ? "inbox" : "other";
  }

  #notice(psid: string, notice: Notice): void {
    this.#add({ kind: "notice", id: `n_${this.#seed}${++this.#counter}`, psid, at: this.#tick(), notice });
  }

  #store(person: Person): void {
    this.#people.set(person.psid, person);
    this.options.onChange?.({ kind: "person", person });
  }

  #add(item: ChatItem): void {
    this.#chats.get(item.psid)?.push(item);
    this.options.onChange?.({ kind: "item", item });
  }

  #change(psid: string, mid: string, change: (item: MessageItem) => MessageItem): void {
    const chat = this.#chats.get(psid) ?? [];
    const index = chat.findIndex((item) => item.id === mid);
    const item = chat[index];
    if (item?.kind !== "message") return;
    const changed = change(item);
    chat[index] = changed;
    this.options.onChange?.({ kind: "item", item: changed });
  }

  #mid(): string {
    return `m_${this.#seed}${String(++this.#counter).padStart(6, "0")}`;
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }

  /** The time, and never the same twice: Meta's timestamps order what a bot finds waiting together. */
  #tick(): number {
    this.#clock = Math.max(this.#now(), this.#clock + 1);
    return this.#clock;
  }

  #wait(milliseconds: number): Promise<void> {
    return this.options.wait?.(milliseconds) ?? new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  #graphHost(): GraphHost {
    const { appId, appSecret, pageId, pageName, pageToken } = this.options;
    return {
      appId,
      appSecret,
      pageId,
      pageName,
      pageToken,
      now: () => this.#now(),
      person: (psid) => this.#people.get(psid),
      reaches: (psid, reach) => this.#reaches(psid, reach),
      hasMessage: (psid, mid) => this.chat(psid).some((item) => item.id === mid),
      usedOrder: (order) => this.#orders.has(order),
      knowsUpload: (id) => this.#uploads.has(id),
      upload: (url) => this.#upload(url),
      fetches: async (url) => (await this.options.fetches?.(url)) ?? "fine",
      sends: (psid, message, replyTo) => this.#sent(psid, message, replyTo),
      acts: (psid, action) => this.#pageActs(psid, action),
      owner: (psid) => this.#owners.get(psid) ?? null,
      gives: (psid, to, metadata) => this.#owned(psid, to, metadata),
      called: (call) => this.#called(call),
      traceId: () => token(8),
    };
  }

  #reaches(psid: string, reach: Reach): boolean {
    const acted = this.#people.get(psid)?.actedAt;
    if (reach === null) return true;
    return acted !== undefined && this.#now() - acted <= (reach === "tag" ? TAG_WINDOW : WINDOW.max);
  }

  #upload(url: string): string {
    const id = `${1_000_000_000_000_000 + ++this.#counter}`;
    this.#uploads.set(id, url);
    return id;
  }

  #sent(psid: string | null, message: SentMessage, replyTo?: string): string {
    const payload = message.attachment?.payload;
    if (payload && "template_type" in payload && payload.template_type === "receipt")
      this.#orders.add(payload.order_number);
    // A user_ref stands for somebody who has not written yet: there is no chat to show it in.
    return psid === null ? this.#mid() : this.#fromPage(psid, "bot", this.#withUrls(message), replyTo);
  }

  /** What was sent by its upload id is seen by its address. */
  #withUrls(message: SentMessage): SentMessage {
    const { attachment } = message;
    if (attachment === undefined || !("attachment_id" in attachment.payload)) return message;
    if (attachment.type === "template" || attachment.type === "location" || attachment.type === "sticker")
      return message;
    const url = this.#uploads.get(String(attachment.payload.attachment_id));
    return url === undefined
      ? message
      : { ...message, attachment: { ...attachment, payload: { ...attachment.payload, url } } };
  }

  #pageActs(psid: string, action: PageAction): void {
    const { typingUntil: _, ...person } = this.person(psid);
    switch (action.do) {
      case "typing_on":
        this.#store({ ...person, typingUntil: this.#now() + TYPING });
        break;
      case "typing_off":
        this.#store(person);
        break;
      case "mark_seen":
        this.#store({ ...this.person(psid), pageSaw: this.#tick() });
        break;
      case "react":
        this.#change(psid, action.mid, (item) => ({ ...item, reaction: action.reaction }));
        break;
      case "unreact":
        this.#change(psid, action.mid, ({ reaction: _gone, ...item }) => item);
        break;
    }
  }

  #called(call: GraphCall): void {
    this.calls.push(call);
    this.options.onCall?.(call);
    const { refusal, psid } = call;
    if (refusal === undefined || psid === undefined || !this.#people.has(psid)) return;
    this.#notice(psid, {
      about: "refused",
      call: call.name,
      message: refusal.message,
      code: refusal.code,
      ...(refusal.subcode === undefined ? {} : { subcode: refusal.subcode }),
    });
  }
}

function buttonsOf({ attachment }: SentMessage): readonly Button[] {
  if (attachment?.type !== "template") return [];
  const { payload } = attachment;
  if (payload.template_type === "button") return payload.buttons;
  if (payload.template_type === "generic" || payload.template_type === "media")
    return payload.elements.flatMap((element) => element.buttons ?? []);
  return [];
}
