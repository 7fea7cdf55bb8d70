import { expect, it } from "vitest";
import { documents, paths, sources } from "./files.ts";

const page = documents["docs/architecture.md"] ?? "";
const named = [...page.matchAll(/`((?:src|test|simulator|docs)\/[\w./-]+)`/g)].map(([, path = ""]) => path);

it("docs/architecture.md names files and folders that there are", () => {
  expect(named.length).toBeGreaterThan(80);
  const gone = named.filter((path) => !paths.some((file) => file === path || file.startsWith(`${path}/`)));
  expect(gone).toEqual([]);
});

it("docs/architecture.md has a paragraph for every folder of src", () => {
  const folders = Object.keys(sources).flatMap((path) => /^src\/\w+(?=\/)/.exec(path) ?? []);
  const told = [...page.matchAll(/^- \*\*`(src\/\w+)`\*\*/gm)].map(([, path]) => path);
  expect([...new Set(folders)].filter((path) => !told.includes(path))).toEqual([]);
});

it("every document is found from the README", () => {
  const readme = documents["README.md"] ?? "";
  const pages = Object.keys(documents).filter((path) => path.startsWith("docs/"));
  expect(pages.filter((path) => !readme.includes(`(${path})`))).toEqual([]);
});
