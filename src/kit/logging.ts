import { errorName } from "../log.ts";
import { type Event, kindName } from "../model/events.ts";
import type { Context } from "./context.ts";

/**
 * Makes a middleware that logs each turn: the kind of event and the time it took. Never a person's words.
 * @example bot.use(logging());
 */
export function logging(write: (line: Readonly<Record<string, unknown>>) => void = defaultWrite) {
  return async function logged(c: Context<unknown, Event>, next: () => Promise<void>): Promise<void> {
    const started = Date.now();
    const line = { what: "turn", event: kindOf(c.event) };
    try {
      await next();
      write({ ...line, ms: Date.now() - started });
    } catch (error) {
      write({ ...line, ms: Date.now() - started, failed: errorName(error) });
      throw error;
    }
  };
}

function defaultWrite(line: Readonly<Record<string, unknown>>): void {
  console.info(JSON.stringify(line));
}

/** The kind of an event; an attachment's view has a type instead. */
function kindOf(event: Event | { readonly type?: string }): string {
  return "kind" in event ? kindName(event) : (event.type ?? "unknown");
}
