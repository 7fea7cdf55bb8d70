/** Writes the table of Meta's codes in docs/graph.md: `npx node docs/errors.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withErrors } from "./tools/errors.ts";

const page = join(import.meta.dirname, "graph.md");
writeFileSync(page, withErrors(readFileSync(page, "utf8")));
