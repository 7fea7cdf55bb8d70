/** What is wrong in a bot as a whole: said when the Worker starts, in `npm start` and before a deploy goes live. */
import { profileProblems } from "./channels/messenger/page/profile.ts";
import { buildProblems } from "./kit/build-check.ts";
import { type AnyBot, runnable } from "./kit/runnable.ts";

/** @throws Error with a sentence for each thing that is wrong, all at once */
export function checkBot(bot: AnyBot): void {
  const problems = [...buildProblems(), ...profileProblems(bot[runnable])];
  if (problems.length > 0) throw new Error(`The bot cannot be built:\n- ${problems.join("\n- ")}`);
}
