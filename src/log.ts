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

/** An error's name, for the log: its sentence may quote what somebody wrote. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
