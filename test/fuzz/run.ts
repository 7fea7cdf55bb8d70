/** `npm run fuzz -- --runs 100000 --seed 42`: the properties of this folder, as often as one likes. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const USAGE = "npm run fuzz -- [--runs 100000] [--seed 42]";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10000" }, seed: { type: "string", default: "" } },
});
for (const [name, value] of Object.entries(values)) {
  if (/^-?\d{0,10}$/.test(value)) continue;
  throw new TypeError(`--${name} is "${value}", not a whole number.\n${USAGE}`);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "worker", "test/fuzz"], {
  stdio: "inherit",
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
});
process.exitCode = status ?? 1;
