/** Checks of a bot as a whole: when the Worker starts, in `npm start` and before a deploy goes live. */
import { allChannels } from "./channels/registry.ts";
import { buildProblems } from "./kit/build-check.ts";
import { type AnyBot, runnable } from "./kit/runnable.ts";

/** Checks a bot. @throws Error with a sentence for each thing that is wrong, all at once */
export function checkBot(bot: AnyBot): void {
  const problems = [
    ...buildProblems(buttonLimits()),
    ...allChannels().flatMap((channel) => channel.checkBot?.(bot[runnable]) ?? []),
  ];
  if (problems.length > 0) throw new Error(`The bot cannot be built:\n- ${problems.join("\n- ")}`);
}

/** Returns the sizes of a button that fits on every channel of this Worker. */
export function buttonLimits(): { readonly title: number; readonly payload: number } {
  const all = allChannels().map(({ buttons }) => buttons);
  return { title: Math.min(...all.map(({ title }) => title)), payload: Math.min(...all.map(({ payload }) => payload)) };
}
