/** Digits of every script (Arabic, Persian, Devanagari, Thai, full-width, …) as 0 to 9. */
export function latinDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(code));

/** Unicode keeps the ten digits of a script side by side, in their order; some scripts stand next to each other. */
function digitValue(code: number): number {
  let before = 0;
  while (isDigit(code - before - 1)) before++;
  return before % 10;
}
