/** Writes test/docs/snippets from the ```ts blocks of the documents: `npx node docs/snippets.ts`. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publicNames } from "./tools/exports.ts";
import { snippetsOf } from "./tools/snippets.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const sources = Object.fromEntries(
  ["src/kit", "src/content"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => [`${folder}/${name}`, read(`${folder}/${name}`)]),
  ),
);
const known = publicNames("src/kit/index.ts", sources);
const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const snippets = ["README.md", ...pages.map((name) => `docs/${name}`)].flatMap((path) =>
  snippetsOf(path, read(path), known),
);
const folder = join(root, "test/docs/snippets");
for (const name of readdirSync(folder)) rmSync(join(folder, name));
for (const { file, code } of snippets) writeFileSync(join(folder, file), code);
console.log(`${snippets.length} snippets.`);
