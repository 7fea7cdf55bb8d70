/** Notes where the bot's handlers stand, and which of them ran. Imported before the bot, so that it sees every one. */
import { handlerLocations } from "../../src/kit/handler-locations.ts";

const stacks = new WeakMap<object, string>();
const runs = new WeakMap<object, Run[]>();

interface Run {
  readonly handler: object;
  /** How many things had been said in the turn. */
  readonly said: number;
}

handlerLocations.note = (handler) => {
  stacks.set(handler, framesOf(new Error()));
};
handlerLocations.runs = (turn, handler, said) => {
  const run = { handler, said };
  const before = runs.get(turn);
  if (before) before.push(run);
  else runs.set(turn, [run]);
};

/** The stack in which the handler was registered that a turn is for: the last one of those that spoke first. */
export function placeOf(turn: object): string | undefined {
  return placesOf(turn).findLast(({ said }) => said === 0)?.place;
}

/** Where those were registered who spoke in a turn, and how many things had been said before each. */
export function placesOf(turn: object): readonly { readonly said: number; readonly place: string }[] {
  return (runs.get(turn) ?? []).flatMap(({ handler, said }) => {
    const place = stacks.get(handler);
    return place === undefined ? [] : [{ said, place }];
  });
}

/** An error's frames without its sentence. */
export function framesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
