import { describe, expect, it } from "vitest";
import { referencePage } from "../../docs/tools/reference.ts";
import { documents, sources } from "./files.ts";

describe("docs/reference.md", () => {
  it("is up to date: if not, run npm run docs", () => {
    expect(documents["docs/reference.md"]).toBe(referencePage(sources));
  });
});
