/**
 * `npm run bench`: how long people wait when many write, what memory it takes, and what each kind of exchange costs. It
 * reaches this machine only, ends by itself within three minutes, and leaves nothing behind.
 */
import { rmSync } from "node:fs";
import { costs, printCosts } from "./costs.ts";
import { calm, crowd, flood, printWaits } from "./load.ts";
import { GRAPH_MS, Theatre } from "./stage.ts";

const theatre = new Theatre();
try {
  console.log(`Node ${process.version}, ${process.platform}. The simulated Graph API takes ${GRAPH_MS} ms a call.`);
  printWaits([
    await calm(theatre),
    await crowd(theatre, "1,000 within a second", {}),
    await crowd(theatre, "1,000 within a second, no limit of the Page", { PAGE_RATE: 0 }),
    await flood(theatre, "1,000 within a second beside a flood", {}),
    await flood(theatre, "1,000 within a second beside a flood, no limit of the Page", { PAGE_RATE: 0 }),
  ]);
  printCosts(await costs(theatre));
} finally {
  rmSync(theatre.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
