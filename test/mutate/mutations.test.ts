import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MUTATIONS } from "./mutations.ts";

const root = new URL("../../", import.meta.url);

describe("a mutation", () => {
  it.each(MUTATIONS)("has its one place in the source: $breaks", ({ file, from, to, tests }) => {
    expect(readFileSync(new URL(file, root), "utf8").split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
    for (const test of tests) expect(readFileSync(new URL(`test/${test}`, root), "utf8")).toContain("it");
  });

  it("has a promise of its own", () => {
    const promises = MUTATIONS.map(({ breaks }) => breaks);
    expect(promises).toEqual([...new Set(promises)]);
  });
});
