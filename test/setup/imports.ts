/** What the source imports and names, and what of that no folder may. Pure: a tree of files in, sentences out. */
import { posix } from "node:path";
import { parseAst } from "vitest/node";

/** The files of `src` by their path in it, with their text. */
export type Tree = Readonly<Record<string, string>>;

/** The floors, from the bottom up. A file imports from lower floors, and from its own folder. */
export const FLOORS: readonly (readonly string[])[] = [
  ["model"],
  ["channels", "kit"],
  ["account"],
  ["conversation"],
  ["intake"],
  ["admin"],
  ["testing"],
];

/** Files at the root of `src` that every floor may use. */
export const BELOW: readonly string[] = [
  "clock.ts",
  "crypto.ts",
  "digest.ts",
  "durable-objects.ts",
  "env.ts",
  "http.ts",
  "log.ts",
  "queue.ts",
  "retention.ts",
  "rpc.ts",
  "timeout.ts",
];

/** Files at the root of `src` that put the Worker together. */
export const ABOVE: readonly string[] = ["bot.ts", "check-bot.ts", "health.ts", "index.ts", "routes.ts", "worker.ts"];

/** What a file below every floor may import, beside the model and its like: each with the reason. */
export const REACHES: Readonly<Record<string, readonly string[]>> = {
  // The standard version of Meta's API is a setting.
  "env.ts": ["channels/meta/versions.ts"],
  // What the methods of the two objects take and give, as types alone.
  "rpc.ts": ["account/", "conversation/", "channels/channel.ts", "kit/runnable.ts"],
};

/** The folders that know no channel by its name. */
const NEUTRAL: readonly string[] = ["conversation", "account", "model", "kit"];

/** Words of one channel alone, in identifiers and in text. `page` by itself may be a page of a list. */
const CHANNEL_WORDS =
  /messenger|facebook|instagram|whatsapp|psid|igsid|wamid|page_|page(?=id|token|access|rate|scoped)|\bPages?\b/i;
/** What the pattern must not take for one: `page` and `pages` of a list, in small letters. */
const LIST_WORDS = /\bpages?\b/g;

/** The one place that names the channels. */
const CHANNEL_NAMES = { file: "model/content.ts", type: "ChannelName" } as const;

interface Node {
  readonly type?: string;
  readonly [key: string]: unknown;
}

const parsed = (text: string): Node => parseAst(text, { lang: "ts" }) as unknown as Node;

function* nodesIn(node: unknown): Iterable<Node> {
  if (Array.isArray(node)) {
    for (const one of node) yield* nodesIn(one);
  } else if (typeof node === "object" && node !== null) {
    yield node as Node;
    for (const one of Object.values(node)) yield* nodesIn(one);
  }
}

/** Where a file imports from, types included: paths in the tree, and names of packages as they are. */
export function importsOf(path: string, text: string): string[] {
  const sources = [...nodesIn(parsed(text))].flatMap((node) => {
    const isImport = /^(Import(Declaration|Expression)|Export(Named|All)Declaration|TSImportType)$/.test(
      node.type ?? "",
    );
    const source = (node["source"] ?? (node.type === "TSImportType" ? node["argument"] : undefined)) as
      | Node
      | undefined;
    const value = source?.["value"] ?? (source?.["literal"] as Node | undefined)?.["value"];
    return isImport && typeof value === "string" ? [value] : [];
  });
  return [...new Set(sources)].map((source) =>
    source.startsWith(".") ? posix.join(posix.dirname(path), source) : source,
  );
}

const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
const floorOf = (path: string): number => FLOORS.findIndex((folders) => folders.includes(folderOf(path)));

/** Files, and folders of `src`, that the lists above do not know. */
export function unnamed(tree: Tree): string[] {
  return Object.keys(tree).filter((path) =>
    folderOf(path) === "" ? !BELOW.includes(path) && !ABOVE.includes(path) : floorOf(path) < 0,
  );
}

/** Imports that go up, or to the side: `account/x.ts imports conversation/y.ts`. */
export function climbs(tree: Tree): string[] {
  return Object.entries(tree).flatMap(([path, text]) =>
    importsOf(path, text)
      .filter((target) => !mayImport(path, target))
      .map((target) => `${path} imports ${target}`),
  );
}

function mayImport(path: string, target: string): boolean {
  if (target.startsWith("edgewise")) return ABOVE.includes(path); // the library by its public names: the bot's way
  if (!target.endsWith(".ts")) return true; // a package
  if (ABOVE.includes(path)) return true;
  if (ABOVE.includes(target)) return false;
  if (BELOW.includes(path)) {
    const reaches = REACHES[path] ?? [];
    return BELOW.includes(target) || folderOf(target) === "model" || reaches.some((one) => target.startsWith(one));
  }
  return BELOW.includes(target) || folderOf(path) === folderOf(target) || floorOf(target) < floorOf(path);
}

/** Circles of files, types included: each as its files in alphabetical order. */
export function circles(tree: Tree): string[][] {
  const arrows = new Map(Object.entries(tree).map(([path, text]) => [path, importsOf(path, text)]));
  const reached = new Map([...arrows.keys()].map((path) => [path, reachedFrom(path, arrows)]));
  const found = new Map<string, string[]>();
  for (const [path, all] of reached) {
    if (!all.has(path)) continue;
    const circle = [...all].filter((other) => reached.get(other)?.has(path)).sort();
    found.set(circle.join(" "), circle);
  }
  return [...found.values()];
}

function reachedFrom(path: string, arrows: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [path];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const next of arrows.get(one) ?? []) {
      if (!arrows.has(next) || reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

/** Imports of a channel's own folder, and names and texts of a channel's, in folders that know none: `kit/x.ts: pageId`. */
export function channelWords(tree: Tree): string[] {
  return Object.entries(tree)
    .filter(([path]) => NEUTRAL.includes(folderOf(path)))
    .flatMap(([path, text]) => [...new Set(wordsOf(path, text))].map((word) => `${path}: ${word}`));
}

function wordsOf(path: string, text: string): string[] {
  const isNaming = ({ type, id }: Node) =>
    path === CHANNEL_NAMES.file && type === "TSTypeAliasDeclaration" && (id as Node)["name"] === CHANNEL_NAMES.type;
  const read = (node: unknown): string[] => {
    if (Array.isArray(node)) return node.flatMap(read);
    if (typeof node !== "object" || node === null || isNaming(node as Node)) return [];
    const { type, name, value } = node as Node;
    const own =
      type === "Identifier" ? name : type === "Literal" ? value : type === "TemplateElement" ? cooked(value) : null;
    return [...(typeof own === "string" ? [own] : []), ...Object.values(node).flatMap(read)];
  };
  return read(parsed(text)).filter((word) => CHANNEL_WORDS.test(word.replace(LIST_WORDS, "")));
}

const cooked = (value: unknown): unknown => (value as { readonly cooked?: string } | undefined)?.cooked;
