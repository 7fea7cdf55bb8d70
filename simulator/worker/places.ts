/** Notes where the bot's handlers stand, and which of them ran. Imported before the bot, so that it sees every one. */
import { places } from "../../src/kit/places.ts";

const stacks = new WeakMap<object, string>();
const runs = new WeakMap<object, object[]>();

places.note = (handler) => {
  stacks.set(handler, framesOf(new Error()));
};
places.runs = (turn, handler) => {
  const before = runs.get(turn);
  if (before) before.push(handler);
  else runs.set(turn, [handler]);
};

/** The stack in which the turn's last handler was registered. */
export function placeOf(turn: object): string | undefined {
  const handler = runs.get(turn)?.at(-1);
  return handler && stacks.get(handler);
}

/** An error's frames without its sentence. */
export function framesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
