/**
 * One turn while its handler runs: what it says, remembers and asks for later. The conversation commits it, or drops
 * it.
 */
import { digest } from "../digest.ts";
import type { Content, ReplyAction } from "../model/content.ts";
import type { MenuItem } from "../model/menu.ts";
import {
  answeredQuestion,
  type DialogDefinition,
  isOver,
  nextQuestion,
  type OpenQuestion,
  openQuestion,
  type QuestionContext,
  withoutAnswer,
} from "./dialog.ts";
import { handlerLocations } from "./handler-locations.ts";
import type { PerPerson } from "./language.ts";
import type { Office } from "./office.ts";
import { localTime } from "./parse/zone.ts";
import type { Unclear } from "./question.ts";
import type { Forget, Later, Memory, OpenDialog, Said, Stored, TurnInput, TurnResult } from "./runnable.ts";
import { text } from "./say.ts";
import { PersonSpeech, type Speech } from "./speech.ts";
import { TrackedPromise } from "./tracked-promise.ts";

/** The notice that the bot is one, and the silence after which it is said again. */
export interface Disclosure {
  readonly say: PerPerson<never, string>;
  readonly silenceMs: number;
}

/** The menus of a bot that makes one for each person. */
export interface Menus {
  readonly menuFor: (speech: PersonSpeech) => readonly MenuItem[];
  /** A digest of the menu that the Page shows to everybody. */
  readonly page: string;
}

export const IDLE = "edgewise.idle";

/** The number of latest askings that are kept: a reply to an earlier one is not taken for an answer. */
const ASKS = 20;

/** The time and manner of saying something. */
export type How = Pick<Extract<Said, { say: Content }>, "after" | "manner">;

export class Turn {
  readonly input: TurnInput;
  readonly #plans: ReadonlyMap<string, DialogDefinition>;
  readonly #version: number;
  readonly office: Office;
  /** The library's words for the person, as they are now. */
  readonly speech: PersonSpeech;
  #opening: Disclosure | null;
  readonly said: Said[] = [];
  readonly #saidNow: TrackedPromise[] = [];
  readonly later: Later[] = [];
  readonly forget: Forget[] = [];
  memory: Memory;
  /** The person's locale, as the platform has told it so far. */
  locale: string | undefined;
  /** The bot's own state; handlers change or replace it. */
  state: unknown;
  /** Dialogs that were answered to the end in this turn: their `done` still has to run. */
  readonly completed: { readonly plan: DialogDefinition; readonly answers: Readonly<Record<string, unknown>> }[] = [];
  /** Set when the handler moved on by itself: then the open question is not asked again. */
  moved = false;
  /**
   * Keeps words from being said in this turn: the person has opted out of what they have not asked for. Other effects
   * (a hand-over, erasing, what is remembered) happen all the same.
   */
  isMuted = false;

  /** @param opening returns the notice for before the first words of an answer, if it is due */
  constructor(
    input: TurnInput,
    stored: Stored,
    plans: ReadonlyMap<string, DialogDefinition>,
    opening: Disclosure | null,
    office: Office,
    speech: Speech,
  ) {
    this.input = input;
    this.office = office;
    this.locale = input.locale;
    this.speech = new PersonSpeech(speech, () => this.#known);
    this.#plans = plans;
    this.#version = stored.version;
    this.state = stored.data;
    this.memory = stored.kit ?? {};
    this.#opening = opening !== null && isDue(opening, this.memory, input) ? opening : null;
  }

  say(content: string | Content, how: How = {}): void {
    if (this.isMuted) return;
    const [opening] = this.#open();
    if (opening !== undefined) this.said.push({ say: opening });
    this.said.push({ say: contentOf(content), ...how });
  }

  /** Says something at once. It is stored in this call, in the order of the calls and before the answer, awaited or not. */
  sayNow(content: string | Content, manner: () => How["manner"]): Promise<void> {
    if (this.isMuted) return Promise.resolve();
    const said = TrackedPromise.of(() => {
      const how = manner();
      const opening = this.#open().map((one) => this.input.sayNow(one));
      return Promise.all([...opening, this.input.sayNow(contentOf(content), how)]);
    });
    this.#saidNow.push(said);
    return said;
  }

  /** Waits for what `sayNow` said and is not awaited: a failure to say it fails the handler, as with `say`. */
  async settle(): Promise<void> {
    for (const said of this.#saidNow) await said.attend();
  }

  /** Returns the notice that this is automated, if it is due; from now on the person counts as answered. */
  #open(): Content[] {
    const { event, now, stillWorkingSaid } = this.input;
    // A signal's words are no answer: a silence goes on after them.
    if (event.kind !== "signal") this.remember({ answered: now });
    const opening = this.#opening;
    if (opening === null) return [];
    this.#opening = null;
    this.remember({ disclosed: now });
    const words = stillWorkingSaid() ? "" : this.speech.own(opening.say, () => "");
    return words === "" ? [] : [text(words)];
  }

  /** Forgets the person, once everything said before is on its way. */
  erase(): void {
    if (this.memory.menu !== undefined) this.said.push({ menu: null });
    this.said.push({ erase: true });
  }

  /** Shows the person their own menu, if it differs from the one that they see. */
  showMenu({ menuFor, page }: Menus): void {
    const menu = menuFor(this.speech);
    const mark = digest(JSON.stringify(menu));
    const isPages = mark === page;
    if (mark === (this.memory.menu ?? page) || this.said.some((one) => "erase" in one)) return;
    this.said.push({ menu: isPages ? null : menu });
    this.remember({ menu: isPages ? undefined : mark });
  }

  remember(change: { readonly [Name in keyof Memory]?: Memory[Name] | undefined }): void {
    const kept = Object.entries({ ...this.memory, ...change }).filter(([, value]) => value !== undefined);
    this.memory = Object.fromEntries(kept);
  }

  /** The dialog that has an open question, if this bot still knows it, and it has not ended by itself. */
  get open(): { readonly plan: DialogDefinition; readonly question: OpenQuestion; readonly dialog: OpenDialog } | null {
    const { dialog } = this.memory;
    const plan = dialog === undefined ? undefined : this.#plans.get(dialog.name);
    if (dialog === undefined || plan === undefined || isOver(plan, dialog, this.input)) return null;
    const question = openQuestion(plan, dialog, this.seen);
    return question === null ? null : { plan, question, dialog };
  }

  /** The dialog that has ended by itself, while the person has not been told so. */
  get lapsed(): DialogDefinition | null {
    const { dialog } = this.memory;
    const plan = dialog === undefined ? undefined : this.#plans.get(dialog.name);
    return dialog !== undefined && plan !== undefined && isOver(plan, dialog, this.input) ? plan : null;
  }

  /** Finds a question of the open dialog: the one that is open, or one that was answered before; null if there is none. */
  question(key: string): OpenQuestion | null {
    const { open } = this;
    if (open === null) return null;
    return key === open.question.key ? open.question : answeredQuestion(open.plan, key, open.dialog, this.seen);
  }

  /** Drops what an edited or deleted message has answered in a dialog that has ended. */
  revise(mid: string): void {
    const { dialog } = this.memory;
    if (dialog !== undefined && this.lapsed !== null) this.remember({ dialog: withoutAnswer(dialog, mid) });
  }

  /** Notes that something was said that the person has not asked for: what they write next may be meant for that. */
  interrupt(): void {
    const { dialog } = this.memory;
    if (dialog !== undefined) this.remember({ dialog: { ...dialog, interrupted: true } });
  }

  /** Tells whether any words were said in this turn. */
  get hasSpoken(): boolean {
    return this.#saidNow.length > 0 || this.said.some((one) => "say" in one);
  }

  get #known() {
    const { state, locale } = this;
    return { state, ...(locale === undefined ? {} : { locale }) };
  }

  /** The context of questions and checks, as it is now. */
  get seen(): QuestionContext<unknown> {
    const { now, person, env } = this.input;
    const { zone } = this.office;
    const { speech } = this;
    return {
      ...this.#known,
      now,
      person,
      env,
      get time() {
        return localTime(now, zone);
      },
      get language() {
        return speech.language;
      },
      get sentence() {
        return speech.sentence;
      },
    };
  }

  /** Starts a dialog: the first question without an answer is said now. */
  start(name: string, known: Readonly<Record<string, unknown>> = {}): void {
    if (this.isMuted) return; // the person would not see the question
    const plan = this.#plans.get(name);
    if (plan === undefined) throw new TypeError(`c.start(): this bot has no dialog "${name}".`);
    this.moved = true;
    this.close();
    this.advance(plan, Object.fromEntries(Object.entries(known).filter(([, answer]) => answer !== undefined)));
  }

  /**
   * Asks the first question without an answer, or completes the dialog.
   * @param gave the messages that gave each of the answers; a tap is not among them
   */
  advance(
    plan: DialogDefinition,
    answers: Readonly<Record<string, unknown>>,
    gave: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    const next = nextQuestion(plan, answers, this.seen);
    if ("complete" in next) {
      this.close();
      this.completed.push({ plan, answers: next.complete });
      return;
    }
    const { now, others } = this.input;
    const { asks: all = [], from = {} } = this.memory.dialog ?? {};
    const asks = this.#isAskedAlike(plan, next) ? all : all.filter(([, key]) => key !== next.key);
    const known = Object.entries({ ...from, ...gave }).filter(([key, mids]) => mids.length > 0 && key !== next.key);
    const position = { name: plan.name, step: next.key, answers: next.answers, asked: now, last: now, others };
    this.remember({ dialog: { ...position, asks, from: Object.fromEntries(known) } });
    this.askAgain(plan, next);
    if (plan.idle !== undefined) {
      const data = { dialog: plan.name, asked: now };
      this.later.push({ key: IDLE, after: plan.idle.afterMs, name: IDLE, data });
    }
  }

  /** Tells whether a question is the open one in the same words: with other answers, a summary has other lines. */
  #isAskedAlike(plan: DialogDefinition, next: OpenQuestion): boolean {
    const { dialog } = this.memory;
    const open = dialog?.step === next.key ? openQuestion(plan, dialog, this.seen) : null;
    const asked = ({ key, question }: OpenQuestion) => JSON.stringify(question.ask(tagOf(plan, key), this.seen));
    return open !== null && open.key === next.key && asked(open) === asked(next);
  }

  /**
   * Asks a question again. It is the open one from now on: a correction can open one that was answered, and a deploy
   * can remove the one that was open. `instead` replaces its words, and its options stay.
   */
  askAgain(plan: DialogDefinition, open: OpenQuestion, instead?: string): void {
    if (this.isMuted) return;
    const { question, asked } = open;
    handlerLocations.runs(this.input, asked, this.said.length);
    const content = question.ask(tagOf(plan, open.key), this.seen);
    this.#asks(open);
    const { dialog } = this.memory;
    if (instead !== undefined && dialog !== undefined) this.remember({ dialog: { ...dialog, told: true } });
    if (instead === undefined) this.say(content);
    else this.say("text" in content && content.type !== "text" ? { ...content, text: instead } : text(instead));
  }

  /**
   * Tells what is possible to a person who sent a picture, a voice or a sticker; the second time, only asks the
   * question.
   */
  tell(plan: DialogDefinition, question: OpenQuestion, possible: string): void {
    this.askAgain(plan, question, this.memory.dialog?.told === true ? undefined : possible);
  }

  /** Reads back an answer that can mean several things; a tap on one of them answers the question, which stays open. */
  askWhich(plan: DialogDefinition, open: OpenQuestion, { unclear, meanings }: Unclear): void {
    const options = meanings.map(
      ({ title, value }): ReplyAction => ({ type: "reply", title, payload: `${tagOf(plan, open.key)}=${value}` }),
    );
    this.#asks(open);
    this.say({ type: "choice", text: unclear, presentation: "ephemeral", options });
  }

  #asks({ key, answers }: OpenQuestion): void {
    const { dialog } = this.memory;
    if (dialog === undefined) return;
    const { interrupted: _, told, ...known } = dialog;
    const kept = told === true && known.step === key ? { told } : {};
    const asks = [...known.asks, [this.input.turn, key] as const].slice(-ASKS);
    this.remember({ dialog: { ...known, ...kept, step: key, answers, last: this.input.now, asks } });
  }

  /** Ends the open dialog, if there is one. */
  close(): void {
    if (this.memory.dialog === undefined) return;
    this.remember({ dialog: undefined });
    this.cancel({ name: IDLE });
  }

  /** Cancels requests of `later`, from before this turn or in it. */
  cancel(what: Forget): void {
    this.forget.push(what);
    const kept = this.later.filter((one) => ("name" in what ? one.name !== what.name : one.key !== what.key));
    this.later.splice(0, this.later.length, ...kept);
  }

  result(): TurnResult {
    return {
      state: { version: this.#version, data: this.state, kit: this.memory },
      said: this.said,
      later: this.later,
      forget: this.forget,
    };
  }
}

/** Tells whether the notice is due: at the start, after a long silence, and after a person of the Page has spoken. */
export function isDue(
  { silenceMs }: Disclosure,
  memory: Memory,
  { now, humanAt }: Pick<TurnInput, "now" | "humanAt">,
): boolean {
  const { disclosed, answered = 0 } = memory;
  return disclosed === undefined || now - answered >= silenceMs || humanAt > disclosed;
}

/** Names a question, to mark its options: `checkout.speed=exp`. */
export const tagOf = (plan: DialogDefinition, key: string): string => `${plan.name}.${key}`;

export const contentOf = (content: string | Content): Content =>
  typeof content === "string" ? text(content) : content;
