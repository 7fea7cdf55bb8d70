/** What is known of the bot without running it: what to call its Page, and what can be tried. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { About } from "./protocol.ts";

/** Only the shop that comes with the project answers to these. */
const SHOP = { name: "Demo Shop", suggestions: ["products", "help", "talk to a human"] } as const;
const MOST = 4;

/** Reads `package.json` and `src/bot.ts`. The variable `PAGE_NAME` names the Page otherwise. */
export async function readAbout(root: string): Promise<About> {
  const read = (path: string) => readFile(join(root, path), "utf8").catch(() => "");
  const [source, manifest] = await Promise.all([read("src/bot.ts"), read("package.json")]);
  const isShop = source.includes('action("BROWSE_PRODUCTS")');
  const { name } = (manifest === "" ? {} : JSON.parse(manifest)) as { name?: string };
  return {
    name: process.env["PAGE_NAME"] || (isShop ? SHOP.name : titled(name ?? "")),
    isShop,
    suggestions: isShop ? SHOP.suggestions : heardWords(source),
  };
}

/** `@acme/pizza-bot` is "Pizza Bot". */
export function titled(name: string): string {
  const words = (name.split("/").at(-1) ?? "").split(/[-_.]+/).filter((word) => word !== "");
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(" ") || "Your Page";
}

/** The texts that a bot waits for word for word: `bot.hears("pizza", …)`, `bot.hears(["human", "agent"], …)`. */
export function heardWords(source: string): readonly string[] {
  const code = source.replace(/^\s*\/\/.*$/gm, "");
  const calls = [...code.matchAll(/\bhears\(\s*(?:"([^"\n]+)"|'([^'\n]+)'|\[\s*["']([^"'\n]+)["'])/g)];
  return [...new Set(calls.map(([, double, single, first]) => double ?? single ?? first ?? ""))].slice(0, MOST);
}
