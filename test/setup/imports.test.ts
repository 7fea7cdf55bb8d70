import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ABOVE, BELOW, channelWords, circles, climbs, importsOf, REACHES, type Tree, unnamed } from "./imports.ts";

const src = new URL("../../src/", import.meta.url);
const tree: Tree = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path, readFileSync(new URL(path, src), "utf8")]),
);

describe("the source", () => {
  it("is found", () => {
    expect(Object.keys(tree).length).toBeGreaterThan(150);
    expect(importsOf("model/head.ts", tree["model/head.ts"] ?? "")).toEqual(["model/events.ts", "model/split.ts"]);
  });

  it("has a floor for each of its files", () => {
    expect(unnamed(tree)).toEqual([]);
    expect([...BELOW, ...ABOVE, ...Object.keys(REACHES)].filter((path) => tree[path] === undefined)).toEqual([]);
  });

  it("imports go down only", () => {
    expect(climbs(tree)).toEqual([]);
  });

  it("has no circle, types included", () => {
    expect(circles(tree)).toEqual([]);
  });

  it("names no channel in the conversation, the account, the model and the kit", () => {
    expect(channelWords(tree)).toEqual([]);
  });
});

describe("a bad tree", () => {
  it("is told of by the file that climbs", () => {
    const bad: Tree = {
      "model/content.ts": 'import type { Bot } from "../kit/bot.ts";',
      "kit/bot.ts": 'export { send } from "../channels/meta/graph.ts";',
      "channels/meta/graph.ts": 'const x = import("../../conversation/store.ts");',
      "conversation/store.ts": 'type Slot = import("../intake/webhook.ts").Slot; import "../model/content.ts";',
      "account/pause.ts": 'import { now } from "../clock.ts"; import { createRouter } from "../routes.ts";',
      "intake/webhook.ts": 'import { createBot } from "edgewise";',
      "clock.ts": 'import "./log.ts"; import "./kit/bot.ts";',
      "worker.ts": 'import "./conversation/store.ts"; import "itty-router";',
    };
    expect(climbs(bad)).toEqual([
      "model/content.ts imports kit/bot.ts",
      "kit/bot.ts imports channels/meta/graph.ts",
      "channels/meta/graph.ts imports conversation/store.ts",
      "conversation/store.ts imports intake/webhook.ts",
      "account/pause.ts imports routes.ts",
      "intake/webhook.ts imports edgewise",
      "clock.ts imports kit/bot.ts",
    ]);
  });

  it("is told of by its circles, of types too", () => {
    const bad: Tree = {
      "model/a.ts": 'import type { B } from "./b.ts";',
      "model/b.ts": 'export type { C } from "./c.ts";',
      "model/c.ts": 'import type { A } from "./a.ts"; import "./d.ts";',
      "model/d.ts": "export const d = 1;",
      "model/e.ts": 'import { e } from "./e.ts";',
    };
    expect(circles(bad)).toEqual([["model/a.ts", "model/b.ts", "model/c.ts"], ["model/e.ts"]]);
  });

  it("is told of by the words of a channel, and of nothing else", () => {
    const bad: Tree = {
      "conversation/a.ts":
        'const psid = 1; const page = list(pages); /** Messenger */ const sweepPage = "the next page";',
      "account/b.ts": "const { pageId, PAGE_RATE } = settings; log(`Page ${" + "id} has written`);",
      "model/content.ts": 'export type ChannelName = "messenger" | "whatsapp"; type Other = "messenger";',
      "kit/c.ts":
        'import { coupon } from "../channels/messenger/builders.ts"; export interface PageScoped { homepage: 1 }',
      "channels/messenger/send.ts": "const psid = 1;",
    };
    expect(channelWords(bad)).toEqual([
      "conversation/a.ts: psid",
      "account/b.ts: pageId",
      "account/b.ts: PAGE_RATE",
      "account/b.ts: Page ",
      "model/content.ts: messenger",
      "kit/c.ts: ../channels/messenger/builders.ts",
      "kit/c.ts: PageScoped",
    ]);
  });

  it("is told of by a file that no list knows", () => {
    expect(unnamed({ "new.ts": "", "whatsapp/send.ts": "", "clock.ts": "", "kit/a.ts": "" })).toEqual([
      "new.ts",
      "whatsapp/send.ts",
    ]);
  });
});
