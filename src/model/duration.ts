const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time: `"30m"`, `"1.5h"`, `"2d"`. Units: ms, s, m, h, d. */
export type Duration = `${number}${keyof typeof UNITS}`;

/** Returns a length of time in milliseconds. @throws {TypeError} for an invalid one */
export function milliseconds(duration: Duration): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
  const unit = found?.[2] as keyof typeof UNITS | undefined;
  if (found === null || unit === undefined) {
    throw new TypeError(`"${duration}" is not a duration: a number and one of ms, s, m, h, d, such as "30m".`);
  }
  return Math.round(Number(found[1]) * UNITS[unit]);
}
