/**
 * No sentence for people stands outside of the table (`src/kit/sentences.ts`). Whatever reads like words in the rest of the
 * library is for developers and operators, and stands where such words may stand: in what is thrown or logged, under a name
 * that says so, in a file that cannot speak to people, or in the list below.
 */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseAst } from "vitest/node";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Files whose words people never read, and what those are. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "src/kit/sentences.ts": "the table",
  "src/kit/parse/": "words that people write",
  "src/kit/build-check.ts": "what is wrong in a bot, for whoever builds it",
  "src/model/errors.ts": "what helps against an error, for operators",
  "src/channels/meta/": "Meta's errors and versions, for operators",
  "src/channels/messenger/api/": "errors and states of calls, for developers",
  "src/channels/messenger/page/": "what is wrong in a Page's profile, for whoever builds it",
  "src/channels/messenger/limits.ts": "what each limit is of",
  "src/channels/instagram/limits.ts": "what each limit is of",
  "src/channels/instagram/account.ts": "what is wrong in an account's fields, for operators",
  "src/channels/messenger/tags.ts": "what each tag is for",
  "src/conversation/store.ts": "SQL",
  "src/conversation/schema.ts": "SQL",
};

/** What holds words for developers: thrown and logged, and names whose values are. */
const FOR_DEVELOPERS = /^(throw|new \w*Error|log|report|end|matching|abort|detail|why|fault|LOST|markUnknown)$/;

/** What is left, exactly. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // Errors.
  "src/kit/runnable.ts": [
    "NewerStateError",
    "A person's state has version {}, this bot knows up to {}. The event waits: deploy the newer bot again.",
  ],
  "src/model/graph.ts": ["GraphError"],
  "src/model/rendering.ts": ["ContentError"],
  // Words that people write, or that a platform sends.
  "src/kit/dialog.ts": ["never mind", "deixa pra lá", "laissez tomber", "laisse tomber"],
  "src/kit/erase.ts": [
    "delete my data",
    "erase my data",
    "forget me",
    "lösche meine daten",
    "borra mis datos",
    "apague meus dados",
    "apagar meus dados",
    "supprime mes données",
    "verwijder mijn gegevens",
  ],
  "src/kit/opt-out.ts": ["stop all", "opt out", "opt in"],
  "src/channels/messenger/receive/window.ts": ["STOP NOTIFICATIONS"],
  "src/channels/messenger/receive/items.ts": ["Good response", "Bad response"],
  "src/channels/instagram/send/person.ts": ["name,username,profile_pic"],
  "src/channels/messenger/upkeep.ts": ["messages.limit(5){from,created_time}", "id,subscribed_fields"],
  // Messenger writes its own title on these buttons.
  "src/channels/messenger/builders.ts": ["Log In", "Log Out"],
  // Parts of errors and warnings.
  "src/kit/bot.ts": ["What one platform alone has is heard by a value of its channel's module."],
  "src/channels/adapt/options.ts": [
    "as buttons the options would lose something",
    "{}.title has {}, and would be cut on a button",
    "give at most {} options, with titles up to {} {}",
  ],
  "src/conversation/inbox.ts": ["The platform gave no reason."],
  "src/kit/shape.ts": ["of type {}"],
  "src/conversation/replay.ts": ["nothing to replay"],
  "src/conversation/turn/once.ts": ["makes {} characters as JSON, with the event's other results; {} are kept"],
  "src/conversation/outbox/parts.ts": ["An earlier part of it was not sent."],
  "src/conversation/outbox/unknown.ts": ["give up"],
};

interface Node {
  readonly type?: string;
  readonly start?: number;
  readonly [key: string]: unknown;
}

/** The words of a literal, with `{}` for what is put in; undefined for any other node. */
function wordsIn({ type, value, quasis }: Node): string | undefined {
  if (type === "Literal" && typeof value === "string") return value;
  if (type !== "TemplateLiteral") return undefined;
  return (quasis as readonly { readonly value: { readonly cooked: string } }[])
    .map((one) => one.value.cooked)
    .join("{}");
}

/** Two words, or one that begins like a title. */
const isSpeech = (text: string) => /\p{L}{2,}[ ,]+\p{L}{2,}/u.test(text) || /^\p{Lu}\p{Ll}+/u.test(text);

const nameOf = (node: unknown): string => {
  const { name, value, property } = (node ?? {}) as Node;
  return String(name ?? value ?? (property === undefined ? "" : nameOf(property)));
};

/** What a node is for those below it. */
function roleOf(node: Node): string | undefined {
  switch (node.type) {
    case "ThrowStatement":
      return "throw";
    case "NewExpression":
      return `new ${nameOf(node["callee"])}`;
    case "CallExpression":
      return nameOf(node["callee"]);
    case "Property":
      return nameOf(node["key"]);
    case "VariableDeclarator":
    case "FunctionDeclaration":
      return nameOf(node["id"]);
    default:
      return undefined;
  }
}

function speechIn(node: unknown, isForDevelopers = false): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => speechIn(one, isForDevelopers));
  if (typeof node !== "object" || node === null) return [];
  const here = node as Node;
  if (here.type === "ImportDeclaration" || here.type === "TSLiteralType") return [];
  if (here.type?.startsWith("Export") && here["source"]) return [];
  const inside = isForDevelopers || FOR_DEVELOPERS.test(roleOf(here) ?? "");
  const text = wordsIn(here);
  const own = text !== undefined && !inside && isSpeech(text) ? [text] : [];
  return [...own, ...Object.values(here).flatMap((one) => speechIn(one, inside))];
}

const files = globSync("src/{kit,model,conversation,channels}/**/*.ts", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

it("is found where it is", () => {
  const speech = (code: string) => speechIn(parseAst(code));
  const put = "$" + "{n}";
  expect(
    speech(`say("Please choose."); const a = { title: \`Wait ${put} min\` }; export const b = "Canceled";`),
  ).toEqual(["Please choose.", "Wait {} min", "Canceled"]);
  expect(
    speech(`throw new TypeError("Do not."); log("warn", \`it has ${put} left\`); const why = "It has ended.";`),
  ).toEqual([]);
});

it("stands in the table, and nowhere else", () => {
  const own = files.filter((file) => !Object.keys(ELSEWHERE).some((one) => file.startsWith(one)));
  expect(own.length).toBeGreaterThan(70);
  const found = own.flatMap((file) => {
    const speech = speechIn(parseAst(readFileSync(`${root}/${file}`, "utf8"), { lang: "ts" }));
    return speech.filter((text) => KNOWN[file]?.includes(text) !== true).map((text) => `${file}: ${text}`);
  });
  expect(found).toEqual([]);
});

it("knows of no exception that is not there", () => {
  for (const one of Object.keys(ELSEWHERE))
    expect(
      files.some((file) => file.startsWith(one)),
      one,
    ).toBe(true);
  for (const [file, texts] of Object.entries(KNOWN)) {
    const speech = speechIn(parseAst(readFileSync(`${root}/${file}`, "utf8"), { lang: "ts" }));
    expect(
      texts.filter((text) => !speech.includes(text)),
      file,
    ).toEqual([]);
  }
});
