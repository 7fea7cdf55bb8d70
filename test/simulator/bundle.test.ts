/** What is deployed has nothing of the simulator in it. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test("the deployed bundle has no development route, clock or log of turns", async () => {
  const out = await mkdtemp(join(tmpdir(), "edgewise-bundle-"));
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  const wrangler = createRequire(import.meta.url).resolve("wrangler");
  await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", out], {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" },
  });
  const names = (await readdir(out)).filter((name) => name.endsWith(".js"));
  const [bundle = ""] = await Promise.all(names.map((name) => readFile(join(out, name), "utf8")));
  expect(bundle).toContain("/webhook");
  for (const own of ["/dev/clock", "/dev/profile", "/dev/about", "/api/clock", "simulator/", "framesOf", "learnShift"])
    expect(bundle).not.toContain(own);
});
