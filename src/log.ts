/**
 * Writes one line of JSON to the log. It never holds a token, a signature, or a person's words, and a person only as
 * the hex id of their conversation's object, from which the PSID cannot be found.
 */
export function log(
  level: "info" | "warn" | "error",
  what: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  console[level](JSON.stringify({ what, ...details }));
}

/**
 * Names the kind of an error for the log: its class. Its sentence may quote a person's words, and so may a name that
 * was set by hand.
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const given = error instanceof DOMException ? error.name : error.constructor?.name;
  return typeof given === "string" && /^[A-Z]\w{0,80}$/.test(given) ? given : "Error";
}

/** A frame as the engine writes it: `at shout (index.js:12:3)`. */
const FRAME = /^\n\s+(at (?:[^\n(]+ \()?[^\s()]+:\d+:\d+\)?)/;

/**
 * Finds the place where an error was thrown: the first frame behind its message, which may have lines that look like
 * frames. Undefined when the message that stands in the stack is not the error's any more.
 */
export function thrownAt({ stack = "", message }: Error): string | undefined {
  const head = /^[^\n:]*(?:: )?/.exec(stack)?.[0] ?? "";
  if (!stack.startsWith(message, head.length)) return undefined;
  return FRAME.exec(stack.slice(head.length + message.length))?.[1];
}
