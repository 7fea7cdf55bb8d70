/**
 * `npm run mutate`: breaks one promise after the other in the source, and sees whether a test notices.
 *
 * `--often`: only those that CI tries at each change. `--only TEXT`: those whose promise or file has the text in it.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { MUTATION, type Mutation } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";

const { values } = parseArgs({
  options: { often: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
const AT_ONCE = 2;
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const folder = mkdtempSync(join(tmpdir(), "edgewise-mutate-"));

/** What came of one run of some tests. */
interface Run {
  readonly passed: number;
  /** The names of the tests that failed. */
  readonly failed: readonly string[];
  /**
   * Why files of tests could not be loaded, or what was printed by a run that ended badly although no test failed;
   * after a failed test, what was left out.
   */
  readonly broken: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

let runs = 0;

/** Runs tests, with a mutation or as the source is. */
async function run(tests: readonly string[], mutation: Mutation | null): Promise<Run> {
  const file = join(folder, `${runs++}.json`);
  const args = ["run", "--bail=1", "--reporter=json", `--outputFile=${file}`, ...tests.map((one) => `test/${one}`)];
  const env = { ...process.env, ...(mutation === null ? {} : { [MUTATION]: JSON.stringify(mutation) }) };
  const child = spawn(process.execPath, [vitest, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (some) => (output += some));
  const code = await new Promise((ended) => child.on("close", ended));
  try {
    const { numPassedTests, testResults }: Report = JSON.parse(readFileSync(file, "utf8"));
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = all.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    const unloaded = testResults.filter((one) => one.status === "failed" && one.assertionResults.length === 0);
    const broken = unloaded.map(({ message }) => message);
    // A worker that does not start is no result of its tests: nothing of it stands in the report.
    const silent = failed.length + broken.length === 0 && (code !== 0 || numPassedTests === 0);
    return { passed: numPassedTests, failed, broken: silent ? [output.slice(-2_000)] : broken };
  } catch {
    return { passed: 0, failed: [], broken: [output.slice(-2_000)] };
  }
}

function wrong({ file, from, to, breaks }: Mutation): string[] {
  const found = readFileSync(file, "utf8").split(from).length - 1;
  if (found === 1 && from !== to) return [];
  return [`"${breaks}": its text stands ${found} times in ${file}, and has to stand there once.`];
}

const chosen = MUTATIONS.filter(
  (one) => (!values.often || one.often === true) && `${one.breaks} ${one.file}`.includes(values.only),
);
const faults = chosen.flatMap(wrong);
if (chosen.length === 0) faults.push("No mutation was chosen.");
const began = Date.now();
const survivors: string[] = [];
let killed = 0;

/** Tries one after the other until none is left. */
async function work(left: Mutation[]): Promise<void> {
  for (let one = left.shift(); one !== undefined; one = left.shift()) {
    let { failed, broken } = await run(one.tests, one);
    // Whether it was the mutation or the machine that let nothing run, a second run tells.
    if (failed.length === 0 && broken.length > 0) ({ failed, broken } = await run(one.tests, one));
    const [by] = failed;
    if (by !== undefined) {
      killed++;
      console.log(`killed    ${one.breaks}\n            by "${by}"`);
    } else if (broken.length > 0) {
      faults.push(`"${one.breaks}": the source cannot be loaded with it.\n${broken[0]}`);
    } else {
      survivors.push(one.breaks);
      console.log(`SURVIVED  ${one.breaks} (${one.file})`);
    }
  }
}

try {
  if (faults.length === 0) {
    const tests = [...new Set(chosen.flatMap((one) => one.tests))];
    const whole = await run(tests, null);
    const fails = [...whole.failed, ...whole.broken];
    if (fails.length > 0 || whole.passed === 0) {
      faults.push(`Without a mutation the tests do not pass: ${fails[0] ?? "there are none"}`);
    } else {
      console.log(`${whole.passed} tests pass as the source is. ${chosen.length} mutations:\n`);
      const left = [...chosen];
      await Promise.all(Array.from({ length: AT_ONCE }, () => work(left)));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(`\n${killed} killed, ${survivors.length} survived, in ${Math.round((Date.now() - began) / 1_000)} s.`);
process.exitCode = survivors.length + faults.length > 0 ? 1 : 0;
