/** The simulated Meta, the bot's process and the open pages, as one thing that can be acted on. */
import { setTimeout as wait } from "node:timers/promises";
import { NEWEST } from "../src/channels/meta/versions.ts";
import { readAbout } from "./about.ts";
import { BotProcess, ROOT } from "./bot-process.ts";
import { type ChatItem, DOUBLE_TAP_MS, messagesIn, type Notice, type Person } from "./core/chat.ts";
import { type Fault, readFault, readFaultName } from "./core/faults.ts";
import type { Fetched } from "./core/graph-call.ts";
import type { Trace, TurnTrace } from "./core/life.ts";
import { SimulatedMeta } from "./core/meta.ts";
import { SimulatedPages } from "./core/pages.ts";
import { ownMessage, screenOf } from "./core/screen.ts";
import type { WebhookRequest } from "./core/webhooks.ts";
import { type Door, raise, sendAgain, setUp, signalsOf } from "./outside.ts";
import { carryOut, Updates } from "./page-api.ts";
import { bringProfile } from "./profile.ts";
import type { About, BotNews, Command, Done, Replayed, SignalOffer, Update } from "./protocol.ts";
import { saveTest } from "./saved-tests.ts";
import { diff, type Step, stepOf, testOf, withStep } from "./steps.ts";
import { type Kill, PATIENCE, tally, unanswered } from "./tally.ts";
import { Time } from "./time.ts";

/** Meta's own patience with a webhook, in milliseconds. Documented: Messenger Platform, FAQ (its webhook page says 5 s). */
const WEBHOOK_TIMEOUT = 20_000;

/** Its patience with a file. Documented: error 2018294. */
const FETCH_TIMEOUT = 75_000;

/** How many traces are kept: a long afternoon. */
const TRACES = 4000;

/** How long nothing may happen before everything counts as done, and how long that is waited for. */
const QUIET = 700;
const LONGEST = 40_000;

export interface StageOptions {
  readonly address: string;
  readonly about: About;
  readonly keys: Readonly<
    Record<"FACEBOOK_APP_ID" | "FACEBOOK_APP_SECRET" | "FACEBOOK_PAGE_ID" | "FACEBOOK_PAGE_ACCESS_TOKEN", string>
  > &
    Readonly<Record<string, string>>;
  /** The ids and tokens of further Pages. Their accounts are set up by the Worker's own route. */
  readonly others: readonly { readonly pageId: string; readonly pageToken: string }[];
  /** Hears once that the bot has been built, for better or worse. */
  readonly onReady: () => void;
}

export class Stage {
  readonly pages: SimulatedPages;
  readonly bot: BotProcess;
  readonly #updates = new Updates();
  readonly #options: StageOptions;
  readonly #time: Time;
  readonly #news: BotNews[] = [];
  readonly #traces: Trace[] = [];
  readonly #kills: Kill[] = [];
  /** In how many pages each chat is open. */
  readonly #open = new Map<string, number>();
  readonly #done = new Map<string, readonly Step[]>();
  /** Events whose handler has failed: it is tried again, and told once. */
  readonly #failed = new Set<string>();
  /** What each person did last on the page. */
  readonly #last = new Map<string, { readonly text: string; readonly at: number }>();
  #about: About;
  #signals: readonly SignalOffer[] = [];
  #delivering = new AbortController();
  #killNext = false;
  #isDown = false;
  #busyAt = 0;
  #counter = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    const { keys, address, about } = options;
    this.#about = about;
    this.#time = new Time({
      move: (shift) => this.#moveBot(shift),
      quiet: () => this.#quiet(),
      changed: (shift) => this.#tell({ kind: "shift", shift }),
    });
    const first = new SimulatedMeta({
      appId: keys.FACEBOOK_APP_ID,
      appSecret: keys.FACEBOOK_APP_SECRET,
      pageId: keys.FACEBOOK_PAGE_ID,
      pageToken: keys.FACEBOOK_PAGE_ACCESS_TOKEN,
      pageName: about.name,
      // As on Meta: what nobody has created cannot be sent.
      templates: [],
      now: () => this.#time.now(),
      deliver: (request) => this.#deliver(request),
      fetches,
      onChange: (change) => {
        this.#busy();
        this.#tell(change);
        if (change.kind === "item" && change.item.kind === "message" && this.#kills.length > 0) this.#count();
      },
      onWebhook: (trace) => this.#trace(trace),
      onCall: (call) => {
        this.#busy();
        const { at, name, psid, body, status, answer, mid } = call;
        if (psid === undefined || SILENT.includes(name)) return;
        const ms = Math.max(0, this.#time.now() - at);
        this.#trace({
          kind: "call",
          id: this.#id(),
          psid,
          at,
          ms,
          name,
          body,
          status,
          answer,
          ...(mid ? { mid } : {}),
        });
      },
      onFaults: () => this.#faultsChanged(),
    });
    this.pages = new SimulatedPages(first);
    for (const [n, page] of options.others.entries()) this.pages.add({ ...page, pageName: `${about.name} ${n + 2}` });
    for (const page of this.pages.all) this.#joins(page);
    this.bot = new BotProcess({
      vars: { GRAPH_API_URL: address, ...keys },
      onState: (state) => {
        this.#tell({ kind: "bot", bot: state });
        // What wrangler holds back for a broken version is sent again when it is repaired.
        if (state.is !== "running") this.#delivering.abort();
        this.#delivering = new AbortController();
        if (state.is !== "starting") options.onReady();
        if (state.is === "running") void this.#arrive();
      },
      onNews: (what) => {
        this.#happened(what);
        if (what === "reloaded" || what === "repaired") void this.#readAbout();
      },
      onOutput: (text) => console.error(text.replace(/^/gm, "  ")),
      onTurn: (turn) => this.#turned(turn),
    });
  }

  /** Everything that a page needs to begin with, and then each change. */
  events(): Response {
    return this.#updates.stream({
      kind: "state",
      about: this.#about,
      profile: this.#first.profile,
      menus: this.#first.menus,
      signals: this.#signals,
      people: this.pages.people,
      items: this.pages.people.flatMap(({ psid }) => this.pages.chat(psid)),
      bot: this.bot.state,
      news: this.#news,
      traces: this.#traces,
      shift: this.#time.shift,
      faults: this.#first.faults.all,
      tally: this.#tally(),
    });
  }

  get shift(): number {
    return this.#time.shift;
  }

  /** The bot's call to the Graph API. A bot that is to die dies now: Meta has acted, and its answer never arrives. */
  async graph(request: Request): Promise<Response> {
    const doomed = this.#killNext && /"message":/.test(await request.clone().text());
    const answer = await this.pages.handle(request);
    if (doomed && this.#killNext && answer.ok) {
      this.#killNext = false;
      this.#kill();
      // What Meta has answered, nobody has heard.
      const unheard = this.#traces.findLast((trace) => trace.kind === "call");
      if (unheard) this.#trace({ ...unheard, status: 0, answer: null });
    }
    return answer;
  }

  /** Does what somebody did on the page. @throws {TypeError} for a person who does not exist */
  async does(command: Command): Promise<unknown> {
    this.#busy();
    const step = "psid" in command ? stepOf(command, messagesIn(this.pages.chat(command.psid))) : undefined;
    if (step && "psid" in command) this.#rememberDone(command.psid, step, command);
    switch (command.do) {
      case "join":
        return this.#joins(this.pages.all.find(({ options }) => options.pageName === command.page) ?? this.#first);
      case "open":
        this.#open.set(command.psid, (this.#open.get(command.psid) ?? 0) + 1);
        return this.pages.of(command.psid).opens(command.psid);
      case "leave": {
        const left = Math.max(0, (this.#open.get(command.psid) ?? 1) - 1);
        this.#open.set(command.psid, left);
        return left === 0 ? this.pages.of(command.psid).leaves(command.psid) : undefined;
      }
      case "clock":
        for (const { psid } of this.pages.people) this.#remember(psid, { waits: command.ms });
        return this.#time.jump(command.ms);
      case "kill":
        return this.#killsAt(command.psid);
      case "signal":
        return this.#raise(command.psid, command.name, command.data);
      case "send again":
        return this.#sendsAgain(command.psid);
      case "replay":
        return this.#replay(command.psid);
      case "test":
        return this.#test(command.psid);
      case "save":
        return saveTest(ROOT, { ...command, text: this.#test(command.psid) });
      default:
        return carryOut("psid" in command ? this.pages.of(command.psid) : this.#first, command);
    }
  }

  /** Plays steps for one person, each after what came of the last one. */
  async play(psid: string, steps: readonly Step[]): Promise<void> {
    this.pages.of(psid).opens(psid);
    for (const [n, step] of steps.entries()) {
      // Whoever taps the same again means it: they have waited for longer than a finger that trembles.
      const before = steps[n - 1];
      if (before && "taps" in before && "taps" in step && before.taps === step.taps) await wait(DOUBLE_TAP_MS + 1);
      await this.#step(psid, step);
      // A fault may be the reason why nothing comes to rest.
      if (!("fault" in step || "kills" in step)) await this.#quiet();
    }
  }

  /** `GET`, `POST` (adds one or several), `PUT` (these and no others) and `DELETE` (`?fault=` for one). */
  async faults(request: Request): Promise<Response> {
    const { faults } = this.#first;
    try {
      if (request.method === "DELETE") {
        const name = new URL(request.url).searchParams.get("fault");
        faults.clear(name === null ? undefined : readFaultName(name));
      } else if (request.method === "POST" || request.method === "PUT") {
        const given: unknown = await request.json();
        const read: readonly Fault[] = (Array.isArray(given) ? given : [given]).map(readFault);
        if (request.method === "PUT") faults.clear();
        faults.add(...read);
      }
    } catch (error) {
      return Response.json({ error: error instanceof Error ? error.message : "Not JSON" }, { status: 400 });
    }
    return Response.json({ faults: faults.all });
  }

  async #step(psid: string, step: Step): Promise<void> {
    const meta = this.pages.of(psid);
    if (!("fault" in step || "clears" in step || "kills" in step || "signal" in step)) this.#remember(psid, step);
    if ("starts" in step) meta.getStarted(psid);
    else if ("says" in step) for (const text of [step.says].flat()) meta.says(psid, text, this.#answering(psid, step));
    else if ("taps" in step) meta.taps(psid, step.taps);
    else if ("doubleTaps" in step) meta.doubleTaps(psid, step.doubleTaps);
    else if ("edits" in step) meta.edits(psid, ownMessage(meta.chat(psid), step.edits).id, step.anew);
    else if ("takesBack" in step) meta.deletes(psid, ownMessage(meta.chat(psid), step.takesBack).id);
    else if ("chooses" in step) meta.taps(psid, { type: "postback", title: step.chooses, payload: step.payload });
    else if ("reacts" in step) this.#reacts(psid, step.reacts, step.back);
    else if ("sends" in step) meta.sends(psid, step.sends, step.url);
    else if ("location" in step) meta.sendsLocation(psid, step.location.lat, step.location.long, step.location.name);
    else if ("sticker" in step) meta.sendsSticker(psid);
    else if ("agentSays" in step) meta.agentSays(psid, step.agentSays, { unnamed: step.unnamed ?? false });
    else if ("agentReleases" in step) meta.agentReleases(psid);
    else if ("signal" in step) await this.#raises(psid, step.signal, step.data);
    else if ("waits" in step) await this.#time.jump(step.waits);
    else if ("kills" in step) this.#killNext = true;
    else if ("fault" in step) this.#first.faults.add(step.fault);
    else this.#first.faults.clear(step.clears === "all" ? undefined : step.clears);
  }

  /** On the Page's message that has this many of its own behind it; on none, if there are not so many. */
  #reacts(psid: string, emoji: string | null, back: number): void {
    const mid = this.#back(psid, back);
    if (mid === undefined) return;
    if (emoji === null) this.pages.of(psid).unreacts(psid, mid);
    else this.pages.of(psid).reacts(psid, mid, emoji);
  }

  #answering(psid: string, { back, own }: { back?: number; own?: true }): { readonly replyTo?: string } {
    const mid = back === undefined ? undefined : this.#back(psid, back, own);
    return mid === undefined ? {} : { replyTo: mid };
  }

  /** The Page's message, or the person's own, that has this many of the same side behind it. */
  #back(psid: string, back: number, own = false): string | undefined {
    const side = messagesIn(this.pages.chat(psid)).filter(({ from }) => (from === "person") === own);
    return side.at(-1 - back)?.id;
  }

  #test(psid: string): string {
    return testOf(
      this.#steps(psid),
      screenOf(withoutOwn(this.pages.chat(psid))),
      this.pages.of(psid).person(psid).firstName,
    );
  }

  #happened(what: BotNews["news"]): void {
    const news: BotNews = { id: this.#news.length + 1, at: this.#time.now(), news: what };
    this.#news.push(news);
    this.#tell({ kind: "news", news });
  }

  #faultsChanged(): void {
    const { all } = this.#first.faults;
    this.#tell({ kind: "faults", faults: all });
    const isDown = all.some(({ fault }) => fault === "down");
    if (isDown === this.#isDown) return;
    this.#isDown = isDown;
    this.#happened(isDown ? "down" : "up");
  }

  /** The Page whose profile and faults are shown. */
  get #first(): SimulatedMeta {
    return this.pages.first;
  }

  /** Somebody new of a Page; where there are several, with its name. */
  #joins(page: SimulatedMeta, name: { readonly firstName?: string; readonly lastName?: string } = {}): Person {
    return page.joins(this.pages.all.length === 1 ? name : { ...name, page: page.options.pageName });
  }

  /** The Worker that runs, for what is done through its own routes, as the account of a Page. */
  #door(page = this.#first): Door | undefined {
    const { url } = this.bot;
    const account = `messenger:${page.options.pageId}`;
    return url === undefined ? undefined : { bot: url, adminToken: this.#options.keys["ADMIN_TOKEN"] ?? "", account };
  }

  /** The bot runs, and is told what its Worker cannot know by itself. It may be gone again: then its next start is told. */
  async #arrive(): Promise<void> {
    for (const page of this.pages.all.slice(1)) {
      const door = this.#door(page);
      if (door !== undefined) await setUp(door, page.options.pageToken);
    }
    await Promise.all([...this.pages.all.map((page) => this.#bringProfile(page)), this.#readSignals()]);
  }

  async #raise(psid: string, name: string, data: unknown): Promise<Done> {
    const door = this.#door(this.pages.of(psid));
    if (door === undefined) return GONE;
    const done = await raise(door, psid, name, data);
    // What the bot does not take has not happened.
    if (done.error === undefined) this.#remember(psid, { signal: name, data });
    return done;
  }

  async #sendsAgain(psid: string): Promise<Done> {
    const door = this.#door(this.pages.of(psid));
    return door === undefined ? GONE : sendAgain(door, psid);
  }

  async #raises(psid: string, name: string, data: unknown): Promise<void> {
    const { error } = await this.#raise(psid, name, data);
    if (error !== undefined) throw new Error(error);
  }

  async #readSignals(): Promise<void> {
    const door = this.#door();
    if (door === undefined) return;
    this.#signals = await signalsOf(door).catch(() => this.#signals);
    this.#tell({ kind: "signals", signals: this.#signals });
  }

  async #bringProfile({ options, profile }: SimulatedMeta): Promise<void> {
    const { keys, address } = this.#options;
    const { url: bot } = this.bot;
    if (bot === undefined) return;
    const said = await bringProfile({
      bot,
      adminToken: keys["ADMIN_TOKEN"] ?? "",
      graph: `${address}/${NEWEST}`,
      pageToken: options.pageToken,
      appSecret: options.appSecret,
      found: profile,
    }).catch(() => []);
    for (const line of said) console.error(`  ${line}`);
  }

  async #readAbout(): Promise<void> {
    this.#about = await readAbout(ROOT);
    this.#tell({ kind: "about", about: this.#about });
  }

  /** In the middle of its next sentence. If nobody waits for one, this person asks for it. */
  #killsAt(psid: string): void {
    if (this.bot.state.is !== "running") return;
    this.#killNext = true;
    if (unanswered(this.pages.chat(psid)).length === 0) void this.does({ do: "say", psid, text: "help" });
    // A bot that has nothing to say dies too.
    setTimeout(() => {
      if (!this.#killNext) return;
      this.#killNext = false;
      this.#kill();
    }, 4000).unref();
  }

  #kill(): void {
    const open = this.pages.people.flatMap(({ psid }) => unanswered(this.pages.chat(psid)));
    this.#kills.push({ at: Date.now(), open });
    this.bot.kill();
    this.#count();
    setTimeout(() => this.#count(), PATIENCE + 100).unref();
  }

  async #replay(psid: string): Promise<Replayed> {
    const { firstName, lastName } = this.pages.of(psid).person(psid);
    const steps = [...this.#steps(psid)];
    const before = screenOf(withoutOwn(this.pages.chat(psid)));
    const name = { firstName, lastName: `${lastName.replace(/ \(again\)$/, "")} (again)` };
    const again = this.#joins(this.pages.of(psid), name);
    let stopped = "";
    // What was tapped may be gone from the new version's screen: that is a finding.
    await this.play(again.psid, steps).catch((error: unknown) => {
      stopped = `\n-- ${error instanceof Error ? error.message : error} --`;
    });
    return { psid: again.psid, lines: diff(before, screenOf(withoutOwn(this.pages.chat(again.psid))) + stopped) };
  }

  #steps(psid: string): readonly Step[] {
    return this.#done.get(psid) ?? [];
  }

  #remember(psid: string, step: Step, is?: Parameters<typeof withStep>[2]): void {
    this.#done.set(psid, withStep(this.#steps(psid), step, is));
  }

  /** What was done on the page, with what it belongs to. */
  #rememberDone(psid: string, step: Step, command: Command): void {
    const [before, now] = [this.#last.get(psid), { text: JSON.stringify(command), at: this.#time.now() }];
    this.#last.set(psid, now);
    const again = before?.text === now.text && now.at - before.at <= DOUBLE_TAP_MS;
    const newest = messagesIn(this.pages.chat(psid)).at(-1);
    const hasTurn = (mid: string) => this.#traces.some((one) => one.kind === "turn" && one.event === mid);
    const open = newest?.from === "person" && !hasTurn(newest.id);
    this.#remember(psid, step, { again, open });
  }

  async #moveBot(shift: number): Promise<number | null> {
    if (this.bot.url === undefined) return null;
    const response = await fetch(`${this.bot.url}/dev/clock`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#options.keys["ADMIN_TOKEN"]}`, "content-type": "application/json" },
      body: JSON.stringify({
        shift,
        people: this.pages.people.map(({ psid }) => [this.pages.of(psid).options.pageId, psid]),
      }),
      signal: AbortSignal.timeout(LONGEST),
    }).catch(() => undefined);
    if (!response?.ok) return null;
    return ((await response.json()) as { next: number | null }).next;
  }

  async #deliver({ body, headers }: WebhookRequest): Promise<number> {
    this.#busy();
    if (this.bot.url === undefined) return 503;
    const signal = AbortSignal.any([AbortSignal.timeout(WEBHOOK_TIMEOUT), this.#delivering.signal]);
    const response = await fetch(`${this.bot.url}/webhook`, { method: "POST", body, headers, signal });
    await response.body?.cancel();
    return response.status;
  }

  /** Resolves when nothing has happened for a moment and no webhook waits. */
  async #quiet(): Promise<void> {
    const end = Date.now() + LONGEST;
    this.#busy();
    while (Date.now() < end && (Date.now() - this.#busyAt < QUIET || this.pages.waiting > 0)) await wait(50);
  }

  #busy(): void {
    this.#busyAt = Date.now();
  }

  #turned(turn: Omit<TurnTrace, "id">): void {
    this.#trace({ ...turn, id: this.#id() });
    const { psid, failed, event, place } = turn;
    if (!failed || this.#failed.has(event) || !this.pages.people.some((one) => one.psid === psid)) return;
    this.#failed.add(event);
    const at = failed.place ?? place;
    this.pages
      .of(psid)
      .notes(psid, { about: "failed", what: failed.error, ...(at === undefined ? {} : { place: at }) });
  }

  #trace(trace: Trace): void {
    this.#busy();
    const index = this.#traces.findLastIndex(({ id }) => id === trace.id);
    if (index >= 0) this.#traces[index] = trace;
    else this.#traces.push(trace);
    if (this.#traces.length > TRACES) this.#traces.shift();
    this.#tell({ kind: "trace", trace });
  }

  #id(): string {
    this.#counter++;
    return `t${this.#counter}`;
  }

  #count(): void {
    this.#tell({ kind: "tally", tally: this.#tally() });
  }

  #tally() {
    const chats = this.pages.people.map(({ psid }) => this.pages.chat(psid));
    return tally(this.#kills, chats, Date.now());
  }

  #tell(update: Update): void {
    this.#updates.send(update);
  }
}

/** What nobody would call an answer: they stand in no line. */
const SILENT = ["typing_on", "typing_off", "mark_seen", "profile", "thread_owner"];

/** A test and a replay have no line for what only this place notes, or was asked for as a fault. */
const withoutOwn = (items: readonly ChatItem[]): readonly ChatItem[] =>
  items.filter((item) => item.kind === "message" || !isOwn(item.notice));

const isOwn = (notice: Notice): boolean =>
  notice.about === "failed" ||
  notice.about === "approved" ||
  (notice.about === "refused" && (notice.mark === undefined || notice.template !== undefined));

const GONE: Done = { error: "The bot does not run." };

/** Only files on this machine are looked at: nothing that is tried here should reach out to the internet by itself. */
async function fetches(url: string): Promise<Fetched> {
  if (new URL(url).protocol !== "http:") return "fine";
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT) });
    const { byteLength } = await response.arrayBuffer();
    return response.ok ? byteLength : "unreachable";
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
  }
}
