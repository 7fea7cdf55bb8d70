/** Messenger's own reactions, with Meta's names for them. Documented: webhook events, message_reactions. */
export const REACTIONS = [
  ["love", "❤️"],
  ["smile", "😆"],
  ["wow", "😮"],
  ["sad", "😢"],
  ["angry", "😠"],
  ["like", "👍"],
  ["dislike", "👎"],
] as const;

/** Any other emoji is `other`. */
export const nameOfReaction = (emoji: string): string => REACTIONS.find(([, known]) => known === emoji)?.[0] ?? "other";
