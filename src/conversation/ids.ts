/**
 * The ids of a conversation's rows. An event has the id that came with it, which may hold anything. What is stored beside it
 * has the event's id, a mark, and which it is: `#0.<digest>`, `#patience0`, `~again1`. In an id that came, marks that could be
 * taken for these are doubled: so nobody's id is taken for one of those. Pure.
 */

/** The id of an event, as its row has it. */
export const rowId = (id: string): string => id.replace(/#|~+(?=again\d|$)/g, "$&$&");

/** How the ids of everything begin that any run of an event's turn has said at its n-th `c.sayNow`. */
const nthOf = (id: string, n: number): string => `${originOf(id)}#${n}.`;

/**
 * The n-th `c.sayNow` of a run of an event's turn. A replay of the event has the same.
 * @param said the digest of all that the run has said up to it
 */
export const sayNowId = (id: string, n: number, said: string): string => `${nthOf(id, n)}${said}`;

/** The n-th thing that was said for the bot's patience in an event's turn. */
export const patienceId = (id: string, n: number): string => `${originOf(id)}#patience${n}`;

/** Between which ids everything lies that was said in the middle of an event's turn, and nothing else. */
export const asideRange = (id: string): readonly [from: string, before: string] => [
  `${originOf(id)}#0`,
  `${originOf(id)}#q`,
];

/** The n-th replay of an event. */
export const replayId = (id: string, n: number): string => `${originOf(id)}~again${n}`;

/** Between which ids all replays of an event lie, and nothing else: a digit follows the mark. */
export const replayRange = (id: string): readonly [from: string, before: string] => [
  `${originOf(id)}~again0`,
  `${originOf(id)}~again:`,
];

/** Between which ids everything lies that any run of an event's turn has said at its n-th `c.sayNow`. */
export const sayNowRange = (id: string, n: number): readonly [from: string, before: string] => [
  nthOf(id, n),
  `${nthOf(id, n)}~`,
];

/** The event that a row is a replay of, or its own id. What was done once for it is not done again. */
export function originOf(id: string): string {
  // The mark of its own stands behind an even number of others.
  return /^((?:.*[^~])?(?:~~)*)~again\d+$/s.exec(id)?.[1] ?? id;
}

/** A signal that came from outside. @param id what whoever sent it knows it by: given again, it is the same signal */
export const signalId = (name: string, id: string): string => `signal:${name}:${id}`;

/** A signal that was asked for with `c.later`, once it is due. @param due when, in milliseconds */
export const laterId = (name: string, key: string, due: number): string => `later:${name}:${key}:${due}`;

/** The key of what was asked for later without one: the n-th of an event's turn. */
export const laterKey = (seq: number, n: number): string => `${seq}.${n}`;

/** Whether what was asked for later had no key of its own. Such a key is good in one conversation only. */
export const isLaterKey = (key: string): boolean => /^\d+\.\d+$/.test(key);

/** A row of what an answer has more of than one row holds. It is found by its turn, never by its id. */
export const restId = (): string => `rest:${crypto.randomUUID()}`;

/** What was put into the outbox from outside, by the id that it was given there. No event's: a mark in those is doubled. */
export const enqueuedId = (id: string): string => `#said:${rowId(id)}`;

/** The name of something that was said, for those outside: the conversation's alias, the row, and which `say` of it. */
export const messageId = (alias: string, seq: number, said: number): string => `${alias}.${seq}.${said}`;

/** Null for what names no message. */
export function readMessageId(
  id: string,
): { readonly alias: string; readonly seq: number; readonly said: number } | null {
  const found = /^([0-9a-f]{12})\.(\d{1,15})\.(\d{1,6})$/.exec(id);
  return found === null ? null : { alias: found[1] ?? "", seq: Number(found[2]), said: Number(found[3]) };
}

/** Where a part is: the event it answers, and its place in the answer. */
export interface PartKey {
  readonly seq: number;
  readonly n: number;
}

/** The part's id, as it travels in `message.metadata` and comes back in the echo. */
export function partId({ seq, n }: PartKey, born: number): string {
  return `ew.${seq}.${n}.${born.toString(36)}`;
}

/** Null for what is not a part of this conversation: another app's metadata, or one from before an erasure. */
export function readPartId(metadata: string | undefined, born: number): PartKey | null {
  const found = /^ew\.(\d{1,15})\.(\d{1,6})\.([0-9a-z]+)$/.exec(metadata ?? "");
  return found === null || found[3] !== born.toString(36) ? null : { seq: Number(found[1]), n: Number(found[2]) };
}
