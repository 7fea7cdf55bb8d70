import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REFUSALS, sourceOf } from "../../simulator/core/refusals.ts";
import { withRules } from "../../simulator/rules-table.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/simulator.md"), "utf8");

test("docs/simulator.md has every rule: if not, run npm run docs", () => {
  expect(page).toBe(withRules(page));
});

test("a page without a place for them is not written to", () => {
  expect(() => withRules("# A page")).toThrow("<!-- rules: end -->");
});

test("a source says where a refusal is from", () => {
  expect(REFUSALS.tagDead.mark).toBe("documented");
  expect(sourceOf("tagDead")).toContain("changelog");
  expect(sourceOf("pageRate")).toBe("nobody wrote it down");
});
