/**
 * The rules of what is kept for how long, and of who forgets it: each of them once. The two objects and docs/storage.md
 * read this table. As of 2026-11-30. Not here: how long an answer may wait to be sent (`env.ts`), and what the platform
 * keeps (a channel's `limits.ts`).
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The standards of the variables `KEEP_MS` and `KEEP_MESSAGES`. */
export const KEEP = { KEEP_MS: 30 * DAY, KEEP_MESSAGES: 1_000 } as const;

/** A rule: after which time, and beyond which number, something is forgotten. */
export interface Kept {
  /** The kept thing, as docs/storage.md names it. */
  readonly what: string;
  /** The object or step that forgets it. */
  readonly by: "the conversation" | "the account" | "KV";
  /** In milliseconds; or how many times the variable `KEEP_MS`. */
  readonly for?: number | { readonly times: number };
  /** Only so many of the newest; or as many as a variable says. */
  readonly newest?: number | "KEEP_MESSAGES";
  /** Why not shorter, or longer. */
  readonly why: string;
}

export const RETENTION = {
  words: {
    what: "the words of an event, its answer, and what `c.once` has done",
    by: "the conversation",
    for: { times: 1 },
    newest: "KEEP_MESSAGES",
    why: "for `c.history`, replays and people who look; a hundred more at most, since they go a hundred at a time",
  },
  ids: {
    what: "the id of an event",
    by: "the conversation",
    for: { times: 2 },
    why: "it recognises a duplicate that comes late",
  },
  changedAhead: {
    what: "the `mid` of a message that was edited or taken back before it came",
    by: "the conversation",
    newest: 100,
    why: "the message may come behind what was done to it",
  },
  profile: {
    what: "what the platform told of a person",
    by: "the conversation",
    for: DAY,
    why: "a name changes seldom, and a picture's address goes stale",
  },
  profileRefused: {
    what: "that the platform tells nothing of a person",
    by: "the conversation",
    for: HOUR,
    why: "it tells more once the person has written",
  },
  deadLetters: {
    what: "the events of a dead letter",
    by: "the account",
    for: { times: 1 },
    why: "as the words of a conversation",
  },
  alerts: {
    what: "what needs a person's eyes",
    by: "the account",
    for: { times: 3 },
    newest: 10_000,
    why: "of each kind: what there is much of pushes out nothing of another kind",
  },
  passingAlerts: {
    what: "`person_floods` and `person_limit`",
    by: "the account",
    for: DAY,
    why: "they are over by themselves",
  },
  accountEvents: {
    what: "events that concern no person",
    by: "the account",
    for: { times: 2 },
    newest: 10_000,
    why: "as the ids of a conversation: they recognise their duplicates",
  },
  erased: {
    what: "the digest of who was erased",
    by: "the account",
    for: 15 * DAY,
    why: "longer than a queue keeps a message: 14 days at most",
  },
  left: {
    what: "the name of a conversation of which nothing is kept",
    by: "the account",
    for: 2 * DAY,
    why: "whoever was seen lately may be about to begin anew",
  },
  uploads: {
    what: "the id of an uploaded file",
    by: "KV",
    for: DAY,
    why: "what stands at its address may change, and nobody tells",
  },
} as const satisfies Record<string, Kept>;

/** A rule that has a time. */
type Timed = Kept & Required<Pick<Kept, "for">>;

/** Returns how long something is kept, in milliseconds. @param settings the variable that some rules are times of */
export const keptMs = (rule: Timed, settings: { readonly KEEP_MS: number }): number =>
  typeof rule.for === "number" ? rule.for : rule.for.times * settings.KEEP_MS;
