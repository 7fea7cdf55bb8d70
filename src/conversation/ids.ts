/**
 * The ids of a conversation's rows. An event has the id that came with it, which may hold anything. What is stored
 * beside it has the event's id, a mark, and its number or digest: `#0.<digest>`, `#patience0`, `~again1`. In an id that
 * came, marks that could be taken for these are doubled: so nobody's id is taken for one of those. Pure.
 */

/** Returns the id of an event as its row has it. */
export const rowId = (id: string): string => id.replace(/#|~+(?=again\d|$)/g, "$&$&");

/** Returns the beginning of the ids of all that any run of an event's turn has said at its n-th `c.sayNow`. */
const nthOf = (id: string, n: number): string => `${originOf(id)}#${n}.`;

/**
 * Returns the id of the n-th `c.sayNow` of a run of an event's turn. A replay of the event has the same.
 * @param said the digest of all that the run has said up to it
 */
export const sayNowId = (id: string, n: number, said: string): string => `${nthOf(id, n)}${said}`;

/** Returns the id of the n-th content that was said for the bot's `patience` in an event's turn. */
export const patienceId = (id: string, n: number): string => `${originOf(id)}#patience${n}`;

/** Returns the range of ids of everything that was said in the middle of an event's turn, and of nothing else. */
export const asideRange = (id: string): readonly [from: string, before: string] => [
  `${originOf(id)}#0`,
  `${originOf(id)}#q`,
];

/** Returns the id of the n-th replay of an event. */
export const replayId = (id: string, n: number): string => `${originOf(id)}~again${n}`;

/** Returns the range of ids of all replays of an event, and of nothing else: a digit follows the mark. */
export const replayRange = (id: string): readonly [from: string, before: string] => [
  `${originOf(id)}~again0`,
  `${originOf(id)}~again:`,
];

/** Returns the range of ids of all that any run of an event's turn has said at its n-th `c.sayNow`. */
export const sayNowRange = (id: string, n: number): readonly [from: string, before: string] => [
  nthOf(id, n),
  `${nthOf(id, n)}~`,
];

/** Returns the id of the event that a row replays, else the row's own. What was done once for it is not done again. */
export function originOf(id: string): string {
  // The mark of its own stands behind an even number of others.
  return /^((?:.*[^~])?(?:~~)*)~again\d+$/s.exec(id)?.[1] ?? id;
}

/** Returns the id of a signal from outside. @param id the sender's id for it: given again, it is the same signal */
export const signalId = (name: string, id: string): string => `signal:${name}:${id}`;

/** Returns the id of a signal of `c.later`, once it is due. @param due the time, in milliseconds since 1970 */
export const laterId = (name: string, key: string, due: number): string => `later:${name}:${key}:${due}`;

/** Returns the key of a signal that was asked for later without one: the n-th of an event's turn. */
export const laterKey = (seq: number, n: number): string => `${seq}.${n}`;

/** Returns whether a key is from `laterKey`: the signal had none of its own. It is valid in one conversation only. */
export const isLaterKey = (key: string): boolean => /^\d+\.\d+$/.test(key);

/** Returns the id of a further row of an answer that is too long for one. It is found by its turn, never by its id. */
export const restId = (): string => `rest:${crypto.randomUUID()}`;

/** Returns the id of content from outside, by the caller's id for it. No event has it: there a mark is doubled. */
export const enqueuedId = (id: string): string => `#said:${rowId(id)}`;

/** Returns the id of a message for callers outside: the conversation's alias, the row, and the number of its `say`. */
export const messageId = (alias: string, seq: number, said: number): string => `${alias}.${seq}.${said}`;

/** Reads an id of `messageId`; null for text that is none. */
export function readMessageId(
  id: string,
): { readonly alias: string; readonly seq: number; readonly said: number } | null {
  const found = /^([0-9a-f]{12})\.(\d{1,15})\.(\d{1,6})$/.exec(id);
  return found === null ? null : { alias: found[1] ?? "", seq: Number(found[2]), said: Number(found[3]) };
}

/** The place of a part: the row of the event that it answers, and its number in the answer. */
export interface PartKey {
  readonly seq: number;
  readonly n: number;
}

/** Returns the part's id, as it is sent in `message.metadata` and comes back in the echo. */
export function partId({ seq, n }: PartKey, born: number): string {
  return `ew.${seq}.${n}.${born.toString(36)}`;
}

/** Reads an id of `partId`; null for other metadata: another app's, or one from before an erasure. */
export function readPartId(metadata: string | undefined, born: number): PartKey | null {
  const found = /^ew\.(\d{1,15})\.(\d{1,6})\.([0-9a-z]+)$/.exec(metadata ?? "");
  return found === null || found[3] !== born.toString(36) ? null : { seq: Number(found[1]), n: Number(found[2]) };
}
