/// <reference types="vite/types/importMeta.d.ts" />
import { describe, expect, it } from "vitest";
import { documents } from "./files.ts";

const raw = import.meta.glob<string>(["../**/*.test.ts", "!../browser/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const tests = Object.fromEntries(
  Object.entries(raw).map(([path, code]) => [new URL(path, "file:///test/docs/").pathname.slice(1), code]),
);

const page = documents["docs/features.md"] ?? "";
const proven = page.slice(0, page.indexOf("## Not here"));
const rows = [...proven.matchAll(/^\| (?!feature |---)(.+) \|$/gm)].map(([, row = ""]) => row.split(" | "));

/** Whether a file has a test, or a row of a table of tests, of this name. */
const has = (code: string, title: string): boolean =>
  [`"${title}"`, `\`${title}\``].some((written) => code.includes(written)) ||
  (/^\w+$/.test(title) && new RegExp(`^\\s+${title}: |const ${title} =`, "m").test(code));

describe("docs/features.md", () => {
  it("has rows of a feature, a call, a mark and tests", () => {
    expect(rows.length).toBeGreaterThan(100);
    for (const cells of rows) expect(cells).toHaveLength(4);
    for (const [feature, , mark] of rows) {
      expect(["documented", "third party", "guess", "—"], feature).toContain(mark);
    }
  });

  it.each(rows.map(([feature = "", , , cell = ""]) => [feature, cell]))("names tests that are there: %s", (_, cell) => {
    const files = [...cell.matchAll(/`(test\/[^`]+)`: ((?:"[^"]+"(?:; )?)+)/g)];
    expect(files.map(([all]) => all).join("")).toBe(cell);
    for (const [, path = "", titles = ""] of files) {
      expect(Object.keys(tests)).toContain(path);
      const missing = [...titles.matchAll(/"([^"]+)"/g)].filter(([, title = ""]) => !has(tests[path] ?? "", title));
      expect(missing.map(([title]) => `${path}: ${title}`)).toEqual([]);
    }
  });
});
