import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** The made-up app and Page of the tests in workerd. */
const APP = {
  GRAPH_API_URL: "https://graph.test",
  FACEBOOK_APP_ID: "808080808080808",
  FACEBOOK_APP_SECRET: "an app secret of the tests",
  FACEBOOK_PAGE_ID: "707070707070707",
  FACEBOOK_PAGE_ACCESS_TOKEN: "EAAtests",
  MESSENGER_VERIFY_TOKEN: "a verify token of the tests",
  // Waits at the pace of a test.
  GATHER_MS: "20",
  UNKNOWN_MS: "1500",
  PAUSE_MS: "1000",
};

/** Three kinds of tests: inside workerd, beside a running `wrangler dev`, and in a real browser. */
export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare: { bindings: APP } })],
        test: {
          name: "worker",
          include: ["test/{account,channels,content,conversation,kit,testing,worker}/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "node",
          include: ["test/{crash,dev,simulator}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
