/** Amounts of money, in the decimals that their currency has: none in JPY, two in USD, three in KWD. */

const DIGITS = new Map<string, number>();

/** Returns the number of decimals of a currency, as `Intl` knows it; two, where it does not know the currency. */
export function decimalsOf(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  const style = { style: "currency", currency } as const;
  const digits = new Intl.NumberFormat("en", style).resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}

/** Returns an amount in the currency's smallest unit: a whole number. A half is rounded away from zero. */
export function unitsOf(amount: number, currency: string): number {
  // In binary, 1.005 is a little less than in decimal: the factor makes a half of it again.
  const units = Math.round(Math.abs(amount) * 10 ** decimalsOf(currency) * (1 + Number.EPSILON));
  return units === 0 ? 0 : Math.sign(amount) * units;
}

/** Returns the amount of so many of the smallest units. */
export const amountOf = (units: number, currency: string): number => units / 10 ** decimalsOf(currency);

/** Rounds an amount to the decimals that the currency has. */
export const rounded = (amount: number, currency: string): number => amountOf(unitsOf(amount, currency), currency);

/** Tells whether rounding takes away more of an amount than the error of binary fractions: 0.1 + 0.2 loses nothing. */
export function isLossy(amount: number, currency: string): boolean {
  return Math.abs(amount - rounded(amount, currency)) > 1e-9 + Math.abs(amount) * 1e-12;
}
