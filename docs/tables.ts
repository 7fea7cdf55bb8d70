/** Writes the tables of docs/messages.md from the code: `npx node docs/tables.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTables } from "./tools/tables.ts";

const page = join(import.meta.dirname, "messages.md");
writeFileSync(page, withTables(readFileSync(page, "utf8")));
