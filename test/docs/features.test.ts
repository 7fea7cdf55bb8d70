import { describe, expect, it } from "vitest";
import { documents } from "./files.ts";
import { missingIn } from "./proofs.ts";

const page = documents["docs/features.md"] ?? "";
const proven = page.slice(0, page.indexOf("## Not here"));
const rows = [...proven.matchAll(/^\| (?!feature |---)(.+) \|$/gm)].map(([, row = ""]) => row.split(" | "));

describe("docs/features.md", () => {
  it("has rows of a feature, a call, a mark and tests", () => {
    expect(rows.length).toBeGreaterThan(100);
    for (const cells of rows) expect(cells).toHaveLength(4);
    for (const [feature, , mark] of rows) {
      expect(["documented", "third party", "guess", "—"], feature).toContain(mark);
    }
  });

  it.each(rows.map(([feature = "", , , cell = ""]) => [feature, cell]))("names tests that are there: %s", (_, cell) => {
    expect(missingIn(cell)).toEqual([]);
  });
});
