/**
 * The TypeScript in the documents, as modules: so that the compiler checks it and the tests run it. Pure.
 *
 * A block is what stands in a ```ts fence, or, when readers shall not see it, in a comment that starts with `<!-- ts`.
 * The blocks of a page go on from each other: a block may use what an earlier one declares. Names of "edgewise",
 * "edgewise/messenger", "edgewise/test" and "vitest", and `instagram`, need no import, unless a block imports some itself. A
 * block whose first line is `// src/bot.ts` is that file to later ones.
 */

export interface Snippet {
  /** `tutorial.2.ts` */
  readonly file: string;
  /** Where it stands: `docs/tutorial.md:31`. */
  readonly where: string;
  readonly code: string;
}

interface Block {
  readonly line: number;
  readonly code: string;
}

interface Declared {
  readonly from: string;
  readonly isType: boolean;
}

/** What the modules that a bot imports from export. */
export interface Known {
  readonly edgewise: readonly Exported[];
  readonly messenger: readonly Exported[];
}

export function snippetsOf(path: string, markdown: string, known: Known): Snippet[] {
  const page = (path.split("/").at(-1) ?? path).replace(/\.md$/, "").toLowerCase();
  const names = new Map<string, Declared>();
  for (const { name, isType } of known.edgewise) names.set(name, { from: "edgewise", isType });
  names.set("person", { from: "edgewise/test", isType: false });
  // Its content has names that Messenger's has, too.
  names.set("instagram", { from: "edgewise/instagram", isType: false });
  // Its types have names that pages use for other things.
  for (const { name, isType } of known.messenger) {
    if (!isType) names.set(name, { from: "edgewise/messenger", isType });
  }
  for (const name of ["describe", "expect", "it", "vi"]) names.set(name, { from: "vitest", isType: false });
  const files = new Map<string, string>();

  return blocksOf(markdown).map(({ line, code }, index) => {
    const file = `${page}.${index + 1}.ts`;
    const own = declaredIn(code);
    const given = new Set([...code.matchAll(/from "([^"]+)"/g)].map(([, module = ""]) => module));
    const used = [...names].filter(
      ([name, { from }]) => !given.has(from) && !own.some((one) => one.name === name) && uses(code, name),
    );
    const shown = code.replace(
      /(from ")(?:\.{1,2}\/)+((?:src|simulator)\/[^"]+")/g,
      (_, start: string, end: string) => {
        const named = files.get(end.slice(0, -1));
        return named === undefined ? `${start}../../../${end}` : `${start}./${named}"`;
      },
    );
    for (const { name, isType, imported } of own) {
      if (!imported || !names.has(name)) names.set(name, { from: `./${file}`, isType });
    }
    const title = /^\/\/ (src\/\S+)\n/.exec(code)?.[1];
    if (title !== undefined) files.set(title, file);

    // Given on to later blocks; and what is exported is not unused, also where a name was guessed wrong.
    const rest = [...own.filter(({ exported }) => !exported), ...used.map(([name, { isType }]) => ({ name, isType }))];
    const head = [
      `// Written by docs/snippets.ts from ${path}:${line}. Change it there.`,
      ...["format", "lint", "assist"].map((what) => `// biome-ignore-all ${what}: it is as readers see it`),
      ...importsOf(used),
    ];
    const tail = rest.length === 0 ? "export {};" : `export { ${rest.map(asImport).join(", ")} };`;
    return { file, where: `${path}:${line}`, code: `${[...head, shown.trimEnd(), tail].join("\n")}\n` };
  });
}

/** What a page has that is neither run nor said to be another language for a reason: `docs/x.md:3 (js)`. */
export function unexplained(path: string, markdown: string): string[] {
  const lines = markdown.split("\n");
  const code = /^```(tsx|typescript|js|javascript|jsx|mjs)\b/;
  return lines.flatMap((line, index) => {
    const language = code.exec(line)?.[1];
    const reason = /^<!-- not run: .+ -->$/.test(lines[index - 1] ?? "");
    return language === undefined || reason ? [] : [`${path}:${index + 1} (${language})`];
  });
}

export interface Exported {
  readonly name: string;
  readonly isType: boolean;
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^(?:```ts\n([\s\S]*?)^```$|<!-- ts\n([\s\S]*?)^-->$)/gm)].map((found) => ({
    line: markdown.slice(0, found.index).split("\n").length,
    code: found[1] ?? found[2] ?? "",
  }));
}

/** What a block has at its top level, declared or imported. */
function declaredIn(code: string): (Exported & { readonly exported: boolean; readonly imported: boolean })[] {
  const declared = [
    ...code.matchAll(
      /^(export )?(?:declare )?(?:async )?(const|let|function|class|interface|type) ([A-Za-z_$][\w$]*)/gm,
    ),
  ].map(([, exported, kind, name = ""]) => ({
    name,
    isType: kind === "interface" || kind === "type",
    exported: exported !== undefined,
    imported: false,
  }));
  const imported = [...code.matchAll(/^import (type )?\{([^}]*)\}/gm)].flatMap(([, type, list = ""]) =>
    list.split(",").flatMap((one) => {
      const name =
        one
          .trim()
          .replace(/^type /, "")
          .split(" as ")
          .at(-1) ?? "";
      const isType = type !== undefined || one.trim().startsWith("type ");
      return name === "" ? [] : [{ name, isType, exported: false, imported: true }];
    }),
  );
  return [...declared, ...imported].filter(
    (one, index, all) => all.findIndex(({ name }) => name === one.name) === index,
  );
}

const asImport = ({ name, isType }: Exported): string => (isType ? `type ${name}` : name);

function importsOf(used: readonly (readonly [string, Declared])[]): string[] {
  const sources = [...new Set(used.map(([, { from }]) => from))];
  return sources.map((source) => {
    const names = used
      .filter(([, { from }]) => from === source)
      .map(([name, { isType }]) => asImport({ name, isType }));
    return `import { ${names.join(", ")} } from "${source}";`;
  });
}

/** Whether a name is used: not in a comment or a string, not as a property, not for a variable of a handler's own. */
function uses(code: string, name: string): boolean {
  const bare = code
    .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) =>
      [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, one]) => one).join(";"),
    );
  if (new RegExp(`^\\s+(const|let) ${name}\\b`, "m").test(bare)) return false;
  return new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${name}(?![\\w$]|\\s*:)`).test(bare);
}
