/** The page docs/reference.md, from the docstrings. Pure. */
import { type Doc, type PublicName, publicNames, type Sources } from "./exports.ts";

const ENTRIES = [
  { module: "edgewise", entry: "src/kit/index.ts" },
  { module: "edgewise/messenger", entry: "src/channels/messenger/index.ts" },
  { module: "edgewise/instagram", entry: "src/channels/instagram/index.ts" },
  { module: "edgewise/test", entry: "src/testing/person.ts" },
] as const;

/** The examples of the docstrings use these; readers know them from the other pages. */
const HIDDEN = `<!-- ts
const buy = action("BUY_:sku");
const standard = action("STANDARD");
const express = action("EXPRESS");
-->`;

/** @param sources the files of `src`, by path */
export function referencePage(sources: Sources): string {
  const parts = ENTRIES.map(({ module, entry }) => {
    const names = publicNames(entry, sources);
    const values = names.filter(({ isType }) => !isType).sort(byName);
    const types = names.filter(({ isType }) => isType).sort(byName);
    return [`## \`${module}\``, ...values.map(section), `### Types of \`${module}\``, ...types.map(section)].join(
      "\n\n",
    );
  });
  return `<!-- Written from the docstrings by npm run docs. Change them, and run it again. -->

# Reference

Everything that a bot can import, and nothing else. Written from the docstrings by \`npm run docs\`; a test fails
when this page is out of date. How it is used stands on the other pages: begin with [bot.md](bot.md).

${HIDDEN}

${parts.join("\n\n")}
`;
}

/** Public names and members that no docstring explains: \`name\` or \`Interface.member\`. */
export function undocumented(sources: Sources): { readonly names: string[]; readonly members: string[] } {
  const all = ENTRIES.flatMap(({ entry }) => publicNames(entry, sources));
  return {
    names: all.filter(({ doc }) => doc === null).map(({ name }) => name),
    members: all.flatMap(({ name, members }) =>
      members
        .filter(({ doc }) => doc === null)
        .map(({ declaration }) => `${name}.${/^(?:readonly )?(\w+)/.exec(declaration)?.[1] ?? declaration}`),
    ),
  };
}

const byName = (left: PublicName, right: PublicName): number => left.name.localeCompare(right.name, "en");

function section({ name, declaration, doc, members, path }: PublicName): string {
  const head = `#### \`${name}\``;
  const shown = `${code(declaration.replace(/^export /, "").replace(/ =$/, ""))} ([source](../${path}))`;
  const rows = members.map(
    (one) => `| ${cell(code(one.declaration.replace(/^readonly /, "")))} | ${cell(one.doc?.text ?? "")} |`,
  );
  const table = rows.length === 0 ? [] : [["| | |", "|---|---|", ...rows].join("\n")];
  const examples = members.flatMap((one) => example(one.doc));
  return [head, shown, ...text(doc), ...table, ...example(doc), ...examples].join("\n\n");
}

function text(doc: Doc | null): string[] {
  if (doc === null) return [];
  const tags = doc.tags.map(({ tag, text }) => {
    if (tag !== "param") return `- ${tag}: ${text.replace(/^\{(\w+)\}/, "`$1`")}`;
    const [, parameter = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    return `- \`${parameter}\`: ${rest}`;
  });
  return [doc.text, ...(tags.length === 0 ? [] : [tags.join("\n")])].filter((one) => one !== "");
}

function example(doc: Doc | null): string[] {
  if (doc?.example == null) return [];
  if (/\bperson\(bot\)/.test(doc.example))
    return [`<!-- not run: it stands inside of a test; see testing.md -->\n\`\`\`typescript\n${doc.example}\n\`\`\``];
  return [`\`\`\`ts\n${doc.example}\n\`\`\``];
}

const code = (words: string): string => (words.includes("`") ? `\`\` ${words} \`\`` : `\`${words}\``);
const cell = (words: string): string => words.replaceAll("|", "\\|");
