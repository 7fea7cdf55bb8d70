/** What teams put in the place of the shop. */
import { readdirSync, readFileSync } from "node:fs";

export interface Team {
  readonly name: string;
  /** `src/bot.ts`. */
  readonly bot: string;
  /** `test/bot.test.ts`; null: they have removed it. */
  readonly tests: string | null;
  /** Whether they have kept the shop's pictures and pages. */
  readonly keepsAssets: boolean;
}

const EMPTY = `import { createBot } from "edgewise";

export const bot = createBot();
`;

/** The file that who follows the tutorial to its end has at `path`. */
function fromTutorial(path: string): string {
  const blocks = readFileSync("docs/tutorial.md", "utf8").matchAll(/```ts\n(\/\/ (\S+)\n[\s\S]*?)```/g);
  const last = [...blocks].filter(([, , name]) => name === path).at(-1);
  if (last?.[1] === undefined) throw new Error(`docs/tutorial.md has no ${path}.`);
  return last[1];
}

/** Of the shop's folder everything is as it comes: it is in each run of the tests. */
const examples = readdirSync("examples").filter((name) => name !== "shop");

export const TEAMS: readonly Team[] = [
  {
    name: "the tutorial's bot",
    bot: fromTutorial("src/bot.ts"),
    tests: fromTutorial("test/bot.test.ts"),
    keepsAssets: true,
  },
  { name: "an empty bot", bot: EMPTY, tests: null, keepsAssets: false },
  ...examples.map((name) => ({
    name: `examples/${name}`,
    bot: readFileSync(`examples/${name}/bot.ts`, "utf8"),
    tests: null,
    keepsAssets: true,
  })),
];
