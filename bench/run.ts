/**
 * `npm run bench`: how long people wait when many write, what memory it takes, and what each kind of exchange costs. It
 * reaches this machine only, ends by itself within four minutes, and leaves nothing behind.
 *
 * `npm run bench -- growth`: how work grows with its input, and how much is read and written by how much there is already.
 * The latter is counted in workerd.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { costs, printCosts } from "./costs.ts";
import { GRAPH_MS } from "./graph.ts";
import { inputGrowth, printInputGrowth } from "./growth-input.ts";
import { atOnce, calm, crowd, flood, printUsed, printWaits, used } from "./load.ts";
import { Theatre } from "./stage.ts";

/** @returns the exit code */
function growth(): number {
  printInputGrowth(inputGrowth());
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const options = ["run", "--project", "growth", "--silent=false", "--reporter", "dot", "--disable-console-intercept"];
  return spawnSync(process.execPath, [vitest, ...options], { stdio: "inherit" }).status ?? 1;
}

async function waitsAndCosts(): Promise<void> {
  const theatre = new Theatre();
  try {
    const busy = loadavg()[0] ?? 0;
    console.log(
      `Node ${process.version}, ${availableParallelism()} cores, of which ${busy.toFixed(1)} were busy before. Graph takes ${GRAPH_MS} ms a call.`,
    );
    const unlimited = { PAGE_RATE: 0 };
    printUsed(await used(theatre));
    printWaits([
      await atOnce(theatre, "600 people at once", false),
      await atOnce(theatre, "the same on a machine that is busy", true),
      await calm(theatre, "20 people a second"),
      await flood(theatre, "the same, and one who writes 100 a second", "calm", {}),
      await crowd(theatre, "1,000 people within a second", {}),
      await crowd(theatre, "the same without the Page's rate", unlimited),
      await flood(theatre, "the same, and one who writes 1,000 a second", "crowd", unlimited),
    ]);
    printCosts(await costs(theatre));
  } finally {
    rmSync(theatre.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

if (process.argv[2] === "growth") process.exitCode = growth();
else await waitsAndCosts();
