import { describe, expect, it } from "vitest";
import { linesOf } from "../../setup/lines.ts";

describe("a difference as lines", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["new", [], ["a", "b"], ["  + a", "  + b"]],
    ["gone", ["a", "b"], [], ["  - a", "  - b"]],
    ["changed in the middle", ["a", "b", "c"], ["a", "x", "c"], ["    a", "  - b", "  + x", "    c"]],
    ["one more of the same", ["a"], ["a", "a"], ["    a", "  + a"]],
    ["one less of the same", ["a", "a", "b"], ["a", "b"], ["    a", "  - a", "    b"]],
    ["another order", ["a", "b"], ["b", "a"], ["  - a", "  - b", "  + b", "  + a"]],
  ])("%s", (_, found, wanted, lines) => {
    expect(linesOf({ field: "greeting", found, wanted })).toEqual(["greeting", ...lines]);
  });
});
