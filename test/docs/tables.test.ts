import { describe, expect, it } from "vitest";
import { withTables } from "../../docs/tools/tables.ts";
import { documents } from "./files.ts";

it("the table of docs/storage.md is up to date: if not, run npm run docs", () => {
  const page = documents["docs/storage.md"] ?? "";
  expect(page).toBe(withTables(page));
  expect(page).toContain("| the id of an event | 60 days (2 × `KEEP_MS`) |  | the conversation |");
  expect(page).toContain("| 30 days (`KEEP_MS`) | 1,000 (`KEEP_MESSAGES`) | the conversation |");
});

describe("the tables of docs/messages.md", () => {
  const page = documents["docs/messages.md"] ?? "";

  it("are up to date: if not, run npm run docs", () => {
    expect(page).toBe(withTables(page));
    expect([...page.matchAll(/<!-- table: (\w+) -->/g)].map(([, name]) => name)).toEqual([
      "tags",
      "limits",
      "instagram",
    ]);
  });

  it("say what changes, in words", () => {
    const written = withTables("<!-- table: limits -->\nwritten long ago\n<!-- end -->");
    expect(written).toContain("| quick reply title | 20 characters | documented |");
    expect(written).toContain("| window | 24 hours | documented |");
    expect(written).toContain("| image bytes | 8 MB |");
    expect(written).not.toContain("written long ago");
    expect(() => withTables("<!-- table: colours -->\n<!-- end -->")).toThrow(/no table "colours"/);
  });
});
