/** A number of 16 digits or more that may stand outside of a string. A wrong guess only costs time. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON as `JSON.parse` does, except that an integer of 16 digits or more becomes a string of exactly its digits.
 * Meta writes some ids as numbers, and beyond 2^53 a number would silently become another person's id.
 *
 * Throws `SyntaxError` for invalid JSON. Takes linear time.
 */
export function parseExact(text: string): unknown {
  // Parsed as it is first: only valid JSON is rewritten, so rewriting cannot make JSON out of a text that is none.
  const value: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text)) return value;
  const exact = quoteLongIntegers(text);
  return exact === text ? value : JSON.parse(exact);
}

/**
 * Walks from string to string and looks at the numbers between them. One pattern for both would be shorter, but it
 * fills the engine's stack on a long string.
 */
function quoteLongIntegers(json: string): string {
  let exact = "";
  let from = 0;
  while (from < json.length) {
    const opening = json.indexOf('"', from);
    const between = json.slice(from, opening < 0 ? json.length : opening);
    exact += between.length < 16 ? between : between.replace(NUMBER, quoteIfLong);
    if (opening < 0) break;
    const closing = closingQuote(json, opening);
    exact += json.slice(opening, closing + 1);
    from = closing + 1;
  }
  return exact;
}

function quoteIfLong(number: string): string {
  return LONG_INTEGER.test(number) ? `"${number}"` : number;
}

/** Finds the next quotation mark after an even number of backslashes. */
function closingQuote(json: string, opening: number): number {
  let quote = json.indexOf('"', opening + 1);
  while (isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote;
}

function isEscaped(json: string, quote: number): boolean {
  let start = quote;
  while (json[start - 1] === "\\") start--;
  return (quote - start) % 2 === 1;
}
