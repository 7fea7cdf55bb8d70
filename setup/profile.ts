/**
 * `npm run profile`: what the Page shows of the bot (menu, greeting, ice breakers, commands), compared with what Meta
 * has. `-- --apply` brings it to Meta, `-- --json` prints it as Meta takes it.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { unstable_readConfig as readConfig, unstable_getVarsForDev as varsOf } from "wrangler";
import { type Access, describe } from "../src/channels/channel.ts";
import { type ProfileRendering, profileOf } from "../src/channels/messenger/page/profile.ts";
import { apply, differences, readProfile } from "../src/channels/messenger/page/sync.ts";
import { accessFrom, accountAccess } from "../src/channels/meta/access.ts";
import type { GraphAnswer } from "../src/channels/meta/graph.ts";
import { versionNotice } from "../src/channels/meta/versions.ts";
import { checkBot } from "../src/check-bot.ts";
import { type Env, type Settings, settings } from "../src/env.ts";
import { type Runnable, runnable } from "../src/kit/runnable.ts";
import { linesOf } from "./lines.ts";
import { knowNames } from "./names.ts";

const CONFIG = join(dirname(dirname(fileURLToPath(import.meta.url))), "wrangler.toml");
const LATER = "People who have the menu already may see the old one for up to 24 hours.";

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values: asked } = parseArgs({ options: { apply: { type: "boolean" }, json: { type: "boolean" } } });
  const set = settings(variables());
  // A token must not go to another address than the one that was meant.
  const wrong = set.problems.filter((problem) => /^(GRAPH_API_|PUBLIC_URL)/.test(problem));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  const { profile, warnings } = profileOf(await builtBot(), set.publicUrl === "" ? {} : { base: set.publicUrl });
  for (const warning of warnings) console.error(warning);
  if (asked.json) {
    console.log(JSON.stringify(profile, null, 2));
    return;
  }
  const notice = versionNotice(set.graphVersion, Date.now());
  if (notice !== null) console.error(notice);
  await compare(profile, accessOf(set), asked.apply ?? false);
}

async function compare(wanted: ProfileRendering["profile"], graph: Access, isApplied: boolean): Promise<void> {
  const changes = differences(wanted, done(await readProfile(graph), "read"));
  if (changes.length === 0) {
    console.log("Meta has all of this already: there is nothing to change.");
    return;
  }
  console.log(changes.map((change) => linesOf(change).join("\n")).join("\n\n"));
  if (!isApplied) {
    console.log("\nNothing was changed. To bring it to Meta: npm run profile -- --apply");
    return;
  }
  done(await apply(graph, wanted, changes), "changed");
  console.log(`\nMeta has it now. ${LATER}`);
}

/** As the Worker would have them: `wrangler.toml`, then `.dev.vars`; the environment beats both. */
function variables(): Env {
  const local = varsOf(CONFIG, undefined, readConfig({ config: CONFIG }).vars, undefined, true);
  const plain = Object.entries(local).map(([name, variable]) => [name, "value" in variable ? variable.value : ""]);
  return { ...Object.fromEntries(plain), ...process.env } as unknown as Env;
}

/** The bot, after the checks that the Worker makes when it starts. */
async function builtBot(): Promise<Runnable> {
  knowNames();
  const { bot } = await import("../src/bot.ts");
  checkBot(bot);
  return bot[runnable];
}

function accessOf(set: Settings): Access {
  if (set.pageToken === "") {
    throw new Error(
      "FACEBOOK_PAGE_ACCESS_TOKEN is not set: put the Page's token into .dev.vars or into the environment. Without one: npm run profile -- --json",
    );
  }
  return accessFrom(set, accountAccess(set, { token: set.pageToken }));
}

/** Meta's answer, or what became of the call in a sentence. */
function done(answer: GraphAnswer, what: "read" | "changed"): Readonly<Record<string, unknown>> {
  switch (answer.ended) {
    case "done":
      return answer.body;
    case "refused":
    case "taken":
      throw new Error(`The profile was not ${what}. Meta says: ${describe(answer.failure, true)}`);
    case "unknown":
      throw new Error(
        what === "read"
          ? `The profile was not read: no answer came (${answer.why}).`
          : `Whether the profile was changed is not known: no answer came (${answer.why}). Run this again.`,
      );
  }
}
