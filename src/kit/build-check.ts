/**
 * Checks of a bot that has been written to its end: buttons without a handler, titles that are cut. Notes are collected
 * while the bot's module runs; `buildProblems` returns them once. It checks nothing at run time.
 */
import type { ReplyAction } from "../model/content.ts";

interface Reader {
  readonly read: (payload: string) => unknown;
}

const buttons: { readonly button: ReplyAction; readonly pattern: string }[] = [];
const answered: Reader[] = [];
const commands: string[] = [];
const heard: ((text: string) => boolean)[] = [];
/** Buttons of a menu and ice breakers: their titles have limits of their own. */
const elsewhere = new Set<object>();
let collecting = true;

/** Notes a button. After the build nothing is kept: handlers build buttons for every message. */
export function noteButton(button: ReplyAction, pattern: string): void {
  if (collecting) buttons.push({ button, pattern });
}

export function noteHandler(action: Reader): void {
  if (collecting) answered.push(action);
}

/** Notes a command. It is heard as `/name`. */
export function noteCommand(name: string): void {
  if (collecting) commands.push(name);
}

/** Notes that texts are answered. */
export function noteHears(hears: (text: string) => boolean): void {
  if (collecting) heard.push(hears);
}

/** Notes that a button stands where its title has a limit of its own, and is checked there. */
export function noteOwnLimit(button: object): void {
  if (collecting) elsewhere.add(button);
}

/**
 * Returns a sentence for each thing that is wrong in the bot as it was built. Ends the collecting.
 * @param most the numbers of characters that fit into a button, on every channel
 */
export function buildProblems(most: { readonly title: number; readonly payload: number }): string[] {
  collecting = false;
  const problems = buttons.flatMap(({ button, pattern }) => {
    const { title, payload } = button;
    const known = answered.some((action) => action.read(payload) !== null);
    return [
      ...(known
        ? []
        : [`The button "${title}" has no handler: write bot.on(…) for action("${pattern}"), or take the button away.`]),
      ...(title.length > most.title && !elsewhere.has(button)
        ? [`The title "${title}" has ${title.length} characters, ${most.title} are shown: shorten it.`]
        : []),
      ...(payload.length > most.payload
        ? [`A payload of action("${pattern}") has ${payload.length} characters, ${most.payload} fit: shorten it.`]
        : []),
    ];
  });
  const unheard = commands.filter((name) => !heard.some((hears) => hears(`/${name}`)));
  const silent = unheard.map(
    (name) => `The command "${name}" has no handler: write bot.hears("/${name}", …), or take the command away.`,
  );
  for (const list of [buttons, answered, commands, heard]) list.length = 0;
  elsewhere.clear();
  return [...new Set([...problems, ...silent])];
}
