/**
 * `npm run test:any-bot`: whoever clones the project writes a bot of their own, names the package after it and fills in
 * wrangler.toml. Here several do, each in a copy of what git knows, and everything that they run has to pass.
 *
 * Which tests run is found by what they import, so that no new one is missed. With each bot: those that see a file of the
 * team's or a document. With the first bot, which is as foreign as the others, also all that Node runs: only these can
 * read the disk or start a Worker, and they start it with a bot of the tests. Of the others, inside workerd, none sees
 * anything but what it imports, and `npm test` runs them.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TEAMS, type Team } from "./bots.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
process.chdir(ROOT);

/** What the shop is begun from and what the tests stand on is what the team gets, as long as nobody has changed it. */
function differences(): readonly string[] {
  const same = (one: string, other: string) => spawnSync("diff", ["-r", one, other], { stdio: "inherit" }).status === 0;
  const pairs = [
    ["src/bot.ts", "examples/shop/bot.ts"],
    ["src/bot-assets", "examples/shop/bot-assets"],
  ] as const;
  const unlike = pairs.filter(([one, other]) => !same(one, other)).map(([one, other]) => `${one} is not ${other}.`);
  const needs = (path: string) => settingsIn(path).toSorted().join("\n");
  if (needs("wrangler.toml") !== needs("test/wrangler.toml"))
    unlike.push("wrangler.toml and test/wrangler.toml differ in more than the name, the paths and the secrets.");
  return unlike;
}

const settingsIn = (path: string): readonly string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !/^(#|name = "edgewise|main = |assets = |\[secrets\]|required = )/.test(line));

/** The copy of a team: nothing of the shop is left but what they keep, and every value that is theirs is another one. */
function clone(to: string, team: Team): void {
  for (const path of execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n")) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(path, join(to, path));
  }
  symlinkSync(join(ROOT, "node_modules"), join(to, "node_modules"), "junction");
  const change = (path: string, ...changes: readonly (readonly [from: string, to: string])[]) => {
    let text = readFileSync(join(to, path), "utf8");
    for (const [from, into] of changes) {
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
      text = text.replace(from, into);
    }
    writeFileSync(join(to, path), text);
  };
  writeFileSync(join(to, "src/bot.ts"), team.bot);
  if (team.tests === null) rmSync(join(to, "test/bot.test.ts"));
  else writeFileSync(join(to, "test/bot.test.ts"), team.tests);
  change("package.json", ['"name": "edgewise"', '"name": "@acme/table-talk"']);
  change(
    "wrangler.toml",
    ['name = "edgewise"', 'name = "table-talk"'],
    ['FACEBOOK_APP_ID = ""', 'FACEBOOK_APP_ID = "1428093375561921"'],
    ['FACEBOOK_PAGE_ID = ""', 'FACEBOOK_PAGE_ID = "104662391827456"\nGATHER_MS = "500"\nPERSON_RATE = "20"'],
    ['JURISDICTION = ""', 'JURISDICTION = "eu"'],
    ['PUBLIC_URL = ""', 'PUBLIC_URL = "https://tables.example"'],
  );
  if (team.keepsAssets) return;
  rmSync(join(to, "src/bot-assets"), { recursive: true });
  change("wrangler.toml", ['assets = { directory = "src/bot-assets" }', ""]);
}

/** Runs a command of the team's, shows what it says when it fails, and tells whether it passed. */
function passes(cwd: string, command: string, ...args: readonly string[]): boolean {
  const began = Date.now();
  const { status, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const label = args.slice(0, 6).join(" ");
  console.log(`  ${status === 0 ? "passed" : "FAILED"}  ${label} (${Math.round((Date.now() - began) / 1_000)} s)`);
  if (status !== 0) console.log(stdout);
  return status === 0;
}

const OF_THE_LIBRARY = ["worker", "examples", "node"];
const projects = (names: readonly string[]) => names.flatMap((name) => ["--project", name]);

/** @param all whether also what depends on no file of the team's runs, as far as it runs in Node */
function isGreen(root: string, all: boolean): boolean {
  const documents = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const seen = [
    "README.md",
    ...documents.map((name) => `docs/${name}`),
    "src/bot.ts",
    "test/bot.test.ts",
    "wrangler.toml",
  ];
  const related = all ? OF_THE_LIBRARY.filter((name) => name !== "node") : OF_THE_LIBRARY;
  const results = [
    passes(root, "npm", "run", "check"),
    passes(root, "npm", "run", "test:bot"),
    passes(root, "npx", "vitest", "related", "--run", ...projects(related), ...seen),
    !all || passes(root, "npx", "vitest", "run", ...projects(["node"])),
  ];
  return results.every((passed) => passed);
}

const faults = [...differences()];
// Files that differ are told at once, and not after minutes of other bots.
for (const [n, team] of faults.length === 0 ? TEAMS.entries() : []) {
  const root = mkdtempSync(join(tmpdir(), "edgewise-any-bot-"));
  console.log(team.name);
  try {
    clone(root, team);
    if (!isGreen(root, n === 0)) faults.push(`With ${team.name} not everything passes.`);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
