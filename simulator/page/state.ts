/** What the page knows: everything that came over the server's events, and who is chosen. */
import type { ChatItem, OwnMenus, Person } from "../core/chat.ts";
import type { Fault, FaultName } from "../core/faults.ts";
import { adaptations, type Life, lives, places, type Trace } from "../core/life.ts";
import type { MessengerProfile } from "../core/messenger-profile.ts";
import type { About, BotNews, BotState, Command, SignalOffer, Tally, Update } from "../protocol.ts";

/** Where a tab keeps whose chat it shows, over a reload. */
const CHOSEN = "chosen";

class State {
  about: About = { name: "", isShop: false, suggestions: [] };
  /** The Page's Messenger profile, as Meta has it. */
  profile: MessengerProfile = {};
  /** The menus of those who have one of their own, by PSID. */
  menus: OwnMenus = {};
  signals: readonly SignalOffer[] = [];
  bot: BotState = { is: "starting" };
  online = true;
  current = "";
  readonly people = new Map<string, Person>();
  readonly news: BotNews[] = [];
  /** How far the simulated clock is ahead, in milliseconds. */
  shift = 0;
  faults: readonly Fault[] = [];
  tally: Tally = { killed: 0, lost: 0, twice: 0 };
  readonly #chats = new Map<string, ChatItem[]>();
  readonly #traces = new Map<string, Map<string, Trace>>();
  readonly #lives = new Map<string, readonly Life[]>();
  readonly #adaptations = new Map<string, ReadonlyMap<string, readonly string[]>>();

  get person(): Person | undefined {
    return this.people.get(this.current);
  }

  choose(psid: string): void {
    this.current = psid;
    sessionStorage.setItem(CHOSEN, psid);
  }

  /** The simulated time, in milliseconds. */
  now(): number {
    return Date.now() + this.shift;
  }

  /** What became of each thing that a person did. */
  lives(psid: string): readonly Life[] {
    const known = this.#lives.get(psid);
    if (known) return known;
    const found = lives([...(this.#traces.get(psid)?.values() ?? [])]);
    this.#lives.set(psid, found);
    return found;
  }

  /** Which line of the bot said each of its messages. */
  places(psid: string): ReadonlyMap<string, string> {
    return places(this.lives(psid));
  }

  /** What was changed in the bot's messages to fit Messenger, a sentence each. */
  adaptations(psid: string): ReadonlyMap<string, readonly string[]> {
    const known = this.#adaptations.get(psid);
    if (known) return known;
    const found = adaptations([...(this.#traces.get(psid)?.values() ?? [])]);
    this.#adaptations.set(psid, found);
    return found;
  }

  /** The name of the Page whose chat is open. */
  get pageName(): string {
    return this.person?.page ?? this.about.name;
  }

  /** The names of all Pages; empty where there is one. */
  get pages(): readonly string[] {
    return [...new Set([...this.people.values()].flatMap(({ page }) => page ?? []))];
  }

  /** A person's chat in the order of time. */
  chat(psid: string): readonly ChatItem[] {
    return this.#chats.get(psid) ?? [];
  }

  /** Whether there is something from the Page that a person has not seen. */
  unread(person: Person): boolean {
    return this.chat(person.psid).some(
      (item) => item.kind === "message" && item.from !== "person" && item.at > (person.saw ?? 0),
    );
  }

  apply(update: Update): void {
    switch (update.kind) {
      case "state":
        this.about = update.about;
        this.profile = update.profile;
        this.menus = update.menus;
        this.signals = update.signals;
        this.bot = update.bot;
        this.people.clear();
        this.#chats.clear();
        this.news.splice(0, this.news.length, ...update.news);
        for (const person of update.people) this.people.set(person.psid, person);
        for (const item of update.items) this.#put(item);
        this.#traces.clear();
        this.#lives.clear();
        this.#adaptations.clear();
        for (const trace of update.traces) this.#trace(trace);
        this.shift = update.shift;
        this.faults = update.faults;
        this.tally = update.tally;
        if (!this.people.has(this.current)) this.current = sessionStorage.getItem(CHOSEN) ?? "";
        if (!this.people.has(this.current)) this.current = update.people[0]?.psid ?? "";
        break;
      case "person":
        this.people.set(update.person.psid, update.person);
        break;
      case "item":
        this.#put(update.item);
        break;
      case "bot":
        this.bot = update.bot;
        break;
      case "news":
        this.news.push(update.news);
        break;
      case "trace":
        this.#trace(update.trace);
        break;
      case "shift":
        this.shift = update.shift;
        break;
      case "faults":
        this.faults = update.faults;
        break;
      case "tally":
        this.tally = update.tally;
        break;
      case "profile":
        this.profile = update.profile;
        this.menus = update.menus;
        break;
      case "about":
        this.about = update.about;
        break;
      case "signals":
        this.signals = update.signals;
        break;
    }
  }

  #trace(trace: Trace): void {
    const own = this.#traces.get(trace.psid) ?? new Map<string, Trace>();
    this.#traces.set(trace.psid, own.set(trace.id, trace));
    this.#lives.delete(trace.psid);
    this.#adaptations.delete(trace.psid);
  }

  #put(item: ChatItem): void {
    const chat = this.#chats.get(item.psid) ?? [];
    const index = chat.findIndex((one) => one.id === item.id);
    if (index >= 0) chat[index] = item;
    else chat.push(item);
    this.#chats.set(item.psid, chat);
  }
}

export const state = new State();

/** Does something on the simulated Meta. What comes of it arrives as an update; undefined: it could not be done. */
export async function act(command: Command): Promise<unknown> {
  const response = await ask("POST", "/api/do", command);
  if (!response?.ok) return undefined;
  const { result } = (await response.json()) as { result: unknown };
  return result;
}

/** Switches a fault on. */
export const addFault = (fault: Fault): Promise<unknown> => ask("POST", "/api/faults", fault);

/** Switches a fault off. */
export const clearFault = (name: FaultName): Promise<unknown> =>
  ask("DELETE", `/api/faults?fault=${encodeURIComponent(name)}`);

/** Undefined: nobody answered. That the server has stopped is told by its events, once for the whole page. */
function ask(method: string, path: string, body?: unknown): Promise<Response | undefined> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return fetch(path, { method, ...(body === undefined ? {} : json) }).catch(() => undefined);
}

/** Hears of every update, for as long as the page is open. */
export function listen(changed: () => void): void {
  const source = new EventSource("/api/events");
  source.onmessage = (event) => {
    state.online = true;
    state.apply(JSON.parse(event.data as string) as Update);
    changed();
  };
  source.onerror = () => {
    state.online = false;
    changed();
  };
}
