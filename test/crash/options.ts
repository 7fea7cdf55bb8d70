/** What a run is asked to do. */
import { parseArgs } from "node:util";

import type { CHANNELS } from "./channels.ts";

/** `prompt`: what tells that a message went out (Messenger's echo, a status) comes at once. `late`: after the Worker has stopped waiting for it. `off`: never. */
export type Echoes = "prompt" | "late" | "off";

export interface Options {
  readonly channel: keyof typeof CHANNELS;
  readonly seed: number;
  readonly kills: number;
  readonly events: number;
  readonly people: number;
  /** Events before the first kill: how fast the Worker is when it is left alone. */
  readonly calm: number;
  readonly echoes: Echoes;
  /** The Conversations API shows what was said: evidence without echoes. */
  readonly thread: boolean;
  /** Keeps the folder of the run, with the Worker's storage. */
  readonly keep: boolean;
}

export const USAGE = `npm run test:crash -- [--channel messenger|fake] [--kills 1000] [--events 10000]
                        [--people 50] [--calm 500] [--echoes prompt|late|off] [--thread]
                        [--seed 1] [--keep]`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      channel: { type: "string", default: "messenger" },
      seed: { type: "string" },
      kills: { type: "string", default: "1000" },
      events: { type: "string", default: "10000" },
      people: { type: "string", default: "50" },
      calm: { type: "string", default: "500" },
      echoes: { type: "string", default: "prompt" },
      thread: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
    },
  });
  const echoes = (["prompt", "late", "off"] as const).find((one) => one === values.echoes);
  if (echoes === undefined) throw new TypeError(`--echoes is "${values.echoes}".\n${USAGE}`);
  const channel = (["messenger", "fake"] as const).find((one) => one === values.channel);
  if (channel === undefined) throw new TypeError(`--channel is "${values.channel}".\n${USAGE}`);
  if (values.thread && channel === "fake") throw new TypeError(`The fake channel has no thread.\n${USAGE}`);
  const number = (name: "kills" | "events" | "people" | "calm" | "seed", text: string, least: number): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new TypeError(`--${name} is "${text}", not a whole number of ${least} or more.\n${USAGE}`);
  };
  return {
    channel,
    seed: number("seed", values.seed ?? String(Math.floor(Math.random() * 1e9)), 0),
    kills: number("kills", values.kills, 0),
    events: number("events", values.events, 1),
    people: number("people", values.people, 1),
    calm: number("calm", values.calm, 0),
    echoes,
    thread: values.thread,
    keep: values.keep,
  };
}
