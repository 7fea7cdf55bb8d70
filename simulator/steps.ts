/** What was done in a chat, as values: they can be done again, kept in a file, and written as a test. */

import type { MessageItem } from "./core/chat.ts";
import { type Fault, type FaultName, readFault, readFaultName } from "./core/faults.ts";
import { seen } from "./core/screen.ts";
import type { Command, FileKind } from "./protocol.ts";

/** One step of a scenario. */
export type Step =
  | { readonly starts: true }
  /**
   * Several texts come before the bot takes its turn. `back`: the message of the Page that they answer, or the person's `own`,
   * by how many of the same side came after it.
   */
  | { readonly says: string | readonly string[]; readonly back?: number; readonly own?: true }
  /** By what stands on the screen. */
  | { readonly taps: string }
  | { readonly doubleTaps: string }
  /** The newest message of one's own that reads so on the screen, and its new words. */
  | { readonly edits: string; readonly anew: string }
  | { readonly takesBack: string }
  /** In the menu, or among the ice breakers. */
  | { readonly chooses: string; readonly payload: string }
  | { readonly sends: FileKind; readonly url: string }
  /** On a message of the Page, as above; without an emoji, the reaction is taken back. */
  | { readonly reacts: string | null; readonly back: number }
  | { readonly location: { readonly lat: number; readonly long: number; readonly name?: string } }
  | { readonly sticker: true }
  /** Something happens outside of Messenger. */
  | { readonly signal: string; readonly data: unknown }
  | { readonly agentSays: string; readonly unnamed?: true }
  | { readonly agentReleases: true }
  /** Lets time pass, in milliseconds: what falls due happens on the way. */
  | { readonly waits: number }
  /** The bot dies while it says the next thing. */
  | { readonly kills: true }
  | { readonly fault: Fault }
  | { readonly clears: FaultName | "all" };

/** A file for `npm start -- --scenario`. */
export interface Scenario {
  readonly title?: string;
  readonly steps: readonly Step[];
}

const STEPS = [
  ...[
    "starts",
    "says",
    "taps",
    "doubleTaps",
    "edits",
    "takesBack",
    "chooses",
    "sends",
    "reacts",
    "location",
    "sticker",
  ],
  ...["signal", "agentSays", "agentReleases", "waits", "kills", "fault", "clears"],
];

/** Reads a scenario's text. @throws {TypeError} with the step that is wrong */
export function readScenario(text: string): Scenario {
  const value = JSON.parse(text) as { title?: string; steps?: unknown };
  if (!Array.isArray(value.steps)) throw new TypeError('A scenario is {"steps": […]}.');
  for (const [n, step] of (value.steps as Readonly<Record<string, unknown>>[]).entries()) {
    if (!STEPS.some((name) => name in step))
      throw new TypeError(`Step ${n + 1}, ${JSON.stringify(step)}, is none of: ${STEPS.join(", ")}.`);
    if ("fault" in step) readFault(step["fault"]);
    if ("clears" in step && step["clears"] !== "all") readFaultName(step["clears"]);
  }
  return { ...(value.title === undefined ? {} : { title: value.title }), steps: value.steps as Step[] };
}

/**
 * What somebody did on the page, as a step; undefined for what leaves no trace in the chat.
 * @param messages of the chat, oldest first: mids differ each time, so one is told by how many came after it
 */
export function stepOf(
  command: Command,
  messages: readonly Pick<MessageItem, "id" | "from" | "message">[],
): Step | undefined {
  const back = (mid: string | undefined, own = false) => {
    const side = messages.filter(({ from }) => (from === "person") === own);
    const at = side.findIndex(({ id }) => id === mid);
    return at === -1 ? undefined : side.length - 1 - at;
  };
  switch (command.do) {
    case "start":
      return { starts: true };
    case "say": {
      const [theirs, own] = [back(command.replyTo), back(command.replyTo, true)];
      if (own !== undefined) return { says: command.text, back: own, own: true };
      return { says: command.text, ...(theirs === undefined ? {} : { back: theirs }) };
    }
    case "react":
    case "unreact": {
      const at = back(command.mid);
      return at === undefined ? undefined : { reacts: command.do === "react" ? command.emoji : null, back: at };
    }
    case "edit":
    case "take back": {
      const found = messages.find(({ id }) => id === command.mid);
      if (found === undefined) return undefined;
      const words = seen(found.message);
      return command.do === "edit" ? { edits: words, anew: command.text } : { takesBack: words };
    }
    case "tap":
      return { taps: command.title };
    case "reply":
      return command.reply.title === undefined ? undefined : { taps: command.reply.title };
    case "command":
      return { says: `/${command.name}` };
    case "choose":
      return { chooses: command.title, payload: command.payload };
    case "send":
      return { sends: command.kind, url: command.url };
    case "location":
      return { location: { lat: command.lat, long: command.long, name: command.name } };
    case "sticker":
      return { sticker: true };
    case "agent says":
      return { agentSays: command.text, ...(command.unnamed ? { unnamed: true } : {}) };
    case "agent releases":
      return { agentReleases: true };
    default:
      return undefined;
  }
}

/**
 * The steps with one more. What belongs together is one step.
 * @param is `again`: the same tap as the last one, at once. `open`: the bot has not taken its turn since the last one
 */
export function withStep(
  steps: readonly Step[],
  step: Step,
  is: { readonly again?: boolean; readonly open?: boolean } = {},
): readonly Step[] {
  const [last, before] = [steps.at(-1), steps.slice(0, -1)];
  if (is.again && "taps" in step) return [...before, { doubleTaps: step.taps }];
  const isBurst = last && "says" in last && "says" in step && last.back === undefined && step.back === undefined;
  if (is.open && isBurst) return [...before, { says: [last.says, step.says].flat() }];
  return [...steps, step];
}

/** What differs each time without anybody having changed anything: order numbers and the like. */
export const steady = (screen: string): string => screen.replace(/[0-9A-F]{8,}/gi, "…");

/** The chat as a test of the bot. */
export function testOf(steps: readonly Step[], screen: string, name: string): string {
  const who = name.toLowerCase().replace(/[^a-z]/g, "") || "somebody";
  const lines = steps.flatMap((step) => {
    const called = call(step);
    return called === undefined ? [] : `  await ${who}.${called};`;
  });
  const stable = steady(screen);
  const seen = stable === screen ? `${who}.screen()` : `${who}.screen().replace(/[0-9A-F]{8,}/gi, "…")`;
  return [
    'import { person } from "edgewise/test";',
    'import { expect, test } from "vitest";',
    'import { bot } from "../../src/bot.ts";',
    "",
    `test(${JSON.stringify(`what ${name} did`)}, async () => {`,
    `  const ${who} = person(bot, { firstName: ${JSON.stringify(name)} });`,
    ...lines,
    `  expect(${seen}).toBe(`,
    `    \`${stable.replace(/[\\`]|\$\{/g, "\\$&")}\`,`,
    "  );",
    "});",
    "",
  ].join("\n");
}

/** Undefined for faults and kills: a test has none. */
function call(step: Step): string | undefined {
  const text = JSON.stringify;
  const back = "back" in step && step.back ? `, ${step.back}` : "";
  if ("starts" in step) return "starts()";
  if ("says" in step) {
    const does = step.back === undefined ? "says" : step.own ? "repliesToOwn" : "replies";
    return `${does}(${[step.says]
      .flat()
      .map((one) => text(one))
      .join(", ")}${back})`;
  }
  if ("doubleTaps" in step) return `doubleTaps(${text(step.doubleTaps)})`;
  if ("edits" in step) return `edits(${text(step.edits)}, ${text(step.anew)})`;
  if ("takesBack" in step) return `takesBack(${text(step.takesBack)})`;
  if ("reacts" in step) return `reacts(${text(step.reacts)}${back})`;
  if ("sticker" in step) return 'sends("sticker")';
  if ("signal" in step) return `signal(${text(step.signal)}, ${text(step.data)})`;
  if ("taps" in step) return `taps(${text(step.taps)})`;
  if ("chooses" in step) return `taps(${text(step.chooses)})`;
  if ("sends" in step) return `sends(${text(step.sends)}, ${text(step.url)})`;
  if ("location" in step) return `sendsLocation(${step.location.lat}, ${step.location.long})`;
  if ("agentSays" in step) return `agentSays(${text(step.agentSays)}${step.unnamed ? ", { unnamed: true }" : ""})`;
  if ("agentReleases" in step) return "agentReleases()";
  if ("waits" in step) return `waits("${duration(step.waits)}")`;
  return undefined;
}

function duration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** A line of a diff. */
export interface Changed {
  readonly is: "same" | "gone" | "new";
  readonly text: string;
}

/** What changed between two screens, line by line. */
export function diff(before: string, after: string): readonly Changed[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const same = (i: number, j: number) => steady(a[i] ?? "") === steady(b[j] ?? "");
  // The longest common lines from each pair of positions on.
  const length = a.map(() => b.map(() => 0));
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = length[i];
      if (row) row[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: Changed[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      lines.push({ is: "same", text: b[j] ?? "" });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1)))
      lines.push({ is: "gone", text: a[i++] ?? "" });
    else lines.push({ is: "new", text: b[j++] ?? "" });
  }
  return lines;
}
