import { describe, expect, it } from "vitest";
import { documents } from "./files.ts";

/** As GitHub names a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, one = ""]) => anchor(one));

describe("the links between documents", () => {
  it.each(Object.entries(documents))("lead somewhere: %s", (path, markdown) => {
    const dead = [...markdown.matchAll(/\]\(([^)#\s:]*\.md)?(?:#([^)\s]+))?\)/g)].filter(([, page = "", part]) => {
      const target = page === "" ? path : new URL(page, `file:///${path}`).pathname.slice(1);
      const there = documents[target];
      return there === undefined || (part !== undefined && !anchorsOf(there).includes(part));
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});
