/** Reads what wrangler prints: what a developer should see, and what it says about the bot. Pure. */
import { stripVTControlCharacters } from "node:util";

export type Line =
  | { readonly is: "noise" }
  /** The first version of the bot answers now, or a new one does. */
  | { readonly is: "ready" | "reloaded" }
  /** The newest version cannot be built. */
  | { readonly is: "broken"; readonly text: string }
  /** What the bot itself, or wrangler about the bot, has to say. */
  | { readonly is: "said"; readonly text: string };

const NOISE =
  /^(⎔|\[wrangler:info\]|Your Worker has access to|Binding\s+Resource|env\.\w+\s|[─\s]*$|Using secrets|If you think this is a bug|Note that there is a newer|🪵|╭|│|╰|Running custom build)/u;

/** A line of standard output. */
export function readOutput(line: string): Line {
  const text = stripVTControlCharacters(line);
  if (text.includes("Local server updated and ready")) return { is: "reloaded" };
  if (text.startsWith("[wrangler:info] Ready on")) return { is: "ready" };
  return NOISE.test(text.trimStart()) ? { is: "noise" } : { is: "said", text };
}

/** A block of standard error: wrangler writes a warning or an error with its details, then empty lines. */
export function readError(block: string): Line {
  const text = stripVTControlCharacters(block).trim();
  if (text === "" || text.startsWith("🪵")) return { is: "noise" };
  if (/^✘ \[ERROR\] (Build failed|service core:user:\S+: Uncaught|The Workers runtime failed)/.test(text))
    return { is: "broken", text: plainError(text) };
  // The first follows an error at start-up, the second an error of the bot; both say nothing of their own.
  if (text.includes("A DurableObjectNamespace in the config referenced the class")) return { is: "noise" };
  // Nobody here waits for the sweep: the alarms of a run on this machine are all its own.
  if (text.includes("Scheduled Workers are not automatically triggered")) return { is: "noise" };
  if (text.includes("Missing required secrets")) return { is: "noise" }; // this development has its own, or none
  if (text.includes("NOSENTRY reporting trace with exceptions")) return { is: "noise" };
  return { is: "said", text };
}

/** The error's own words, without wrangler's ornaments. */
function plainError(text: string): string {
  return text
    .replace(/^✘ \[ERROR\] /gm, "")
    .replace(/^ +✘ \[ERROR\] /gm, "")
    .replace(/^service core:user:\S+: /, "")
    .replace(/\n\s*Runtime stderr:[\s\S]*$/, "")
    .replace(/\n\s*\n+/g, "\n\n")
    .trim();
}
