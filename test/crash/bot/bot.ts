/** The crash suite's bot: it says back what it heard, how often it has handled that very event, and which turn this is. */
import { type Context, createBot } from "edgewise";

interface Memory {
  turns: number;
  /** How often each event was handled, by its id. A second time would be seen by everybody. */
  handled: Record<string, number>;
}

export const bot = createBot<Memory>({ state: { version: 1, initial: () => ({ turns: 0, handled: {} }) } });

bot.otherwise(async (c) => {
  const key = c.text.split(" ")[0] ?? "";
  // Some answers take a moment, and some have two parts, so that a kill can meet them half-way.
  const slow = key.endsWith("s");
  const parts = key.endsWith("d") ? 2 : 1;
  if (slow) await new Promise((resolve) => setTimeout(resolve, 12));
  const times = count(c.state, c.event.id);
  for (let part = 1; part <= parts; part++) {
    c.say(`You said: "${key}" (time ${times}, turn ${c.state.turns}, part ${part} of ${parts})`);
  }
});

function count(state: Context<Memory, unknown>["state"], id: string): number {
  state.turns += 1;
  const times = (state.handled[id] ?? 0) + 1;
  state.handled[id] = times;
  return times;
}
