/**
 * What a bot is written with, for Node. TypeScript, wrangler and Vitest read "edgewise" and its like from the paths of
 * tsconfig.json; they are not the exports of this package, because a team gives it the name of its own bot.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** From now on the import of a bot finds what the bot imports. Modules that were loaded before are not concerned. */
export function knowNames(): void {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, "tsconfig.json"), "utf8")) as {
    readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> };
  };
  registerHooks({
    resolve(specifier, context, next) {
      const [path] = compilerOptions.paths[specifier] ?? [];
      return next(path === undefined ? specifier : pathToFileURL(join(ROOT, path)).href, context);
    },
  });
}
