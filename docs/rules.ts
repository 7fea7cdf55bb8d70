/** Writes the tables of rules in docs/simulator.md: `npx node docs/rules.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withRules } from "../simulator/rules-table.ts";

const path = join(import.meta.dirname, "simulator.md");
writeFileSync(path, withRules(readFileSync(path, "utf8")));
