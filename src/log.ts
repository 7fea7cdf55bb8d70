/**
 * One line of JSON for each thing worth knowing. It never holds a token, a signature, or what somebody wrote, and a
 * person only as the hex id of their conversation's object, which cannot be turned back into a PSID.
 */
export function log(
  level: "info" | "warn" | "error",
  what: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  console[level](JSON.stringify({ what, ...details }));
}

/**
 * What kind of error it is, for the log: the name of its class. Its sentence may quote what somebody wrote, and so may a
 * name that was set by hand.
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const given = error instanceof DOMException ? error.name : error.constructor?.name;
  return typeof given === "string" && /^[A-Z]\w{0,80}$/.test(given) ? given : "Error";
}

/** A frame as the engine writes it: `at shout (index.js:12:3)`. */
const FRAME = /^\n\s+(at (?:[^\n(]+ \()?[^\s()]+:\d+:\d+\)?)/;

/**
 * Where an error was thrown: the first frame behind its message, which may have lines that look like frames. Undefined
 * when the message that stands in the stack is not the error's any more.
 */
export function thrownAt({ stack = "", message }: Error): string | undefined {
  const head = /^[^\n:]*(?:: )?/.exec(stack)?.[0] ?? "";
  if (!stack.startsWith(message, head.length)) return undefined;
  return FRAME.exec(stack.slice(head.length + message.length))?.[1];
}
