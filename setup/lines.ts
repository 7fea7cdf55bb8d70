/** A difference as people read it: `-` what Meta has, `+` what the bot says, and what both have around it. Pure. */
import type { Difference } from "../src/channels/messenger/page/sync.ts";

export function linesOf({ field, found, wanted }: Difference): string[] {
  const same = (left: readonly string[], right: readonly string[]): number => {
    const differs = left.findIndex((one, n) => one !== right[n]);
    return differs < 0 ? left.length : differs;
  };
  const head = same(found, wanted);
  const tail = same(found.slice(head).toReversed(), wanted.slice(head).toReversed());
  return [
    field,
    ...found.slice(0, head).map((one) => `    ${one}`),
    ...found.slice(head, found.length - tail).map((one) => `  - ${one}`),
    ...wanted.slice(head, wanted.length - tail).map((one) => `  + ${one}`),
    ...found.slice(found.length - tail).map((one) => `    ${one}`),
  ];
}
