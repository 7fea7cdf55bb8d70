/**
 * A simulated Meta for one app and one Page: the people, their chats, the Graph API and the webhooks. Web standards
 * only, so that it runs the same in Node, in workerd and in a browser.
 */
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { type ChatItem, type MessageItem, type Notice, type Person, quickReplies } from "./chat.ts";
import { Cut, Faults, faultAnswer } from "./faults.ts";
import { answerGraph, type GraphCall, type GraphHost, type Return } from "./graph.ts";
import { graphHost } from "./host.ts";
import type { Attachment, Button, QuickReply, SentMessage } from "./message.ts";
import type { MetaOptions } from "./options.ts";
import { nameOf, newPsid } from "./people.ts";
import type { EventBody } from "./webhooks.ts";
import { World } from "./world.ts";

export type { MetaOptions } from "./options.ts";

/** What a person taps: a button, or the title of something that is on their screen. */
export type Tap = string | Button | QuickReply;

/** How long a connection without an answer stays open, in milliseconds. */
const TIMEOUT = 60_000;

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
    const timeout = faults.use("timeout", speaks);
    const reset = timeout ? undefined : faults.use("reset", speaks);
    const broken = timeout ?? reset;
    try {
      if (broken) return await answerGraph(this.#host, request, broken.acts ? { back: lost } : { instead: lost });
      const said =
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

  // What a colleague does in the Page inbox.

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

  /** This app is the Page's default app: an idle conversation becomes its own with the person's first word. */
  #opensWindow(psid: string): number {
    const at = this.#world.tick();
    this.#world.store({ ...this.person(psid), actedAt: at });
    if (this.#world.owner(psid) === null) this.#world.give(psid, this.options.appId);
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
