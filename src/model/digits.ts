/** Writes the digits of every script (Arabic, Persian, Devanagari, Thai, full-width, …) as 0 to 9. */
export function latinDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(code));

/**
 * Returns a digit's value. Unicode keeps the ten digits of a script side by side, in order; some scripts are
 * neighbours.
 */
function digitValue(code: number): number {
  let before = 0;
  while (isDigit(code - before - 1)) before++;
  return before % 10;
}
