/** Reads the lines that the Worker of `npm start` logs for its turns, and finds where they stand in the source. */
import { readFileSync, statSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TurnTrace } from "./core/life.ts";

/** A line of the Worker's log that is about a turn; undefined for every other line. */
export function readTurn(line: string, root: string): Omit<TurnTrace, "id"> | undefined {
  if (!line.startsWith('{"what":"turn","event":')) return undefined;
  const { event, person, at, ms, says, answers, place, failed } = JSON.parse(line) as {
    event: string;
    person: string;
    at: number;
    ms: number;
    says: number;
    answers: TurnTrace["answers"];
    place?: string;
    failed?: { error: string; place: string };
  };
  const own = place === undefined ? undefined : placeIn(place, root);
  const known = ({ n, place: stack }: { readonly n: number; readonly place: string }) => {
    const found = placeIn(stack, root);
    return found === undefined ? [] : [{ n, place: found }];
  };
  const thrown = failed && placeIn(failed.place, root);
  return {
    kind: "turn",
    psid: person,
    event,
    at,
    ms,
    says,
    answers: answers.map(({ places = [], ...answer }) => ({ ...answer, places: places.flatMap(known) })),
    ...(own === undefined ? {} : { place: own }),
    ...(failed === undefined ? {} : { failed: { error: failed.error, ...(thrown ? { place: thrown } : {}) } }),
  };
}

/** Where a bot's own code stands in a stack: not in the library, and not in what runs it here. */
const LIBRARY = /^(src\/(?!bot)|simulator\/|node_modules\/|\.\.)/;

/** The first frame that is the bot's, as `src/bot.ts:24`. */
export function placeIn(stack: string, root: string): string | undefined {
  for (const [, url = "", line, column] of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+):(\d+)/g)) {
    const found = original(url, Number(line), Number(column));
    const path = found && relative(root, found.path).replaceAll("\\", "/");
    if (path && !LIBRARY.test(path)) return `${path}:${found.line}`;
  }
  return undefined;
}

const maps = new Map<string, { readonly changed: number; readonly map: SourceMap }>();

/** A place in a bundle, or in a source that is mapped already. */
function original(url: string, line: number, column: number): { path: string; line: number } | undefined {
  const path = fileURLToPath(url);
  if (!path.endsWith(".js")) return { path, line };
  try {
    const file = `${path}.map`;
    const changed = statSync(file).mtimeMs;
    let known = maps.get(file);
    if (known?.changed !== changed) {
      known = { changed, map: new SourceMap(JSON.parse(readFileSync(file, "utf8"))) };
      maps.set(file, known);
    }
    const entry = known.map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry)) return undefined;
    const source = entry.originalSource;
    const at = source.startsWith("file:") ? fileURLToPath(source) : resolve(dirname(file), source);
    return { path: at, line: entry.originalLine + 1 };
  } catch {
    // The bundle of before an edit is gone: the line is not known, and that is all.
    return undefined;
  }
}
