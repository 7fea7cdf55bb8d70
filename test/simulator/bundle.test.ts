/** What is deployed has nothing of the simulator in it. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { copyProject } from "../dev/project.ts";

test("the deployed bundle has no development route, clock or log of turns", async () => {
  const root = await mkdtemp(join(tmpdir(), "edgewise-bundle-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  copyProject(root, "test/dev/bot.ts");
  const out = join(root, "dist");
  const wrangler = createRequire(import.meta.url).resolve("wrangler");
  await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", out], {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" },
  });
  const names = (await readdir(out)).filter((name) => name.endsWith(".js"));
  const [bundle = ""] = await Promise.all(names.map((name) => readFile(join(out, name), "utf8")));
  expect(bundle).toContain("/webhook");
  for (const own of ["/dev/clock", "/dev/profile", "/dev/about", "/api/clock", "simulator/", "framesOf", "learnShift"])
    expect(bundle).not.toContain(own);
});
