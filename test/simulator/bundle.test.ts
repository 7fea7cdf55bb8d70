/** What is deployed has nothing of the simulator in it, and of what only some bots need, only what this one uses. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { copyProject } from "../dev/project.ts";

/** The bundle of a bot that stands in a file of the project, with `more` written below it. */
async function bundleOf(bot: string, more = ""): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "edgewise-bundle-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  copyProject(root, bot);
  const file = join(root, "src/bot.ts");
  await writeFile(file, (await readFile(file, "utf8")) + more);
  const out = join(root, "dist");
  const wrangler = createRequire(import.meta.url).resolve("wrangler");
  await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", out], {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" },
  });
  const names = (await readdir(out)).filter((name) => name.endsWith(".js"));
  const [bundle = ""] = await Promise.all(names.map((name) => readFile(join(out, name), "utf8")));
  return bundle;
}

test("the deployed bundle has no development route, clock or log of turns", async () => {
  const bundle = await bundleOf("test/dev/bot.ts");
  expect(bundle).toContain("/webhook");
  for (const own of ["/dev/clock", "/dev/profile", "/dev/about", "/api/clock", "simulator/", "framesOf", "learnShift"])
    expect(bundle).not.toContain(own);
});

/** Whose code may be in a bundle: its path stands above it. */
const HEAVY = [
  "node_modules/libphonenumber-js/",
  "node_modules/chrono-node/dist/esm/locales/es/",
  "node_modules/chrono-node/dist/esm/locales/de/",
  "src/kit/parse/clock-words.ts",
  "src/channels/messenger/api/",
];

test.each<[string, readonly string[], string]>([
  ["nothing of them", [], ""],
  ["phone() alone", HEAVY.slice(0, 1), `import { phone } from "edgewise"; bot.dialog("x").ask("x", () => phone("?"));`],
  [
    "when() in one language",
    ["node_modules/chrono-node/dist/esm/locales/es/", "src/kit/parse/clock-words.ts"],
    `import { spanish, when } from "edgewise"; bot.dialog("x").ask("x", () => when("?", { languages: [spanish] }));`,
  ],
  ["time() alone", HEAVY.slice(3, 4), `import { time } from "edgewise"; bot.dialog("x").ask("x", () => time("?"));`],
  [
    "content of edgewise/messenger alone",
    [],
    `import { coupon } from "edgewise/messenger"; bot.hears("x", (c) => c.say(coupon({ title: "x", code: "X" })));`,
  ],
  [
    "an event of edgewise/messenger",
    HEAVY.slice(4),
    `import { messenger } from "edgewise/messenger"; bot.on(messenger.coupon, (c) => c.say("x"));`,
  ],
])("a bot that uses %s has no more of what only some questions need", async (_, expected, more) => {
  const bundle = await bundleOf("test/dev/bot.ts", more);
  expect(HEAVY.filter((one) => bundle.includes(one))).toEqual(expected);
});
