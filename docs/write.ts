/**
 * Writes what the documents take from the code: docs/reference.md from the docstrings, and the tables of docs/messages.md,
 * docs/storage.md, docs/graph.md and docs/simulator.md; and test/docs/snippets, each ```ts block of a document as a file that is compiled
 * and run. `npm run docs`; with `--snippets` those alone.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withRules } from "../simulator/rules-table.ts";
import { withErrors } from "./tools/errors.ts";
import { publicNames } from "./tools/exports.ts";
import { referencePage, undocumented } from "./tools/reference.ts";
import { snippetsOf } from "./tools/snippets.ts";
import { withTables } from "./tools/tables.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const sources = Object.fromEntries(
  readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path, read(path)]),
);

if (!process.argv.includes("--snippets")) {
  write("docs/simulator.md", withRules(read("docs/simulator.md")));
  for (const page of ["docs/messages.md", "docs/storage.md"]) write(page, withTables(read(page)));
  write("docs/graph.md", withErrors(read("docs/graph.md")));
  write("docs/reference.md", referencePage(sources));
  const { names, members } = undocumented(sources);
  if (names.length > 0) console.log(`Without a docstring: ${names.join(", ")}.`);
  if (process.argv.includes("--members")) console.log(`Members without one: ${members.join(", ")}.`);
}
writeSnippets();

function writeSnippets(): void {
  const known = {
    edgewise: publicNames("src/kit/index.ts", sources),
    messenger: publicNames("src/channels/messenger/index.ts", sources),
  };
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const snippets = ["README.md", ...pages.map((name) => `docs/${name}`)].flatMap((path) =>
    snippetsOf(path, read(path), known),
  );
  const folder = join(root, "test/docs/snippets");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { file, code } of snippets) writeFileSync(join(folder, file), code);
}
