// Written by docs/snippets.ts from docs/simulator.md:104. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { env, exports as worker } from "cloudflare:workers";
import { SimulatedMeta } from "../../../simulator/core/meta.ts";

const exports = worker as unknown as { default: Fetcher };
const settings = env as unknown as Record<string, string>;
const appId = settings["FACEBOOK_APP_ID"] ?? "";
const appSecret = settings["FACEBOOK_APP_SECRET"] ?? "";
const pageId = settings["FACEBOOK_PAGE_ID"] ?? "";
const pageToken = settings["FACEBOOK_PAGE_ACCESS_TOKEN"] ?? "";
export { exports, settings, appId, appSecret, pageId, pageToken, env, worker, SimulatedMeta };
