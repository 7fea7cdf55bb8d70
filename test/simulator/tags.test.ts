import { expect, test } from "vitest";
import { LIMITS } from "../../src/channels/messenger/limits.ts";
import { TAGS } from "../../src/channels/messenger/tags.ts";
import type { Tag } from "../../src/channels/meta/tags.ts";
import { DAY, feedback, tagged, wrote } from "./samples.ts";
import { ANA } from "./simulated.ts";

const ROWS = Object.entries(TAGS as Readonly<Record<string, Tag>>);
/** What a tag may be put on. */
const message = (tag: string) => (tag === "CUSTOMER_FEEDBACK" ? feedback({}) : { text: "Hi" });

test.each(ROWS.filter(([, { ended }]) => ended === undefined))("%s reaches seven days", async (tag) => {
  const it = wrote();
  it.clock.now = (it.meta.person(ANA).actedAt ?? 0) + LIMITS.tagReach.max;
  expect((await it.send(message(tag), tagged(tag))).status).toBe(200);
  it.clock.now++;
  expect((await it.send(message(tag), tagged(tag))).json.error).toMatchObject({ code: 10, error_subcode: 2018278 });
});

test.each(ROWS.filter(([, { ended }]) => ended !== undefined))("%s lives until the day it ends", async (tag, row) => {
  const it = wrote();
  it.clock.now = Date.parse(row.ended ?? "") - 1;
  expect((await it.send(message(tag), tagged(tag))).status).toBe(200);
  it.clock.now++;
  expect((await it.send(message(tag), tagged(tag))).json.error).toMatchObject({ code: 100 });
  it.clock.now += 30 * DAY;
  expect((await it.send(message(tag), tagged(tag))).json.error).toMatchObject({ code: 100 });
});
