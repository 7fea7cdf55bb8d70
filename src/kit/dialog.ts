/** Dialogs: several questions, one after the other, over as many turns as the person takes. */

import { type Duration, milliseconds } from "../model/duration.ts";
import { handlerLocations } from "./handler-locations.ts";
import type { Language, PersonContext } from "./language.ts";
import { type AnswerTo, type Asked, isQuestion, type Moment, type Question } from "./question.ts";
import { words } from "./questions.ts";
import type { OpenDialog } from "./runnable.ts";

/** A dialog that can be started: `c.start(checkout)`. */
export interface Dialog<Answers = unknown> {
  readonly dialog: string;
  /** Never there: it tells the compiler which answers `c.start` may be given. */
  readonly answers?: Answers;
}

/** What the questions and checks of a dialog see beside the answers. They look at it, and change nothing. */
export interface QuestionContext<State> extends PersonContext<State>, Moment {
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
}

/** Why an answer will not do, or true. */
type Verdict = true | string;

type Answered<Q> = AnswerTo<Exclude<Q, null | undefined>> | (null extends Q ? undefined : never);

/**
 * A dialog being written. Its position is stored by key, so that a deploy may add, remove and reorder steps: after each
 * answer the first question without one is asked.
 */
export interface DialogBuilder<C extends { readonly state: unknown }, Answers> {
  /**
   * Asks something. `question` gets the answers so far and what it may look at, and gives a question (or null to skip it).
   * It is called again to read the answer, so it must depend on nothing else. `check` says `true`, or what to tell the
   * person.
   */
  ask<Key extends string, const Q extends Asked | null>(
    key: Key,
    question: (answers: Answers, c: QuestionContext<C["state"]>) => Q,
    check?: (
      answer: AnswerTo<Exclude<Q, null>>,
      answers: Answers,
      c: QuestionContext<C["state"]>,
    ) => Verdict | Promise<boolean | string>,
  ): DialogBuilder<C, Answers & { readonly [Name in Key]: Answered<Q> }>;
  /**
   * What ends the dialog when it is the whole message. Default: cancel, quit, never mind, and words like them in the language
   * in which the library speaks to the person.
   */
  cancelWords(...words: readonly string[]): DialogBuilder<C, Answers>;
  /** Answers a cancel. Without it: "Canceled.", in the person's language. */
  onCancel(handler: (c: C) => unknown): DialogBuilder<C, Answers>;
  /**
   * Runs when a question has waited this long for its answer. The question stays open, and is asked again; `c.endDialog()`
   * ends it instead.
   */
  idle(after: Duration, handler: (c: C) => unknown): DialogBuilder<C, Answers>;
  /**
   * Ends the dialog when its question was last asked this long ago. Default: `24h`, or what
   * `createBot({ dialogs: { expires } })` says.
   */
  expires(after: Duration): DialogBuilder<C, Answers>;
  /**
   * Runs when the person next writes or taps after the dialog has ended without them: by that silence, or since a person of
   * the Page or another app had the conversation. What they wrote is answered after it like anything else; not if it starts
   * a dialog.
   */
  onExpired(handler: (c: C) => unknown): DialogBuilder<C, Answers>;
  /** Runs with all the answers. */
  done(handler: (c: C, answers: Answers) => unknown): Dialog<Answers>;
}

interface Step {
  readonly key: string;
  readonly question: (answers: never, c: never) => Asked | null;
  readonly check?: (answer: never, answers: never, c: never) => boolean | string | Promise<boolean | string>;
}

/** A dialog as the bot runs it. */
export interface DialogDefinition {
  readonly name: string;
  readonly steps: Step[];
  /** Missing: those of {@link cancelWordsIn}. */
  cancelWords?: readonly string[];
  expiresMs: number;
  onCancel?: (c: never) => unknown;
  onExpired?: (c: never) => unknown;
  idle?: { readonly afterMs: number; readonly run: (c: never) => unknown };
  done?: (c: never, answers: never) => unknown;
}

export function newDefinition(name: string, expiresMs: number): DialogDefinition {
  if (!/^[\w-]{1,50}$/.test(name)) {
    throw new TypeError(`bot.dialog("${name}"): a name has letters, digits, "_" and "-", at most 50.`);
  }
  return { name, steps: [], expiresMs };
}

const CANCEL_WORDS: Readonly<Record<Language, readonly string[]>> = {
  en: ["cancel", "quit", "never mind"],
  es: ["cancelar", "salir", "déjelo", "déjalo"],
  pt: ["cancelar", "sair", "deixa pra lá"],
  fr: ["annuler", "quitter", "laissez tomber", "laisse tomber"],
  de: ["abbrechen", "abbruch", "beenden"],
};

/** The words that end a dialog. English ones do in every language. */
export const cancelWordsIn = (language: Language): readonly string[] => [...CANCEL_WORDS.en, ...CANCEL_WORDS[language]];

export function buildDialog<C extends { readonly state: unknown }>(
  plan: DialogDefinition,
): DialogBuilder<C, Record<never, never>> {
  const builder = {
    ask(key: string, question: Step["question"], check?: Step["check"]) {
      if (plan.steps.some((step) => step.key === key)) {
        throw new TypeError(`bot.dialog("${plan.name}").ask("${key}") stands twice. Give each question its own key.`);
      }
      handlerLocations.note(question);
      plan.steps.push({ key, question, ...(check === undefined ? {} : { check }) });
      return builder;
    },
    cancelWords(...words: readonly string[]) {
      plan.cancelWords = words;
      return builder;
    },
    onCancel(handler: (c: never) => unknown) {
      plan.onCancel = handler;
      return builder;
    },
    expires(after: Duration) {
      plan.expiresMs = milliseconds(after);
      return builder;
    },
    onExpired(handler: (c: never) => unknown) {
      handlerLocations.note(handler);
      plan.onExpired = handler;
      return builder;
    },
    idle(after: Duration, run: (c: never) => unknown) {
      handlerLocations.note(run);
      plan.idle = { afterMs: milliseconds(after), run };
      return builder;
    },
    done(handler: (c: never, answers: never) => unknown): Dialog {
      handlerLocations.note(handler);
      plan.done = handler;
      return { dialog: plan.name };
    },
  };
  return builder as never;
}

/** The question that is open, and how its answer is read. */
export interface OpenQuestion {
  readonly key: string;
  readonly question: Question<unknown>;
  /** What the bot wrote to ask it. */
  readonly asked: Step["question"];
  readonly check: Step["check"];
  readonly answers: Readonly<Record<string, unknown>>;
  /** Whether the person was asked this: not when a deploy took away what they were asked. */
  readonly isAsked: boolean;
}

/** The first question without an answer, with those that are skipped noted as such; null when all are answered. */
export function nextQuestion(
  plan: DialogDefinition,
  given: Readonly<Record<string, unknown>>,
  seen: QuestionContext<unknown>,
): OpenQuestion | Answers {
  const answers: Record<string, unknown> = { ...given };
  for (const { key, question, check } of plan.steps) {
    if (Object.hasOwn(answers, key)) continue;
    const asked = question(visible(answers) as never, seen as never);
    if (asked !== null) return { key, question: questionOf(asked), asked: question, check, answers, isAsked: true };
    answers[key] = null;
  }
  return { complete: visible(answers) };
}

export interface Answers {
  readonly complete: Readonly<Record<string, unknown>>;
}

/**
 * The question that a stored position stands for. A deploy may have removed it: then it is the next one that is open,
 * or nothing if none is.
 */
export function openQuestion(
  plan: DialogDefinition,
  { step, answers }: Pick<OpenDialog, "step" | "answers">,
  seen: QuestionContext<unknown>,
): OpenQuestion | null {
  const at = plan.steps.find(({ key }) => key === step);
  const asked = at?.question(visible(answers) as never, seen as never) ?? null;
  if (at !== undefined && asked !== null) {
    return { key: step, question: questionOf(asked), asked: at.question, check: at.check, answers, isAsked: true };
  }
  const next = nextQuestion(plan, answers, seen);
  return "complete" in next ? null : { ...next, isAsked: false };
}

/**
 * A question of the dialog that was answered before, as if it were open; null if a deploy has removed it, or if it would not be
 * asked. Which questions are skipped is found out anew after its answer.
 */
export function answeredQuestion(
  plan: DialogDefinition,
  key: string,
  { answers }: OpenDialog,
  seen: QuestionContext<unknown>,
): OpenQuestion | null {
  const { [key]: _, ...others } = visible(answers);
  const found = openQuestion(plan, { step: key, answers: others }, seen);
  return found?.key === key ? found : null;
}

/** Which answer a message gave, alone or with others. */
export const answerFrom = ({ from }: OpenDialog, mid: string): string | undefined =>
  Object.entries(from).find(([, mids]) => mids.includes(mid))?.[0];

/** The dialog without the answer that a message gave, which is another one now, or gone. */
export function withoutAnswer(dialog: OpenDialog, mid: string): OpenDialog {
  const key = answerFrom(dialog, mid);
  if (key === undefined) return dialog;
  const { [key]: _, ...answers } = dialog.answers;
  const { [key]: _mids, ...from } = dialog.from;
  return { ...dialog, answers, from };
}

/** Whether a dialog has ended without the person: by a long silence, or since somebody else spoke or took over. */
export const isOver = (
  { expiresMs }: DialogDefinition,
  { last, others }: OpenDialog,
  now: { readonly now: number; readonly others: number },
): boolean => now.now - last >= expiresMs || now.others !== others;

/** Whether an answer may be awaited: not for a dialog that a deploy has removed, or whose open questions it has. */
export function isAwaited(plans: ReadonlyMap<string, DialogDefinition>, open: OpenDialog | undefined): boolean {
  const steps = plans.get(open?.name ?? "")?.steps ?? [];
  return steps.some(({ key }) => !Object.hasOwn(open?.answers ?? {}, key));
}

const questionOf = (asked: Asked): Question<unknown> => {
  if (isQuestion(asked)) return asked;
  return words(typeof asked === "string" ? { type: "text", text: asked } : asked);
};

/** A skipped question has no answer. */
export function visible(answers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== null));
}
