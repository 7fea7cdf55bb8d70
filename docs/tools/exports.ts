/** The public names of a package entry, with what their docstrings say. A small parser for how this project writes. Pure. */

/** Sources by their path. */
export type Sources = Readonly<Record<string, string>>;

export interface Member {
  /** As it is declared, on one line: `readonly quiet?: Duration`. */
  readonly declaration: string;
  readonly doc: Doc | null;
}

export interface PublicName {
  readonly name: string;
  readonly isType: boolean;
  readonly path: string;
  /** As it is declared, without a body, on one line. */
  readonly declaration: string;
  readonly doc: Doc | null;
  /** Of an interface. */
  readonly members: readonly Member[];
}

export interface Doc {
  readonly text: string;
  /** `@param`, `@returns`, `@throws`. */
  readonly tags: readonly { readonly tag: string; readonly text: string }[];
  readonly example: string | null;
}

/** What the module at `entry` exports, in its order: `export { a, type B } from "./x.ts"`, and its own declarations. */
export function publicNames(entry: string, sources: Sources): PublicName[] {
  const source = sources[entry] ?? fail(`There is no ${entry}.`);
  const from = [...source.matchAll(/^export (type )?\{([^}]*)\} from "([^"]+)"/gm)].flatMap(
    ([, all, list = "", module = ""]) =>
      list.split(",").flatMap((one) => {
        const [before = "", after] = one.trim().split(/ as /);
        const name = before.replace(/^type /, "");
        if (name === "") return [];
        const isType = all !== undefined || before.startsWith("type ");
        const found = declared(resolved(entry, module), name, sources);
        if (after === undefined) return [{ ...found, isType }];
        const declaration = found.declaration.replace(new RegExp(`\\b${name}\\b`), after);
        return [{ ...found, name: after, declaration, isType }];
      }),
  );
  const own = [...source.matchAll(/^export (?:const|function|interface|type|class) (\w+)/gm)].map(([, name = ""]) =>
    declared(entry, name, sources),
  );
  return [...from, ...own];
}

function declared(path: string, name: string, sources: Sources): PublicName {
  const text = sources[path] ?? fail(`There is no ${path}.`);
  // Comments hold signs that would be read as code. Where they were stays where it is.
  const source = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "));
  const found = new RegExp(`^export (?:async )?(const|function|interface|type|class) ${name}\\b`, "m").exec(source);
  if (found === null) fail(`${path} does not declare ${name}.`);
  const { index } = found;
  const kind = found[1];
  const isInterface = kind === "interface" || kind === "class";
  const end = isInterface ? source.indexOf("{", afterBrackets(source, index)) : endOf(source, index, kind ?? "");
  return {
    name,
    isType: kind === "interface" || kind === "type",
    path,
    declaration: tidy(source.slice(index, end)),
    doc: docBefore(text, index),
    members: isInterface ? membersOf(text.slice(end + 1, closing(source, end))).filter(isForReaders) : [],
  };
}

/** Where the head of a declaration ends: before a function's body, after a type's `;`. */
function endOf(source: string, start: number, kind: string): number {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const sign = source[at] ?? "";
    if (source.startsWith("=>", at)) {
      if (kind === "const" && depth === 0) return at;
      at++;
      continue;
    }
    const opensBody = sign === "{" && kind !== "type" && depth === 0 && /[)\w>\]}]\s*$/.test(source.slice(start, at));
    if (opensBody || (sign === ";" && depth === 0)) return at;
    if ("([{<".includes(sign)) depth++;
    if (")]}>".includes(sign)) depth--;
  }
  return source.length;
}

/** Over the type parameters of an interface: their `{` does not open it. */
function afterBrackets(source: string, start: number): number {
  const open = source.slice(start).search(/[<{]/) + start;
  if (source[open] !== "<") return start;
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "<") depth++;
    if (source[at] === ">" && --depth === 0) return at;
  }
  return start;
}

function closing(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return at;
  }
  return source.length;
}

function membersOf(body: string): Member[] {
  const members: Member[] = [];
  let rest = body;
  while (rest.trim() !== "") {
    const comment = /^\s*(\/\*\*[\s\S]*?\*\/|\/\/.*)?\s*/.exec(rest);
    rest = rest.slice(comment?.[0].length ?? 0);
    const end = endOf(rest, 0, "type");
    const declaration = tidy(rest.slice(0, end));
    const head = /^(?:readonly )?(\w+\??): \{/.exec(declaration);
    if (head !== null && declaration.endsWith("}")) {
      // A group: its fields are told one by one.
      const inner = rest.slice(rest.indexOf("{") + 1, rest.slice(0, end).lastIndexOf("}"));
      members.push({ declaration: `${head[0]} … }`, doc: docOf(comment?.[1] ?? "") });
      for (const one of membersOf(inner)) {
        members.push({
          ...one,
          declaration: `${head[1]?.replace("?", "")}.${one.declaration.replace(/^readonly /, "")}`,
        });
      }
    } else if (declaration !== "") members.push({ declaration, doc: docOf(comment?.[1] ?? "") });
    rest = rest.slice(end + 1);
  }
  return members;
}

/** How a class is made is its own affair. */
const isForReaders = ({ declaration }: Member): boolean => !/^(?:override|constructor)\b/.test(declaration);

function docBefore(source: string, index: number): Doc | null {
  return docOf(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(source.slice(0, index))?.[0] ?? "");
}

function docOf(comment: string): Doc | null {
  const inner = /^\/\*\*([\s\S]*?)\*\/\s*$/.exec(comment)?.[1];
  if (inner === undefined) return null;
  const lines = inner.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  const [text = "", ...tagged] = lines.join("\n").split(/^\s*@(?=[a-z])/m);
  const tags = tagged.map((one) => {
    const [, tag = "", rest = ""] = /^(\w+)\s?([\s\S]*)$/.exec(one) ?? [];
    return { tag, text: rest.trim() };
  });
  const example = tags.find(({ tag }) => tag === "example")?.text ?? null;
  return {
    text: oneLine(text),
    tags: tags.filter(({ tag }) => tag !== "example").map(({ tag, text }) => ({ tag, text: oneLine(text) })),
    example,
  };
}

/** As it would stand on one line. */
const tidy = (declaration: string): string =>
  oneLine(declaration)
    .replace(/\( /g, "(")
    .replace(/,? \)/g, ")")
    .replace(/(= |<)\| /g, "$1");
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

function resolved(from: string, module: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const step of module.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

function fail(why: string): never {
  throw new Error(why);
}
