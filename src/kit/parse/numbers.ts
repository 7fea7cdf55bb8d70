/** Numbers as people write them, in any country and any script. */
import { folded, trimmed } from "../../model/compare.ts";

/** Signs that may stand around a number and change nothing. Not a leading `.`: ".5" is a half. */
const BEFORE = /^[\s"'*\p{Sc}\p{Extended_Pictographic}]$/u;
const AFTER = /^[\s"'*.,;!\p{Sc}\p{Extended_Pictographic}]$/u;

const ARABIC_DECIMAL = "\u066B";
const ARABIC_GROUP = "\u066C";
const DECIMALS = [".", ",", ARABIC_DECIMAL];
/** In India groups have two digits, but for the last one. */
const GROUPS = [".", ",", " ", "'", ARABIC_GROUP];

/**
 * Lists every number that the words can mean. `1,000` is a thousand to some people and one to others: both. `1.234,50`
 * and `0.500` can mean one number only. None where they cannot be read.
 */
export function numbersIn(text: string): readonly number[] {
  // "5\u00B2" would become 52.
  if (/\p{No}/u.test(text) || text.length > 100) return [];
  const written = trimmed(folded(text), BEFORE, AFTER);
  const found = DECIMALS.flatMap((decimal) =>
    GROUPS.filter((group) => group !== decimal).flatMap((group) => readAs(written, decimal, group) ?? []),
  );
  return [...new Set(found)];
}

function readAs(written: string, decimal: string, group: string): number | undefined {
  const [d, g] = [`\\${decimal}`, `\\${group}`];
  const indian = group === "," ? "|[1-9]\\d?(?:,\\d{2})+,\\d{3}" : "";
  const whole = `\\d{1,15}|[1-9]\\d{0,2}(?:${g}\\d{3})+${indian}`;
  const shape = new RegExp(`^([+-]?)(${whole})?(?:${d}(\\d{1,15}))?$`);
  const [, sign = "", before, after] = shape.exec(written) ?? [];
  const digits = (before ?? "").replaceAll(group, "");
  if ((before === undefined && after === undefined) || digits.length > 15) return undefined;
  return Number(`${sign}${digits || "0"}.${after ?? "0"}`);
}
