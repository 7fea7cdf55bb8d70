/** How often the bot was killed, and what became of what was under way: counted from what the simulated Meta saw. */
import type { ChatItem } from "./core/chat.ts";
import type { Tally } from "./protocol.ts";

/** A message that nobody has answered this long after a kill is lost. The bot's own promise is 25 s. */
export const PATIENCE = 25_000;

export interface Kill {
  /** By the real clock. */
  readonly at: number;
  /** The messages that were unanswered when it happened, by `mid`. */
  readonly open: readonly string[];
}

/** What a person wrote and the Page has not answered since. */
export function unanswered(items: readonly ChatItem[]): readonly string[] {
  const last = items.findLastIndex((item) => item.kind === "message" && item.from !== "person");
  return items
    .slice(last + 1)
    .flatMap((item) => (item.kind === "message" && item.progress !== "lost" ? [item.id] : []));
}

/** Counts. `chats` is everything that stands in every chat. */
export function tally(kills: readonly Kill[], chats: readonly (readonly ChatItem[])[], now: number): Tally {
  const open = new Set(chats.flatMap((items) => unanswered(items)));
  const lost = new Set(kills.filter(({ at }) => now - at > PATIENCE).flatMap((kill) => kill.open));
  let twice = 0;
  for (const items of chats) {
    const seen = new Set<string>();
    for (const item of items) {
      const part = item.kind === "message" && item.from === "bot" ? item.message.metadata : undefined;
      if (part === undefined) continue;
      if (seen.has(part)) twice++;
      seen.add(part);
    }
  }
  return { killed: kills.length, lost: [...lost].filter((mid) => open.has(mid)).length, twice };
}
