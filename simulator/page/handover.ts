/** What the bot told a colleague when it handed a conversation over: Meta passes it on as free text. */

export interface Told {
  readonly reason?: string;
  readonly lines: readonly { readonly from?: string; readonly text: string }[];
}

/** Reads `{"reason": …, "history": […]}`, under whatever names the lists have; anything else is the reason itself. */
export function readTold(metadata: string | undefined): Told {
  if (!metadata) return { lines: [] };
  const value = parse(metadata);
  if (typeof value !== "object" || value === null) return { reason: metadata, lines: [] };
  const reason = "reason" in value && typeof value.reason === "string" ? value.reason : undefined;
  const lists = Object.values(value).filter((entry) => Array.isArray(entry)) as unknown[][];
  const lines = lists.flat().flatMap((entry) => line(entry) ?? []);
  return { ...(reason === undefined ? {} : { reason }), lines };
}

function line(entry: unknown): Told["lines"][number] | undefined {
  if (typeof entry === "string") return { text: entry };
  if (typeof entry !== "object" || entry === null || !("text" in entry) || typeof entry.text !== "string")
    return undefined;
  const from = "from" in entry && typeof entry.from === "string" ? entry.from : undefined;
  return { text: entry.text, ...(from === undefined ? {} : { from }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
