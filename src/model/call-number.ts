/**
 * The number of a call button. It is dialled as it stands, so a number that could be dialled wrong is refused, with the
 * reason.
 */
import { straightened } from "./compare.ts";

/**
 * Country codes after which a zero belongs to the number. Elsewhere it is dialled at home only.
 * Source: the national number patterns of libphonenumber, 2026.
 */
const KEEPS_ZERO = ["39", "225", "226", "227", "229", "241", "242", "247", "250", "378", "379", "992"];
/**
 * Country codes with exactly ten digits after them. Source: ITU-T E.164, the North American and the Russian numbering
 * plans.
 */
const TEN_DIGITS = ["1", "7"];
/** Country codes of two digits; all others have three. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * Returns the number as it is dialled, or the fault in it.
 * @param phone with its country code: `+31 20 123 4567`. Spaces, points, hyphens, slashes and brackets are taken out
 */
export function callNumber(phone: string): { readonly phone: string } | { readonly fault: string } {
  const written = straightened(phone).trim();
  if (/\(\s*0\s*\)/.test(written)) return { fault: 'has "(0)" in it: leave the zero out, it is dialled at home only.' };
  const digits = written.replace(/[\s()./-]/g, "");
  if (!/^\+\d{7,15}$/.test(digits)) {
    return { fault: 'is not a plus and 7 to 15 digits: write it with its country code, such as "+31201234567".' };
  }
  const code = countryCodeOf(digits.slice(1));
  const rest = digits.slice(1 + code.length);
  if (rest.startsWith("0") && !KEEPS_ZERO.includes(code)) {
    return { fault: `has a zero after +${code}: leave it out, it is dialled at home only.` };
  }
  if (TEN_DIGITS.includes(code) && rest.length !== 10) {
    return { fault: `has ${rest.length} digits after +${code}, where there are always 10.` };
  }
  return { phone: digits };
}

function countryCodeOf(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, TWO_DIGITS.test(digits) ? 2 : 3);
}
