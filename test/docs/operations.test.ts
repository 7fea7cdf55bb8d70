import { expect, it } from "vitest";
import { PAGE_FIELDS } from "../../src/channels/messenger/index.ts";
import { documents } from "./files.ts";

it("docs/operations.md names the fields that a Page is subscribed to", () => {
  const page = documents["docs/operations.md"] ?? "";
  const [list = ""] = /Subscribe the Page to: [^;]+;/.exec(page) ?? [];
  expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(PAGE_FIELDS);
});
