/** `npm run bench -- growth`: what grows, by the table of `test/support/growth.ts`. It runs in workerd, with real storage. */
import { afterEach, beforeEach, it, vi } from "vitest";
import { GROWING, takesEverything } from "../test/support/growth.ts";
import { world } from "../test/support/world.ts";

const w = world();
const lines: string[] = [];
beforeEach(() => takesEverything(w));
afterEach(() => vi.restoreAllMocks());

const UNITS = { read: "rows read", written: "rows written", characters: "characters written" } as const;

it.each(GROWING.map((one) => [one.name, one] as const))(
  "%s",
  async (_, { name, unit, sizes, measure }) => {
    const cells: string[] = [];
    for (const n of sizes) {
      const count = await measure(w, n);
      cells.push(`${count.toLocaleString("en")} (${n.toLocaleString("en")})`);
    }
    lines.push(`| ${[name, UNITS[unit], ...cells].join(" | ")} |`);
  },
  300_000,
);

it("prints", () => {
  console.log(
    `\nWhat grows, counted; in brackets, n:\n\n| | what | few | more | many |\n|---|---|--:|--:|--:|\n${lines.join("\n")}\n`,
  );
});
