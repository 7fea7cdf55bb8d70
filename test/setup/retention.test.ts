import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { KEEP, type Kept, keptMs, RETENTION } from "../../src/retention.ts";

const src = new URL("../../src/", import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && path !== "retention.ts")
  .map((path) => readFileSync(new URL(path, src), "utf8"));

it.each(Object.entries<Kept>(RETENTION))("the rule %s is read where it is kept", (name, rule) => {
  expect(sources.some((text) => new RegExp(`RETENTION\\.${name}\\b`).test(text))).toBe(true);
  const isByVariable = rule.newest === "KEEP_MESSAGES";
  expect(rule.for !== undefined || typeof rule.newest === "number" || isByVariable).toBe(true);
});

it("what is times of a variable goes with it", () => {
  expect(keptMs(RETENTION.ids, KEEP)).toBe(2 * KEEP.KEEP_MS);
  expect(keptMs(RETENTION.alerts, { KEEP_MS: 1_000 })).toBe(3_000);
  expect(keptMs(RETENTION.erased, { KEEP_MS: 1_000 })).toBe(RETENTION.erased.for);
});
