/** Opt-out: a whole message that is one of the stop words ends everything that the bot would say by itself. */
import type { Event } from "../content/events.ts";
import { bare } from "./erase.ts";

/** The words of opt-out, in your languages. */
export interface OptOutOptions {
  /** Words that stop, as whole messages; case and outer spaces are ignored. */
  readonly stop?: readonly string[];
  /** Words that undo it. */
  readonly start?: readonly string[];
  /** Said once when somebody stops. */
  readonly stopped?: string;
  /** Said when somebody starts again. */
  readonly started?: string;
}

export interface OptOut {
  readonly stop: ReadonlySet<string>;
  readonly start: ReadonlySet<string>;
  readonly stopped: string;
  readonly started: string;
}

/** In the languages of many Pages; give your own for others. */
const STOP = [
  "stop",
  "stop all",
  "unsubscribe",
  "opt out",
  "stopp",
  "abmelden",
  "arrêter",
  "arret",
  "baja",
  "parar",
  "afmelden",
];
const START = ["start", "unstop", "subscribe", "opt in", "anmelden", "démarrer", "alta", "aanmelden"];

export function optOutOf(options: boolean | OptOutOptions | undefined): OptOut | null {
  if (options === undefined || options === false) return null;
  const given = options === true ? {} : options;
  return {
    stop: new Set((given.stop ?? STOP).map(bare)),
    start: new Set((given.start ?? START).map(bare)),
    stopped: given.stopped ?? 'You will get no more messages by yourself. Write "start" if you change your mind.',
    started: given.started ?? "Welcome back. You get messages again.",
  };
}

/** Whether a message is one of the words, and which. */
export function optWord(
  event: Event,
  optOut: OptOut,
): { readonly is: "stop" | "start"; readonly words: string } | null {
  if (event.kind !== "message" || event.text === undefined || event.attachments.length > 0) return null;
  const word = bare(event.text);
  if (optOut.stop.has(word)) return { is: "stop", words: event.text.trim() };
  return optOut.start.has(word) ? { is: "start", words: event.text.trim() } : null;
}
