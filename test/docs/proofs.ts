/// <reference types="vite/types/importMeta.d.ts" />
/** The tests that documents name as their proof: of the library, since those of the team's bot may be anything. */

const raw = import.meta.glob<string>(["../*/**/*.test.ts", "!../browser/**", "!../chats/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const tests = Object.fromEntries(
  Object.entries(raw).map(([path, code]) => [new URL(path, "file:///test/docs/").pathname.slice(1), code]),
);

/** Whether a file has a test, or a row of a table of tests, of this name. */
const has = (code: string, title: string): boolean =>
  [`"${title}"`, `\`${title}\``].some((written) => code.includes(written)) ||
  (/^\w+$/.test(title) && new RegExp(`^\\s+${title}: |const ${title} =`, "m").test(code));

/**
 * What a cell names that is not there.
 * @param cell `test/a.test.ts`: "one test"; "another one"; `test/b.test.ts`: "a third one"
 */
export function missingIn(cell: string): readonly string[] {
  const files = [...cell.matchAll(/`(test\/[^`]+)`: ((?:"[^"]+"(?:; )?)+)/g)];
  if (cell === "" || files.map(([all]) => all).join("") !== cell) return [`not of the form of a proof: ${cell}`];
  return files.flatMap(([, path = "", titles = ""]) =>
    [...titles.matchAll(/"([^"]+)"/g)]
      .filter(([, title = ""]) => !has(tests[path] ?? "", title))
      .map(([, title]) => `${path}: ${title}`),
  );
}
