/** Cutting of text so that it stays readable: pure, and linear in the length of any text. */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });
const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** The length of text behind the limit that is looked at: whether a sentence ends can depend on the words after it. */
const LOOKAHEAD = 64;
/** A grapheme never ends before its next code point is known, and that can take two code units. */
const CODE_POINT = 2;

const URLS = /(?:https?:\/\/|www\.)\S+/gi;
const PARAGRAPH_ENDS = /\r?\n\s*\n/g;
const LINE_ENDS = /\r?\n/g;
const SPACE = /\s/;
/** A space that carries a combining mark is not blank. */
const BLANK = /(?:\s(?![\p{M}\u200d]))*/uy;

/**
 * Splits text into pieces of at most `limit` UTF-16 code units: between paragraphs, lines, sentences or words, as long
 * as that leaves a piece at least half full, and otherwise between graphemes. Only whitespace at the joints and at both
 * ends is lost. A URL is cut only if it is longer than `limit` by itself, a grapheme likewise. Blank text gives no
 * pieces.
 * @throws RangeError for a limit below 2, into which not every character fits
 */
export function splitText(text: string, limit: number): string[] {
  if (!Number.isInteger(limit) || limit < CODE_POINT) throw new RangeError(`limit: ${limit} is not an integer above 1`);
  const end = text.trimEnd().length;
  const pieces: string[] = [];
  let start = afterBlank(text, 0);
  while (start < end) {
    const rest = end - start;
    const length =
      rest <= limit ? rest : breakIn(text.slice(start, Math.min(end, start + 2 * limit + LOOKAHEAD)), limit);
    pieces.push(text.slice(start, start + length).trimEnd());
    start = afterBlank(text, start + length);
  }
  return pieces;
}

/** Returns the text itself if it fits, else the longest start of whole graphemes that fits together with a final "…". */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const window = text.slice(0, limit + CODE_POINT);
  return `${text.slice(0, lastBoundary(graphemes.segment(window), limit - 1)).trimEnd()}…`;
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

/** Finds the end of the first piece of `text`, which starts with a visible character and is longer than `limit`. */
function breakIn(text: string, limit: number): number {
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
    betweenWords(text, near, limit, most, allowed) ??
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
): number | undefined {
  let space = most;
  while (space > 0 && !SPACE.test(near.charAt(space))) space--;
  if (space > 0 && allowed(space)) {
    const end = text.slice(most).search(SPACE);
    const wordFits = (end < 0 ? text.length : most + end) - (space + 1) <= limit;
    if (space >= limit / 2 || wordFits) return space;
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
