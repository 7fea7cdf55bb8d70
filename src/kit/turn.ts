/** One turn in the making: what is said, remembered and asked for later, until it is committed or dropped. */
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

/** What is said of the bot itself, and after how long a silence again. */
export interface Disclosure {
  readonly say: PerPerson<never, string>;
  readonly silenceMs: number;
}

/** The menus of a bot that has one for each person. */
export interface Menus {
  readonly menuFor: (speech: PersonSpeech) => readonly MenuItem[];
  /** A digest of the one that the Page shows to everybody. */
  readonly page: string;
}

export const IDLE = "edgewise.idle";

/** So many of the latest askings are known: a reply to one before them is not taken for an answer. */
const ASKS = 20;

/** When and how something is said. */
export type How = Pick<Extract<Said, { say: Content }>, "after" | "manner">;

export class Turn {
  readonly input: TurnInput;
  readonly #plans: ReadonlyMap<string, DialogDefinition>;
  readonly #version: number;
  readonly office: Office;
  /** What the library says to the person, as it is now. */
  readonly speech: PersonSpeech;
  #opening: Disclosure | null;
  readonly said: Said[] = [];
  readonly #saidNow: TrackedPromise[] = [];
  readonly later: Later[] = [];
  readonly forget: Forget[] = [];
  memory: Memory;
  /** The person's locale, as the platform has told it by now. */
  locale: string | undefined;
  /** The bot's own state; handlers change or replace it. */
  state: unknown;
  /** Dialogs that were answered to the end in this turn, whose `done` still has to run. */
  readonly completed: { readonly plan: DialogDefinition; readonly answers: Readonly<Record<string, unknown>> }[] = [];
  /** Whether the handler moved on by itself: then the open question is not asked again. */
  moved = false;
  /**
   * Whether no words may be said in this turn: the person has opted out of what they have not asked for. What is done
   * beside words (a hand-over, erasing, what is remembered) is done all the same.
   */
  isMuted = false;

  /** @param opening what to say before the first words of an answer, if it is time for it */
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

  /** All of it is stored in this call: in the order of the calls, and before the answer, whether or not anybody waits. */
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

  /** Waits for what was said now and nobody has waited for: what could not be said fails the handler, as with `say`. */
  async settle(): Promise<void> {
    for (const said of this.#saidNow) await said.attend();
  }

  /** The person is answered now: says first of all, if it is time for it, that this is automated. */
  #open(): Content[] {
    const { event, now, stillWorkingSaid } = this.input;
    // What a signal says is no answer: after it, a silence goes on.
    if (event.kind !== "signal") this.remember({ answered: now });
    const opening = this.#opening;
    if (opening === null) return [];
    this.#opening = null;
    this.remember({ disclosed: now });
    const words = stillWorkingSaid() ? "" : this.speech.own(opening.say, () => "");
    return words === "" ? [] : [text(words)];
  }

  /** Forgets the person when what was said before is on its way. */
  erase(): void {
    if (this.memory.menu !== undefined) this.said.push({ menu: null });
    this.said.push({ erase: true });
  }

  /** Shows the person their own menu, if it is another one than the one that they see. */
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

  /** The dialog whose question is open, if this bot still knows it, and it has not ended by itself. */
  get open(): { readonly plan: DialogDefinition; readonly question: OpenQuestion; readonly dialog: OpenDialog } | null {
    const { dialog } = this.memory;
    const plan = dialog === undefined ? undefined : this.#plans.get(dialog.name);
    if (dialog === undefined || plan === undefined || isOver(plan, dialog, this.input)) return null;
    const question = openQuestion(plan, dialog, this.seen);
    return question === null ? null : { plan, question, dialog };
  }

  /** The dialog that has ended by itself, and of which the person has heard nothing yet. */
  get lapsed(): DialogDefinition | null {
    const { dialog } = this.memory;
    const plan = dialog === undefined ? undefined : this.#plans.get(dialog.name);
    return dialog !== undefined && plan !== undefined && isOver(plan, dialog, this.input) ? plan : null;
  }

  /** A question of the open dialog: the one that is open, or one that was answered before; null if there is none. */
  question(key: string): OpenQuestion | null {
    const { open } = this;
    if (open === null) return null;
    return key === open.question.key ? open.question : answeredQuestion(open.plan, key, open.dialog, this.seen);
  }

  /** A message was edited or taken back: what it has answered in a dialog that has ended is no more. */
  revise(mid: string): void {
    const { dialog } = this.memory;
    if (dialog !== undefined && this.lapsed !== null) this.remember({ dialog: withoutAnswer(dialog, mid) });
  }

  /** Something was said that the person has not asked for: what they write next may be meant for that. */
  interrupt(): void {
    const { dialog } = this.memory;
    if (dialog !== undefined) this.remember({ dialog: { ...dialog, interrupted: true } });
  }

  /** Whether any words were said in this turn. */
  get hasSpoken(): boolean {
    return this.#saidNow.length > 0 || this.said.some((one) => "say" in one);
  }

  get #known() {
    const { state, locale } = this;
    return { state, ...(locale === undefined ? {} : { locale }) };
  }

  /** What questions and checks may look at, as it is now. */
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
    if (this.isMuted) return; // nobody would see the question
    const plan = this.#plans.get(name);
    if (plan === undefined) throw new TypeError(`c.start(): this bot has no dialog "${name}".`);
    this.moved = true;
    this.close();
    this.advance(plan, Object.fromEntries(Object.entries(known).filter(([, answer]) => answer !== undefined)));
  }

  /**
   * Asks the first question without an answer, or completes the dialog.
   * @param gave which messages gave which of the answers; none gave what was tapped
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

  /** Whether a question is the open one, in the same words: with other answers a summary has other lines. */
  #isAskedAlike(plan: DialogDefinition, next: OpenQuestion): boolean {
    const { dialog } = this.memory;
    const open = dialog?.step === next.key ? openQuestion(plan, dialog, this.seen) : null;
    const asked = ({ key, question }: OpenQuestion) => JSON.stringify(question.ask(tagOf(plan, key), this.seen));
    return open !== null && open.key === next.key && asked(open) === asked(next);
  }

  /**
   * Says a question, which is the open one from now on: a correction can open one that was answered, and a deploy can take
   * away the one that was open. `instead` replaces its words, and its options stay.
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

  /** Says what is possible to a picture, a voice or a sticker; if that was said before, only the question itself. */
  tell(plan: DialogDefinition, question: OpenQuestion, possible: string): void {
    this.askAgain(plan, question, this.memory.dialog?.told === true ? undefined : possible);
  }

  /** Reads an answer back that can mean several things; a tap on one of them answers the question, which stays open. */
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

  /** Cancels what was asked for later, before this turn or in it. */
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

/** At the start, after a long silence, and when a person of the Page has spoken. */
export function isDue(
  { silenceMs }: Disclosure,
  memory: Memory,
  { now, humanAt }: Pick<TurnInput, "now" | "humanAt">,
): boolean {
  const { disclosed, answered = 0 } = memory;
  return disclosed === undefined || now - answered >= silenceMs || humanAt > disclosed;
}

/** Marks the options of a question: `checkout.speed=exp`. */
export const tagOf = (plan: DialogDefinition, key: string): string => `${plan.name}.${key}`;

export const contentOf = (content: string | Content): Content =>
  typeof content === "string" ? text(content) : content;
