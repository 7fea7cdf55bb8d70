/** Writes docs/reference.md from the docstrings: `npx node docs/reference.ts`. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { referencePage, undocumented } from "./tools/reference.ts";

const root = join(import.meta.dirname, "..");
const sources = Object.fromEntries(
  ["src/kit", "src/content", "src/messenger", "src/channels/messenger", "src/testing"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => [
      `${folder}/${name}`,
      readFileSync(join(root, folder, name), "utf8"),
    ]),
  ),
);
writeFileSync(join(root, "docs/reference.md"), referencePage(sources));
const { names, members } = undocumented(sources);
if (names.length > 0) console.log(`Without a docstring: ${names.join(", ")}.`);
if (process.argv.includes("--members")) console.log(`Members without one: ${members.join(", ")}.`);
