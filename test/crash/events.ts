/** What a person did, and everything that the simulated Meta saw of it. */

/** One answer as a person has it on the screen. `tick` orders everything that the simulated Meta saw. */
export interface Said {
  readonly tick: number;
  readonly at: number;
  readonly part: number;
  /** The how-manieth handling of the event this is, by the bot's own count. */
  readonly time: number;
  readonly turn: number;
  /** How long its echo took until the webhook had it, in milliseconds; none: it never had. */
  echoMs?: number;
}

export interface Heard {
  /** Unique, and the first word of what was written: the answer quotes it. */
  readonly key: string;
  readonly person: number;
  readonly mid: string;
  /** How many parts its answer has. */
  readonly parts: number;
  /** The delivery that it came with, and its place in it. */
  readonly delivery: number;
  readonly place: number;
  /** When it was first sent to the webhook, and when the webhook had said 200; ticks. */
  offered: number;
  acknowledged: number;
  /** Milliseconds, for the time that an answer takes. */
  offeredAt: number;
  readonly calm: boolean;
  readonly said: Said[];
}

const ANSWER = /^You said: "(\w+)" \(time (\d+), turn (\d+), part (\d+) of \d+\)$/;

/** Reads an answer of the suite's bot. Null for anything else. */
export function readAnswer(text: unknown): (Pick<Said, "part" | "time" | "turn"> & { readonly key: string }) | null {
  const found = ANSWER.exec(typeof text === "string" ? text : "");
  if (found === null) return null;
  const [, key = "", time, turn, part] = found;
  return { key, time: Number(time), turn: Number(turn), part: Number(part) };
}
