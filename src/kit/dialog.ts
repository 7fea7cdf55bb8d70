/**
 * Dialogs: questions asked one after the other, over as many turns as the person takes. It says nothing itself:
 * `turn.ts` does.
 */

import { type Duration, milliseconds } from "../model/duration.ts";
import { handlerLocations } from "./handler-locations.ts";
import type { Language, PersonContext } from "./language.ts";
import { type AnswerTo, type Asked, isQuestion, type Moment, type Question } from "./question.ts";
import { words } from "./questions.ts";
import type { OpenDialog } from "./runnable.ts";

/** A dialog that can be started: `c.start(checkout)`. */
export interface Dialog<Answers = unknown> {
  readonly dialog: string;
  /** The type of the answers that `c.start` may be given. Never set. */
  readonly answers?: Answers;
}

/** The values that the questions and checks of a dialog get beside the answers. They read them, and change nothing. */
export interface QuestionContext<State> extends PersonContext<State>, Moment {
  /** The person's id on the platform (PSID). */
  readonly person: string;
  /** The Worker's bindings and variables. */
  readonly env: unknown;
}

/** True, or the reason why an answer will not do. */
type Verdict = true | string;

type Answered<Q> = AnswerTo<Exclude<Q, null | undefined>> | (null extends Q ? undefined : never);

/**
 * A dialog being written. Its position is stored by key, so that a deploy may add, remove and reorder steps: after each
 * answer the first question without one is asked.
 */
export interface DialogBuilder<C extends { readonly state: unknown }, Answers> {
  /**
   * Asks something. `question` gets the answers so far and its context, and returns a question (or null to skip it). It
   * is called again to read the answer, so it must depend on nothing else. `check` returns `true`, or the words to tell
   * the person.
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
   * Sets the whole messages that end the dialog. Default: cancel, quit, never mind, and words like them in the language
   * in which the library speaks to the person.
   */
  cancelWords(...words: readonly string[]): DialogBuilder<C, Answers>;
  /** Answers a cancel. Without it: "Canceled.", in the person's language. */
  onCancel(handler: (c: C) => unknown): DialogBuilder<C, Answers>;
  /**
   * Runs when a question has waited this long for its answer. The question stays open, and is asked again;
   * `c.endDialog()` ends it instead.
   */
  idle(after: Duration, handler: (c: C) => unknown): DialogBuilder<C, Answers>;
  /**
   * Ends the dialog when its question was last asked this long ago. Default: `24h`, or `createBot({ dialogs: { expires
   * } })`.
   */
  expires(after: Duration): DialogBuilder<C, Answers>;
  /**
   * Runs at the person's next text or tap after the dialog has ended without them: by that silence, or since a person
   * of the Page or another app had the conversation. The text or tap is answered after it like any other, unless it
   * starts a dialog.
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
  /** The words that end the dialog. Missing: those of {@link cancelWordsIn}. */
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

/** Returns the words that end a dialog. English ones do in every language. */
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
  /** The bot's own function that asks it. */
  readonly asked: Step["question"];
  readonly check: Step["check"];
  readonly answers: Readonly<Record<string, unknown>>;
  /** True when the person was asked this very question; false when a deploy took away the one that they were asked. */
  readonly isAsked: boolean;
}

/** Finds the first question without an answer, and notes those that are skipped as such; null when all are answered. */
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
 * Finds the question that a stored position stands for. If a deploy has removed it: the next one that is open, or null
 * if none is.
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
 * Finds a question of the dialog that was answered before, as if it were open; null if a deploy has removed it, or if
 * it would not be asked. Which questions are skipped is found out anew after its answer.
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

/** Finds the key of the answer that a message gave, alone or with others. */
export const answerFrom = ({ from }: OpenDialog, mid: string): string | undefined =>
  Object.entries(from).find(([, mids]) => mids.includes(mid))?.[0];

/** Returns the dialog without the answer that a message gave, for when the message is edited or deleted. */
export function withoutAnswer(dialog: OpenDialog, mid: string): OpenDialog {
  const key = answerFrom(dialog, mid);
  if (key === undefined) return dialog;
  const { [key]: _, ...answers } = dialog.answers;
  const { [key]: _mids, ...from } = dialog.from;
  return { ...dialog, answers, from };
}

/**
 * Tells whether a dialog has ended without the person: by a long silence, or since a colleague or another app spoke or
 * took over.
 */
export const isOver = (
  { expiresMs }: DialogDefinition,
  { last, others }: OpenDialog,
  now: { readonly now: number; readonly others: number },
): boolean => now.now - last >= expiresMs || now.others !== others;

/** Tells whether an answer may be awaited: not when a deploy has removed the dialog, or its open questions. */
export function isAwaited(plans: ReadonlyMap<string, DialogDefinition>, open: OpenDialog | undefined): boolean {
  const steps = plans.get(open?.name ?? "")?.steps ?? [];
  return steps.some(({ key }) => !Object.hasOwn(open?.answers ?? {}, key));
}

const questionOf = (asked: Asked): Question<unknown> => {
  if (isQuestion(asked)) return asked;
  return words(typeof asked === "string" ? { type: "text", text: asked } : asked);
};

/** Leaves skipped questions out of the answers. */
export function visible(answers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== null));
}
