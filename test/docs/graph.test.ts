import { describe, expect, it } from "vitest";
import { withErrors } from "../../docs/tools/errors.ts";
import { messenger } from "../../src/channels/messenger/index.ts";
import { answering } from "../support/graph-double.ts";
import { documents } from "./files.ts";

const page = documents["docs/graph.md"] ?? "";

describe("docs/graph.md", () => {
  it("has every code and what it means: if not, run npm run docs", () => {
    expect(withErrors(page)).toBe(page);
  });

  it("has every call of messenger(c), and no other", () => {
    const calls = Object.entries(messenger(answering().graph)).flatMap(([name, value]) =>
      typeof value === "function" ? [name] : Object.keys(value).map((inner) => `${name}.${inner}`),
    );
    const table = page.slice(page.indexOf("| call |"), page.indexOf("- **Thread control.**"));
    const told = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([\w.]+)(?:\(.*?\))?`/g)].map(([, name]) => name),
    );
    expect([...new Set(told)].toSorted()).toEqual(calls.toSorted());
  });
});
