/**
 * What can only be seen when a whole bot has been written: buttons that nobody answers, titles that are cut. Collected
 * while the bot's module runs, told once by `buildProblems`.
 */
import type { ReplyAction } from "../content/content.ts";
import { PORTABLE } from "../content/portable.ts";

interface Reader {
  readonly pattern: string;
  readonly read: (payload: string) => unknown;
}

const buttons: { readonly button: ReplyAction; readonly pattern: string }[] = [];
const answered: Reader[] = [];
let collecting = true;

/** A button was built. After the build nothing is kept: handlers build buttons for every message. */
export function noteButton(button: ReplyAction, pattern: string): void {
  if (collecting) buttons.push({ button, pattern });
}

export function noteHandler(action: Reader): void {
  if (collecting) answered.push(action);
}

/** A sentence for each thing that is wrong in the bot as it was built. Ends the collecting. */
export function buildProblems(): string[] {
  collecting = false;
  const problems = buttons.flatMap(({ button: { title, payload }, pattern }) => {
    const known = answered.some((action) => action.read(payload) !== null);
    return [
      ...(known
        ? []
        : [`The button "${title}" has no handler: write bot.on(…) for action("${pattern}"), or take the button away.`]),
      ...(title.length > PORTABLE.title
        ? [`The title "${title}" has ${title.length} characters, ${PORTABLE.title} are shown: shorten it.`]
        : []),
      ...(payload.length > PORTABLE.payload
        ? [`A payload of action("${pattern}") has ${payload.length} characters, ${PORTABLE.payload} fit: shorten it.`]
        : []),
    ];
  });
  buttons.length = 0;
  answered.length = 0;
  return [...new Set(problems)];
}
