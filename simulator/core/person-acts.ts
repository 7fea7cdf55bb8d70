/** What a person does: each act as it is shown, what it opens, and the webhook that tells the bot. */
import { coupon, feedback, newest, optIn } from "./answers.ts";
import { canEdit, type MessageItem, messagesIn, type Tap, tappable } from "./chat.ts";
import type { Attachment, QuickReply, SentMessage, Template } from "./message.ts";
import { nameOfReaction } from "./reactions.ts";
import { Simulation } from "./simulation.ts";
import type { EventBody } from "./webhooks.ts";

/** How long a one-time token is good for. Documented: one-time notification. */
const YEAR = 365 * 24 * 3_600_000;

/** The thumb that everybody sends. Documented: webhook events, messages. */
const LIKE = 369239263222822;

/** Whatever is a message returns its mid. */
export abstract class PersonActs extends Simulation {
  says(psid: string, text: string, options: { replyTo?: string } = {}): string {
    return this.#fromPerson(psid, { text }, options);
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

  /** Chooses a command of the Page: `commands("1", "help")`. */
  commands(psid: string, name: string): string {
    return this.#fromPerson(psid, { text: `/${name}` }, { extra: { commands: [{ name }] } });
  }

  /**
   * Taps a button, a quick reply, or whatever on the screen has this title (newest first).
   * Throws, with what is on the screen, if nothing has it.
   */
  taps(psid: string, tap: Tap): string {
    const found = typeof tap === "string" ? tappable(this.chat(psid), tap) : tap;
    if ("content_type" in found) return this.tapsQuickReply(psid, found);
    if (found.type !== "postback")
      throw new Error(`A tap on ${found.type} opens something, and tells the bot nothing.`);
    return this.#postback(psid, found.title, found.payload);
  }

  /** Taps twice before anything can answer: two events with mids of their own. What is tapped is looked for once. */
  doubleTaps(psid: string, tap: Tap): void {
    const found = typeof tap === "string" ? tappable(this.chat(psid), tap) : tap;
    this.taps(psid, found);
    this.taps(psid, found);
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

  reacts(psid: string, mid: string, emoji: string, reaction = nameOfReaction(emoji)): void {
    this.#opensWindow(psid);
    this.world.change(psid, mid, (item) => ({ ...item, reaction: emoji }));
    this.world.tell(psid, { reaction: { mid, action: "react", reaction, emoji } });
  }

  /** Takes a reaction back. */
  unreacts(psid: string, mid: string): void {
    this.world.change(psid, mid, ({ reaction: _gone, ...item }) => item);
    this.world.tell(psid, { reaction: { mid, action: "unreact" } });
  }

  /** Writes words of their own anew. Messenger allows it five times, within 15 minutes. */
  edits(psid: string, mid: string, text: string): void {
    const before = this.#own(psid, mid);
    if (!before || !canEdit(before, this.world.clock.now())) throw new Error(`The message ${mid} cannot be edited.`);
    const edits = (before.edits ?? 0) + 1;
    this.world.change(psid, mid, (item) => ({ ...item, message: { ...item.message, text }, edits }));
    this.world.tell(psid, { message_edit: { mid, text, num_edit: edits } });
  }

  /** Takes a message of their own back: the bot hears which it was, and no words. */
  deletes(psid: string, mid: string): void {
    if (!this.#own(psid, mid)) throw new Error(`The message ${mid} cannot be taken back.`);
    this.world.change(psid, mid, (item) => ({ ...item, deleted: true }));
    this.world.tell(psid, { message: { mid, is_deleted: true } });
  }

  /** Taps the button of the newest one-time request: the Page may write once more, within a year. */
  optsIn(psid: string): void {
    const token = `${psid}${this.world.count()}`;
    const request = this.#newest(psid, "one_time_notif_req");
    this.world.page.oneTime.set(token, { psid, until: this.world.clock.now() + YEAR });
    this.#answers(psid, optIn(request, token));
  }

  /** Answers the newest question for feedback: `answersFeedback("1", "5", "Quick and kind")`. */
  answersFeedback(psid: string, value: string, more?: string): void {
    this.world.tell(psid, feedback(this.#newest(psid, "customer_feedback"), value, more));
  }

  /** Takes the newest coupon. */
  tapsCoupon(psid: string): void {
    this.#answers(psid, coupon(this.#newest(psid, "coupon")));
  }

  /** Connects the chat with an account of the business. */
  links(psid: string, authorizationCode: string): void {
    this.world.tell(psid, { account_linking: { status: "linked", authorization_code: authorizationCode } });
  }

  unlinks(psid: string): void {
    this.world.tell(psid, { account_linking: { status: "unlinked" } });
  }

  /** Follows a link to a chat that there is already. Throws if there is none: then its `ref` comes with Get Started. */
  follows(psid: string, ref: string, source = "SHORTLINK"): void {
    if (this.chat(psid).length === 0)
      throw new Error(`${psid} has no chat yet: a link opens one with Get Started. Use getStarted(psid, { ref, … }).`);
    this.#answers(psid, { referral: { ref, source, type: "OPEN_THREAD" } });
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
    const world = this.world;
    const post = `${this.options.pageId}_${world.count()}`;
    const id = item === "comment" ? `${post}_${world.count()}` : post;
    const { firstName, lastName } = this.person(psid);
    world.page.comments.add(id, psid);
    world.webhooks.announce("feed", {
      item,
      verb: "add",
      post_id: post,
      ...(item === "comment" ? { comment_id: id, parent_id: post } : {}),
      from: { id: `f${psid}`, name: `${firstName} ${lastName}`.trim() },
      message,
      created_time: Math.floor(world.clock.now() / 1000),
    });
    return id;
  }

  /** Opens the chat: the person sees what is in it, and from now on what comes. */
  opens(psid: string): void {
    this.world.store({ ...this.person(psid), open: true });
    this.reads(psid);
  }

  leaves(psid: string): void {
    this.world.store({ ...this.person(psid), open: false });
  }

  /** Sees everything that the Page said so far. */
  reads(psid: string): void {
    this.world.reads(psid);
  }

  /** Blocks the Page: what it sends from now on is refused. */
  blocks(psid: string): void {
    this.world.page.blocked.set(psid, "by them");
  }

  unblocks(psid: string): void {
    if (this.world.page.blocked.get(psid) === "by them") this.world.page.blocked.delete(psid);
  }

  /** A message of theirs that they have not taken back. */
  #own(psid: string, mid: string): MessageItem | undefined {
    return messagesIn(this.chat(psid)).find(({ id, from, deleted }) => id === mid && from === "person" && !deleted);
  }

  /** A tap that stands in no chat. */
  #answers(psid: string, event: EventBody): void {
    const at = this.#opensWindow(psid);
    this.world.tell(psid, event, { at });
  }

  /** Throws if the Page has sent none. */
  #newest<Type extends Template["template_type"]>(psid: string, type: Type) {
    const said = this.said(psid).map(({ message }) => message);
    const found = newest(said, type);
    if (found === undefined) throw new Error(`The Page has sent no template ${type}.`);
    return found;
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

  /** A person's word or tap: it is shown, opens the window, gives an idle conversation to the default app, and is sent. */
  #acts(
    psid: string,
    message: SentMessage,
    shown: Pick<MessageItem, "tap" | "replyTo">,
    event: (mid: string) => EventBody,
  ): string {
    const world = this.world;
    const mid = world.mid();
    const at = this.#opensWindow(psid);
    world.add({ kind: "message", id: mid, psid, at, from: "person", message, progress: "sent", ...shown });
    world.tell(psid, event(mid), { at, ended: (accepted) => this.#ended(psid, mid, accepted) });
    this.#noteSilence(psid);
    return mid;
  }

  #ended(psid: string, mid: string, accepted: boolean): void {
    this.world.change(psid, mid, (item) => ({ ...item, progress: accepted ? "delivered" : "lost" }));
    if (accepted) return;
    this.world.notice(psid, { about: "lost", what: "The bot's webhook did not accept this. Meta has given up." });
  }

  /** Once in each chat: who tries the bot wonders why nothing comes. */
  #noteSilence(psid: string): void {
    const isTold = this.chat(psid).some((item) => item.kind === "notice" && "unsubscribed" in item.notice);
    if (this.world.page.subscribed !== null || isTold) return;
    const what = "The app is not subscribed to the Page: nobody tells the bot of this.";
    this.world.notice(psid, { about: "lost", what, unsubscribed: true });
  }

  /** An idle conversation becomes the default app's with the person's first word. */
  #opensWindow(psid: string): number {
    const at = this.world.clock.tick();
    this.world.store({ ...this.person(psid), actedAt: at });
    const { defaultApp } = this.world.page;
    if (this.world.owner(psid) === null && defaultApp !== null) this.world.give(psid, defaultApp);
    this.world.stirs(psid);
    return at;
  }
}
