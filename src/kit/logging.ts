import { errorName } from "../log.ts";
import { type Event, kindName } from "../model/events.ts";
import type { Context } from "./context.ts";

/**
 * A middleware that logs each turn: the kind of event and how long it took. Never what somebody wrote.
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

/** An attachment's view has a type instead of a kind. */
function kindOf(event: Event | { readonly type?: string }): string {
  return "kind" in event ? kindName(event) : (event.type ?? "unknown");
}
