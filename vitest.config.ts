import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { mutated } from "./test/mutate/plugin.ts";

/** The made-up app and Page of the tests in workerd. */
const APP = {
  GRAPH_API_URL: "https://graph.test",
  GRAPH_API_VERSION: "",
  FACEBOOK_APP_ID: "808080808080808",
  FACEBOOK_APP_SECRET: "an app secret of the tests",
  INSTAGRAM_APP_SECRET: "the secret of the Instagram product",
  FACEBOOK_PAGE_ID: "707070707070707",
  FACEBOOK_PAGE_ACCESS_TOKEN: "EAAtests",
  MESSENGER_VERIFY_TOKEN: "a verify token of the tests",
  ADMIN_TOKEN: "an admin token of the tests",
  TOKEN_ENCRYPTION_KEY: btoa("a key of 32 bytes of all tests!!"),
  // Where the tests' world listens.
  ALERT_URL: "https://hooks.test/alerts/a-secret-of-the-address",
  HEARTBEAT_URL: "https://hooks.test/heartbeat/a-secret-of-the-address",
  // Waits at the pace of a test.
  GATHER_MS: "20",
  UNKNOWN_MS: "1500",
  HOLD_MS: "3000",
  PAUSE_MS: "1000",
  // Of `npm run fuzz`; empty: the few runs of a quick test.
  FUZZ_RUNS: process.env["FUZZ_RUNS"] ?? "",
  FUZZ_SEED: process.env["FUZZ_SEED"] ?? "",
};

// A deploy wants these; without them wrangler complains for each project. Those of APP are what counts.
for (const name of ["FACEBOOK_APP_SECRET", "MESSENGER_VERIFY_TOKEN", "TOKEN_ENCRYPTION_KEY", "ADMIN_TOKEN"]) {
  process.env[name] ??= "";
}

const workerd = (configPath: string, main?: string) =>
  cloudflareTest({
    ...(main === undefined ? {} : { main }),
    wrangler: { configPath },
    miniflare: {
      bindings: APP,
      // In every file vitest asks whether a debugger is attached; where it cannot ask, two lines complain.
      compatibilityFlags: ["enable_nodejs_inspector_module"],
    },
  });

/** itty-router's source maps name sources that the package does not hold, and vite says so for each of them. */
const withoutSourceMaps = {
  name: "without-source-maps",
  load: {
    filter: { id: /\/node_modules\/itty-router\// },
    handler: (id: string) => ({ code: readFileSync(id, "utf8"), map: null }),
  },
};

/** "edgewise" and its like, as in tsconfig.json. */
const NAMES = { tsconfigPaths: true };

/** Inside workerd: the Worker with a bot of the project's own, and a configuration that no team changes. */
const library = (main: string) => ({
  plugins: [workerd("./test/wrangler.toml", main), withoutSourceMaps, mutated],
  resolve: NAMES,
});

/** A request to Meta that a newer app may not make fails its test. */
const setupFiles = [fileURLToPath(new URL("test/support/new-app.ts", import.meta.url))];

/** A test that asserts nothing fails. */
const expect = { requireAssertions: true };

/**
 * Five kinds of tests. The library's have bots and a configuration of their own: inside workerd, those of the examples
 * (there the Worker is the shop), from outside against `wrangler dev`, and in a real browser. Yours, `bot`, have
 * `src/bot.ts` and `wrangler.toml`.
 */
export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        ...library("./test/support/worker.ts"),
        test: {
          name: "worker",
          expect,
          setupFiles,
          globalSetup: fileURLToPath(new URL("test/docs/write-snippets.ts", import.meta.url)),
          testTimeout: 20_000,
          include: [
            "test/{account,admin,channels,contract,conversation,docs,fuzz,intake,kit,model,testing,worker}/**/*.test.ts",
          ],
        },
      },
      {
        ...library("./test/examples/worker.ts"),
        test: {
          name: "examples",
          expect,
          setupFiles,
          include: ["test/examples/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [workerd("./wrangler.toml"), withoutSourceMaps, mutated],
        resolve: NAMES,
        test: {
          name: "bot",
          expect,
          setupFiles,
          include: ["test/*.test.ts", "test/chats/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        // A part of `npm run bench`: what grows.
        ...library("./test/support/worker.ts"),
        test: { name: "growth", include: ["bench/growth.test.ts"] },
      },
      {
        plugins: [mutated],
        resolve: NAMES,
        test: {
          name: "node",
          expect,
          setupFiles,
          include: ["test/{crash,dev,mutate,setup,simulator,source}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          expect,
          include: ["test/browser/**/*.test.ts"],
          // Mostly they wait: for restarts, and for what Meta is said to take.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
