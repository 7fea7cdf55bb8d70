/** One turn in the making: what is said, remembered and asked for later, until it is committed or dropped. */
import type { Content } from "../content/content.ts";
import { nextQuestion, type OpenQuestion, openQuestion, type Plan } from "./dialog.ts";
import { text } from "./say.ts";
import type { Forget, Later, Memory, Said, Stored, TurnInput, TurnResult } from "./turn.ts";

export const IDLE = "edgewise.idle";

export class Session {
  readonly input: TurnInput;
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #version: number;
  readonly said: Said[] = [];
  readonly later: Later[] = [];
  readonly forget: Forget[] = [];
  memory: Memory;
  /** The bot's own state; handlers change or replace it. */
  state: unknown;
  /** Dialogs that were answered to the end in this turn, whose `done` still has to run. */
  completed: { readonly plan: Plan; readonly answers: Readonly<Record<string, unknown>> } | null = null;
  /** Whether the handler moved on by itself: then the open question is not asked again. */
  moved = false;

  constructor(input: TurnInput, stored: Stored, plans: ReadonlyMap<string, Plan>) {
    this.input = input;
    this.#plans = plans;
    this.#version = stored.version;
    this.state = stored.data;
    this.memory = stored.kit ?? {};
  }

  say(content: string | Content, after?: number): void {
    this.said.push({ say: contentOf(content), ...(after === undefined ? {} : { after }) });
  }

  remember(change: { readonly [Name in keyof Memory]?: Memory[Name] | undefined }): void {
    const kept = Object.entries({ ...this.memory, ...change }).filter(([, value]) => value !== undefined);
    this.memory = Object.fromEntries(kept);
  }

  /** The dialog whose question is open, if this bot still knows it. */
  get open(): { readonly plan: Plan; readonly question: OpenQuestion } | null {
    const { dialog } = this.memory;
    const plan = dialog === undefined ? undefined : this.#plans.get(dialog.name);
    if (dialog === undefined || plan === undefined) return null;
    const question = openQuestion(plan, dialog);
    return question === null ? null : { plan, question };
  }

  /** Starts a dialog: the first question is said now. */
  start(name: string): void {
    const plan = this.#plans.get(name);
    if (plan === undefined) throw new TypeError(`c.start(): this bot has no dialog "${name}".`);
    this.moved = true;
    this.advance(plan, {});
  }

  /** Asks the first question without an answer, or completes the dialog. */
  advance(plan: Plan, answers: Readonly<Record<string, unknown>>): void {
    const next = nextQuestion(plan, answers);
    if ("complete" in next) {
      this.close();
      this.completed = { plan, answers: next.complete };
      return;
    }
    this.remember({ dialog: { name: plan.name, step: next.key, answers: next.answers, asked: this.input.now } });
    this.askAgain(plan, next);
    if (plan.idle !== undefined) {
      const data = { dialog: plan.name, asked: this.input.now };
      this.later.push({ key: "question", after: plan.idle.afterMs, name: IDLE, data });
    }
  }

  /** Says the open question; `instead` replaces its words, and its options stay. */
  askAgain(plan: Plan, { key, question }: OpenQuestion, instead?: string): void {
    const content = question.ask(tagOf(plan, key));
    if (instead === undefined) this.say(content);
    else this.say("text" in content && content.type !== "text" ? { ...content, text: instead } : text(instead));
  }

  /** Ends the open dialog, if there is one. */
  close(): void {
    if (this.memory.dialog === undefined) return;
    this.remember({ dialog: undefined });
    this.forget.push({ name: IDLE });
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

/** Marks the options of a question: `checkout.speed=exp`. */
export const tagOf = (plan: Plan, key: string): string => `${plan.name}.${key}`;

export const contentOf = (content: string | Content): Content =>
  typeof content === "string" ? text(content) : content;
