/** Cutting of text so that it stays readable: pure, and linear in the length of any text. */

/** The unit in which the length of a text is counted: UTF-16 code units, or the bytes that it has as UTF-8. */
export type TextUnit = "characters" | "bytes";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });
const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** The length of text behind the limit that is looked at: whether a sentence ends can depend on the words after it. */
const LOOKAHEAD = 64;
/** A grapheme never ends before its next code point is known, and that can take two code units. */
const CODE_POINT = 2;
/** Of the longest code point. A limit below it is one that not every character fits. */
const LONGEST = { characters: CODE_POINT, bytes: 4 } as const satisfies Record<TextUnit, number>;

const encoder = new TextEncoder();

const URLS = /(?:https?:\/\/|www\.)\S+/gi;
const PARAGRAPH_ENDS = /\r?\n\s*\n/g;
const LINE_ENDS = /\r?\n/g;
const SPACE = /\s/;
/** A space that carries a combining mark is not blank. */
const BLANK = /(?:\s(?![\p{M}\u200d]))*/uy;

/** Returns the length of a text. Half of a surrogate pair counts as the three bytes of the sign that takes its place on the wire. */
export function lengthOf(text: string, unit: TextUnit = "characters"): number {
  return unit === "bytes" ? encoder.encode(text).byteLength : text.length;
}

/**
 * Splits text into pieces of at most `limit` units: between paragraphs, lines, sentences or words, as long as that leaves a
 * piece at least half full, and otherwise between graphemes. Only whitespace at the joints and at both ends is lost. A URL
 * is cut only if it is longer than `limit` by itself, a grapheme likewise. Blank text gives no pieces.
 * @throws RangeError for a limit into which not every character fits: below 2 code units, or 4 bytes
 */
export function splitText(text: string, limit: number, unit: TextUnit = "characters"): string[] {
  if (!Number.isInteger(limit) || limit < LONGEST[unit]) {
    throw new RangeError(`limit: ${limit} is not a whole number from ${LONGEST[unit]} on`);
  }
  const end = text.trimEnd().length;
  const pieces: string[] = [];
  let start = afterBlank(text, 0);
  while (start < end) {
    const rest = end - start;
    const room = roomIn(text, start, limit, unit);
    const length =
      rest <= room
        ? rest
        : breakIn(text.slice(start, Math.min(end, start + 2 * limit + LOOKAHEAD)), room, (word) => {
            return lengthOf(word, unit) <= limit;
          });
    pieces.push(text.slice(start, start + length).trimEnd());
    start = afterBlank(text, start + length);
  }
  return pieces;
}

/** The text itself if it fits, else the longest start of whole graphemes that fits together with a final "…". */
export function cutText(text: string, limit: number, unit: TextUnit = "characters"): string {
  if (lengthOf(text, unit) <= limit) return text;
  const room = roomIn(text, 0, limit - lengthOf("…", unit), unit);
  const window = text.slice(0, room + 1 + CODE_POINT);
  return `${text.slice(0, lastBoundary(graphemes.segment(window), room)).trimEnd()}…`;
}

/** Returns how many code units from `start` on fit into a limit. Of bytes, never half a surrogate pair. */
function roomIn(text: string, start: number, limit: number, unit: TextUnit): number {
  if (unit === "characters") return limit;
  let bytes = 0;
  for (let at = start; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    if (bytes > limit) return at - start;
    at += point < 0x1_0000 ? 1 : 2;
  }
  return text.length - start;
}

/** Returns the start of a text, of at most so many UTF-16 code units: never half a surrogate pair. */
export function startOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, lastCodePoint(text, limit));
}

function afterBlank(text: string, from: number): number {
  BLANK.lastIndex = from;
  BLANK.test(text);
  return BLANK.lastIndex;
}

/**
 * Finds the end of the first piece of `text`. `text` starts with something visible and is longer than `limit` code units.
 * @param fits whether something is short enough for a piece of its own
 */
function breakIn(text: string, limit: number, fits: (word: string) => boolean): number {
  const near = text.slice(0, limit + Math.min(limit, LOOKAHEAD) + CODE_POINT);
  const clusters = graphemes.segment(near);
  const urls = [...near.matchAll(URLS)].map((url) => ({ from: url.index, to: url.index + url[0].length }));

  const full = lastBoundary(clusters, limit) || lastCodePoint(near, limit);
  // A URL at the very start that does not fit is longer than the limit, and so longer than any piece.
  const crossing = urls.find((url) => url.from > 0 && url.from < full && url.to > full);
  const most = (crossing && lastBoundary(clusters, crossing.from)) || full;
  const allowed = (at: number) =>
    at <= most && !urls.some((url) => url.from < at && at < url.to) && lastBoundary(clusters, at) === at;
  const lastOf = (candidates: Iterable<{ readonly index: number }>) => {
    const halfFull = [...candidates].map((candidate) => candidate.index).filter((at) => at >= limit / 2 && at <= most);
    return halfFull.findLast(allowed);
  };

  return (
    lastOf(near.matchAll(PARAGRAPH_ENDS)) ??
    lastOf(near.matchAll(LINE_ENDS)) ??
    lastOf(sentences.segment(near)) ??
    betweenWords(text, near, limit, most, allowed, fits) ??
    most
  );
}

/**
 * Finds a space to break at, the best place of all. It may leave the piece nearly empty only if that keeps the word
 * whole; in scripts without spaces, one space near the start would otherwise waste a piece.
 */
function betweenWords(
  text: string,
  near: string,
  limit: number,
  most: number,
  allowed: (at: number) => boolean,
  fits: (word: string) => boolean,
): number | undefined {
  let space = most;
  while (space > 0 && !SPACE.test(near.charAt(space))) space--;
  if (space > 0 && allowed(space)) {
    const end = text.slice(most).search(SPACE);
    const word = text.slice(space + 1, end < 0 ? text.length : most + end);
    if (space >= limit / 2 || fits(word)) return space;
  }
  const word = words.segment(near).containing(most)?.index ?? 0;
  return word > 0 && allowed(word) ? word : undefined;
}

/** Finds the last place at or before `at` that is not inside a segment. */
function lastBoundary(segments: Intl.Segments, at: number): number {
  return segments.containing(at)?.index ?? at;
}

function lastCodePoint(text: string, at: number): number {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}
