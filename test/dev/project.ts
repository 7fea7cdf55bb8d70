/**
 * The project as a developer runs it, for the tests from outside: a copy, with a bot of the tests and their configuration
 * in the place of the team's. A test may edit it, and nobody's secrets are read.
 */
import { copyFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What is made by running the project, and what is somebody's own. */
const LEFT_OUT = /^(node_modules|\.git|\.wrangler|artifacts|dist|\.dev\.vars.*|\.env.*)$/;

/**
 * @param to a folder; it is made if it is not there
 * @param bot the file that becomes `src/bot.ts`, by its path in the project
 */
export function copyProject(to: string, bot: string): void {
  cpSync(ROOT, to, { recursive: true, filter: (path) => path === ROOT || !LEFT_OUT.test(basename(path)) });
  symlinkSync(join(ROOT, "node_modules"), join(to, "node_modules"), "junction");
  copyFileSync(join(ROOT, bot), join(to, "src/bot.ts"));
  // Its paths are those of the folder that it stands in.
  const configuration = readFileSync(join(ROOT, "test/wrangler.toml"), "utf8");
  writeFileSync(
    join(to, "wrangler.toml"),
    configuration.replace('"support/worker.ts"', '"src/index.ts"').replaceAll('"../', '"./'),
  );
}
