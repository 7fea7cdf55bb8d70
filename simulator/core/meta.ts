/**
 * A simulated Meta for one app and one Page: the people, their chats, the Graph API and the webhooks. Web standards
 * only, so that it runs the same in Node, in workerd and in a browser.
 */
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { coupon, feedback, newest, optIn } from "./answers.ts";
import { type ChatItem, type MessageItem, type Notice, type OwnMenus, type Person, quickReplies } from "./chat.ts";
import { Cut, Faults, faultAnswer, OUTAGE } from "./faults.ts";
import { answerGraph, type Return } from "./graph.ts";
import type { GraphCall, GraphHost } from "./graph-call.ts";
import { graphHost } from "./host.ts";
import { type Attachment, type Button, type QuickReply, type SentMessage, type Template, titleOf } from "./message.ts";
import { forLocale, type IceBreaker, iceBreakersOf, type Menu, type MessengerProfile } from "./messenger-profile.ts";
import type { MetaOptions } from "./options.ts";
import { nameOf, newPsid } from "./people.ts";
import { nameOfReaction } from "./reactions.ts";
import { REVIEWED, reviewOf, type TemplateDraft } from "./utility-templates.ts";
import type { EventBody } from "./webhooks.ts";
import { World } from "./world.ts";

export type { MetaOptions } from "./options.ts";

/** What a person taps: a button, or the title of something that is on their screen. */
export type Tap = string | Button | QuickReply;

/** How long a connection without an answer stays open, in milliseconds. */
const TIMEOUT = 60_000;

/** How long a one-time token is good for. Documented: one-time notification. */
const YEAR = 365 * 24 * 3_600_000;

/** How often a message can be edited. Documented: webhook events, 2026. */
const EDITS = 5;

const lost: Return = () => "lost";

/** The thumb that everybody sends. Documented: webhook events, messages. */
const LIKE = 369239263222822;

export class SimulatedMeta {
  readonly options: MetaOptions;
  /** Every Graph call so far, oldest first. */
  readonly calls: GraphCall[] = [];
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly #world: World;
  readonly #host: GraphHost;
  #outages = 0;

  constructor(options: MetaOptions) {
    this.options = options;
    this.faults = new Faults(options.onFaults);
    this.#world = new World(options, this.faults);
    this.#host = graphHost(this.#world, this.calls);
  }

  /**
   * Answers a request of the bot to the Graph API: everything under `/vNN.N/`.
   * @throws {Cut} when a fault breaks the connection: whoever serves this has to do the same
   */
  async handle(request: Request): Promise<Response> {
    const { faults } = this;
    // Typing dots and the like must not use up what is meant for a message.
    const speaks = faults.all.length > 0 && /"(message|target_app_id)":/.test(await request.clone().text());
    const latency = faults.use("latency", speaks)?.ms ?? this.options.latency ?? 0;
    if (latency > 0) await this.#world.wait(latency);
    const outage = this.#outage(speaks);
    const timeout = outage?.fault === "timeout" ? outage : faults.use("timeout", speaks);
    const reset = outage?.fault === "reset" ? outage : timeout ? undefined : faults.use("reset", speaks);
    const broken = timeout ?? reset;
    try {
      if (broken) return await answerGraph(this.#host, request, broken.acts ? { back: lost } : { instead: lost });
      const said =
        outage ??
        faults.use("token revoked", speaks) ??
        faults.use("rate limit", speaks) ??
        faults.use("code", speaks) ??
        faults.use("status", speaks);
      const answer = said && faultAnswer(said, this.#host.traceId(), this.options.pageId);
      return await answerGraph(this.#host, request, { instead: answer && (() => answer) });
    } catch (error) {
      // Nobody waits this long: the caller gives up first.
      if (timeout && error instanceof Cut) await this.#world.wait(TIMEOUT);
      throw error;
    }
  }

  /** What this call meets of an outage. Typing dots and the like take no turn. */
  #outage(speaks: boolean): (typeof OUTAGE)[number] | undefined {
    if (!this.faults.use("down", speaks)) {
      if (speaks) this.#outages = 0;
      return undefined;
    }
    const turn = speaks ? this.#outages++ % OUTAGE.length : 0;
    return OUTAGE[turn];
  }

  /** Resolves when the bot has accepted every webhook (or Meta has given up on it). */
  settle(): Promise<void> {
    return this.#world.queue.settle();
  }

  /** How many webhooks the bot has not accepted yet. */
  get waiting(): number {
    return this.#world.queue.size;
  }

  get people(): readonly Person[] {
    return this.#world.people;
  }

  /** Throws for a person who does not exist. */
  person(psid: string): Person {
    return this.#world.person(psid);
  }

  /** What stands in a person's chat, oldest first. */
  chat(psid: string): readonly ChatItem[] {
    return this.#world.chat(psid);
  }

  /** The Page's Messenger profile, as Meta stores it. */
  get profile(): MessengerProfile {
    return this.#world.page.profile;
  }

  /** The menus of those who have one of their own, by PSID. */
  get menus(): OwnMenus {
    return this.#world.page.menus;
  }

  /** The menu that a person sees: their own, or the Page's for their language. */
  menuOf(psid: string, locale = "default"): Menu | undefined {
    const { page } = this.#world;
    const menus = page.userSettings.get(psid)?.persistent_menu ?? page.profile.persistent_menu;
    return forLocale(menus as readonly Menu[] | undefined, locale);
  }

  /** The questions that a person is offered before they have written. */
  iceBreakers(locale = "default"): readonly IceBreaker[] {
    return iceBreakersOf(this.profile, locale);
  }

  /** What the Page said in a chat, oldest first. */
  said(psid: string): readonly MessageItem[] {
    return this.chat(psid).filter((item) => item.kind === "message" && item.from !== "person") as MessageItem[];
  }

  /** A new person, who has not written yet. */
  joins(person: { psid?: string; firstName?: string; lastName?: string; picture?: string } = {}): Person {
    const [firstName, lastName] = nameOf(this.people.length);
    const added: Person = {
      psid: person.psid ?? newPsid(),
      firstName: person.firstName ?? firstName,
      lastName: person.lastName ?? (person.firstName === undefined ? lastName : ""),
      ...(person.picture === undefined ? {} : { picture: person.picture }),
      owner: "idle",
      open: false,
    };
    this.#world.store(added);
    return added;
  }

  /** Writes something between the messages that Messenger itself would not show. */
  notes(psid: string, notice: Notice): void {
    this.#world.notice(psid, notice);
  }

  /** Makes a utility template, as in Business Manager, and approves it at once. One that is there stays as it is. */
  approves({ name, language, ...more }: TemplateDraft): void {
    const { templates } = this.#world.page;
    if (templates.find(name, language)) return;
    this.#world.announce(REVIEWED, reviewOf(templates.approve({ name, language, ...more })));
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
    const set = this.profile.get_started as { readonly payload: string } | undefined;
    return this.#postback(psid, "Get Started", set?.payload ?? "GET_STARTED", referral ? { referral } : {});
  }

  /** Taps an item of the menu. Throws, with what is in it, if nothing has this title. */
  tapsMenu(psid: string, title: string): string {
    const items = this.menuOf(psid)?.call_to_actions ?? [];
    const item = items.find((one) => one.title === title);
    if (item?.type === "postback") return this.#postback(psid, item.title, item.payload ?? "");
    if (item) throw new Error("A tap on web_url opens something, and tells the bot nothing.");
    throw new Error(`Nothing in the menu is called "${title}". There is: ${items.map((one) => one.title).join(", ")}.`);
  }

  /** Taps a question that the Page offers. Throws, with those that there are, if it is none of them. */
  tapsIceBreaker(psid: string, question: string): string {
    const all = this.iceBreakers();
    const found = all.find((one) => one.question === question);
    if (found) return this.#postback(psid, found.question, found.payload);
    throw new Error(`Nobody is offered "${question}". There is: ${all.map((one) => one.question).join(", ")}.`);
  }

  /** Chooses a command of the Page: `commands("1", "help")`. */
  commands(psid: string, name: string): string {
    return this.#fromPerson(psid, { text: `/${name}` }, { extra: { commands: [{ name }] } });
  }

  /** Taps the button of the newest one-time request: the Page may write once more, within a year. */
  optsIn(psid: string): void {
    const token = `${psid}${this.#world.count()}`;
    const request = this.#newest(psid, "one_time_notif_req");
    this.#world.page.oneTime.set(token, { psid, until: this.#world.now() + YEAR });
    this.#answers(psid, optIn(request, token));
  }

  /** Answers the newest question for feedback: `answersFeedback("1", "5", "Quick and kind")`. */
  answersFeedback(psid: string, value: string, more?: string): void {
    this.#answers(psid, feedback(this.#newest(psid, "customer_feedback"), value, more));
  }

  /** Takes the newest coupon. */
  tapsCoupon(psid: string): void {
    this.#answers(psid, coupon(this.#newest(psid, "coupon")));
  }

  /** Connects the chat with an account of the business. */
  links(psid: string, authorizationCode: string): void {
    this.#answers(psid, { account_linking: { status: "linked", authorization_code: authorizationCode } });
  }

  unlinks(psid: string): void {
    this.#answers(psid, { account_linking: { status: "unlinked" } });
  }

  /** Follows a link to a chat that there is already. */
  follows(psid: string, ref: string, source = "SHORTLINK"): void {
    this.#answers(psid, { referral: { ref, source, type: "OPEN_THREAD" } });
  }

  /** Writes a message of their own anew. Messenger allows it five times. */
  edits(psid: string, mid: string, text: string): void {
    const before = this.chat(psid).find((item) => item.id === mid);
    const count = before?.kind === "message" ? (before.edits ?? 0) + 1 : 0;
    if (count === 0 || count > EDITS) throw new Error(`The message ${mid} cannot be edited.`);
    this.#world.change(psid, mid, (item) => ({ ...item, message: { ...item.message, text }, edits: count }));
    this.#world.tell(psid, { message_edit: { mid, text, num_edit: count } });
  }

  /** Takes a message of their own back. */
  deletes(psid: string, mid: string): void {
    this.#world.change(psid, mid, (item) => ({ ...item, deleted: true }));
  }

  /** Blocks the Page: what it sends from now on is refused. */
  blocks(psid: string): void {
    this.#world.page.blocked.set(psid, "by them");
  }

  unblocks(psid: string): void {
    if (this.#world.page.blocked.get(psid) === "by them") this.#world.page.blocked.delete(psid);
  }

  /** Comments on a post of the Page: a `feed` webhook, and the Page may answer in private once. @returns its id */
  comments(text: string, psid: string = this.joins().psid): string {
    return this.#onFeed("comment", text, psid);
  }

  /** Writes on the Page. @returns the post's id */
  posts(text: string, psid: string = this.joins().psid): string {
    return this.#onFeed("post", text, psid);
  }

  #onFeed(item: "comment" | "post", message: string, psid: string): string {
    const world = this.#world;
    const post = `${this.options.pageId}_${world.count()}`;
    const id = item === "comment" ? `${post}_${world.count()}` : post;
    const { firstName, lastName } = this.person(psid);
    world.page.comments.add(id, psid);
    world.announce("feed", {
      item,
      verb: "add",
      post_id: post,
      ...(item === "comment" ? { comment_id: id, parent_id: post } : {}),
      from: { id: `f${psid}`, name: `${firstName} ${lastName}`.trim() },
      message,
      created_time: Math.floor(world.now() / 1000),
    });
    return id;
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

  reacts(psid: string, mid: string, emoji: string, reaction = nameOfReaction(emoji)): void {
    this.#opensWindow(psid);
    this.#world.change(psid, mid, (item) => ({ ...item, reaction: emoji }));
    this.#world.tell(psid, { reaction: { mid, action: "react", reaction, emoji } });
  }

  /** Takes a reaction back. */
  unreacts(psid: string, mid: string): void {
    this.#world.change(psid, mid, ({ reaction: _gone, ...item }) => item);
    this.#world.tell(psid, { reaction: { mid, action: "unreact" } });
  }

  /** Opens the chat: the person sees what is in it, and from now on what comes. */
  opens(psid: string): void {
    this.#world.store({ ...this.person(psid), open: true });
    this.reads(psid);
  }

  leaves(psid: string): void {
    this.#world.store({ ...this.person(psid), open: false });
  }

  /** Sees everything that the Page said so far. */
  reads(psid: string): void {
    this.#world.reads(psid);
  }

  // What Meta does.

  /** Bars the Page from sending, and says so with a webhook. */
  blocksPage(reason: string): void {
    this.#world.page.policyBlock = reason;
    this.#world.tellPage({ "policy-enforcement": { action: "block", reason } });
  }

  unblocksPage(): void {
    this.#world.page.policyBlock = undefined;
    this.#world.tellPage({ "policy-enforcement": { action: "unblock" } });
  }

  // What a colleague does in the Page inbox.

  /** What this app has asked the inbox for, oldest first. */
  get asked(): readonly { readonly psid: string; readonly metadata?: string }[] {
    return this.#world.asked;
  }

  /** Asks the bot for a conversation that it has. */
  agentAsks(psid: string, metadata?: string): void {
    const request = { requested_owner_app_id: PAGE_INBOX, ...(metadata === undefined ? {} : { metadata }) };
    this.#world.tell(psid, { request_thread_control: request });
  }

  /**
   * Answers from the inbox. While the bot has the conversation this is an echo only, as on a Page without a default
   * app; with `takes` the inbox also takes the conversation, as Meta does where apps are routed.
   */
  agentSays(psid: string, text: string, options: { takes?: boolean } = {}): string {
    const before = this.#world.owner(psid);
    if (options.takes && before !== PAGE_INBOX) {
      this.#world.give(psid, PAGE_INBOX);
      const taken = { previous_owner_app_id: before, new_owner_app_id: PAGE_INBOX };
      this.#world.tell(psid, { take_thread_control: taken }, { channel: "messaging" });
    }
    return this.#world.pageSays(psid, "colleague", { text });
  }

  /** Gives the conversation back to the bot. */
  agentReleases(psid: string, metadata?: string): void {
    const before = this.#world.owner(psid);
    this.#world.give(psid, this.options.appId, metadata);
    this.#world.tell(psid, {
      pass_thread_control: {
        previous_owner_app_id: before,
        new_owner_app_id: this.options.appId,
        ...(metadata === undefined ? {} : { metadata }),
      },
    });
  }

  /** Something that a person does, and that stands in no chat. */
  #answers(psid: string, event: EventBody): void {
    const at = this.#opensWindow(psid);
    this.#world.tell(psid, event, { at });
  }

  /** Throws if the Page has sent none. */
  #newest<Type extends Template["template_type"]>(psid: string, type: Type) {
    const said = this.said(psid).map(({ message }) => message);
    const found = newest(said, type);
    if (found === undefined) throw new Error(`The Page has sent no template ${type}.`);
    return found;
  }

  #find(psid: string, title: string): Button | QuickReply {
    const onScreen: (Button | QuickReply)[] = [...quickReplies(this.chat(psid))];
    for (const item of this.said(psid).toReversed()) onScreen.push(...buttonsOf(item.message));
    const found = onScreen.find((one) => titleOf(one) === title);
    if (found) return found;
    const titles = onScreen.map(titleOf).join(", ");
    throw new Error(`Nothing on the screen is called "${title}". There is: ${titles || "nothing to tap"}.`);
  }

  #fromPerson(
    psid: string,
    message: SentMessage,
    { replyTo, tap, extra = {} }: { replyTo?: string; tap?: true; extra?: EventBody } = {},
  ): string {
    const quoted = this.chat(psid).find((item) => item.id === replyTo);
    const own = quoted?.kind === "message" && quoted.from === "person";
    const reply = replyTo === undefined ? {} : { reply_to: { mid: replyTo, is_self_reply: own } };
    const shown = { ...(tap ? { tap } : {}), ...(replyTo === undefined ? {} : { replyTo }) };
    return this.#acts(psid, message, shown, (mid) => ({ message: { mid, ...message, ...extra, ...reply } }));
  }

  #postback(psid: string, title: string, payload: string, extra: EventBody = {}): string {
    return this.#acts(psid, { text: title }, { tap: true }, (mid) => ({ postback: { mid, title, payload, ...extra } }));
  }

  /** A person's word or tap: it is shown, opens the window, gives an idle conversation to this app, and is sent. */
  #acts(
    psid: string,
    message: SentMessage,
    shown: Pick<MessageItem, "tap" | "replyTo">,
    event: (mid: string) => EventBody,
  ): string {
    const world = this.#world;
    const mid = world.mid();
    const at = this.#opensWindow(psid);
    world.add({ kind: "message", id: mid, psid, at, from: "person", message, progress: "sent", ...shown });
    world.tell(psid, event(mid), { at, ended: (accepted) => this.#ended(psid, mid, accepted) });
    return mid;
  }

  #ended(psid: string, mid: string, accepted: boolean): void {
    this.#world.change(psid, mid, (item) => ({ ...item, progress: accepted ? "delivered" : "lost" }));
    if (accepted) return;
    this.#world.notice(psid, { about: "lost", what: "The bot's webhook did not accept this. Meta has given up." });
  }

  /** If this app is the Page's default app, an idle conversation becomes its own with the person's first word. */
  #opensWindow(psid: string): number {
    const at = this.#world.tick();
    this.#world.store({ ...this.person(psid), actedAt: at });
    if (this.#world.owner(psid) === null && this.options.defaultApp !== false)
      this.#world.give(psid, this.options.appId);
    this.#world.stirs(psid);
    return at;
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
