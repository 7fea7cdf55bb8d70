import { expect, test } from "vitest";
import type { Change } from "../../simulator/core/chat.ts";
import { ANA, simulated } from "./simulated.ts";

const MENU = [
  {
    locale: "default",
    call_to_actions: [
      { type: "postback", title: "Help", payload: "HELP" },
      { type: "web_url", title: "Shop", url: "https://shop.test" },
    ],
  },
];

test("a profile is set, read, shown and deleted", async () => {
  const changes: Change[] = [];
  const { meta, call } = simulated({ onChange: (change) => changes.push(change) });
  const set = await call("/me/messenger_profile", {
    get_started: { payload: "START" },
    greeting: [{ locale: "default", text: "Hello" }],
    persistent_menu: MENU,
  });
  expect(set.json).toEqual({ result: "success" });
  expect(changes.at(-1)).toMatchObject({ kind: "profile", profile: { get_started: { payload: "START" } } });
  const read = await call("/me/messenger_profile?fields=get_started,persistent_menu,commands");
  expect(read.json).toEqual({ data: [{ get_started: { payload: "START" }, persistent_menu: MENU }] });
  expect(meta.menuOf(ANA)).toEqual(MENU[0]);
  const gone = { fields: ["persistent_menu", "get_started"] };
  expect((await call("/me/messenger_profile", gone, { method: "DELETE" })).json).toEqual({ result: "success" });
  expect(meta.profile).toEqual({ greeting: [{ locale: "default", text: "Hello" }] });
  expect(meta.menuOf(ANA)).toBeUndefined();
});

test("a menu needs Get Started, before and after", async () => {
  const { call } = simulated();
  const menu = await call("/me/messenger_profile", { persistent_menu: MENU });
  expect(menu.json.error).toMatchObject({ code: 100, error_subcode: 2018145 });
  await call("/me/messenger_profile", { get_started: { payload: "START" }, persistent_menu: MENU });
  const gone = await call("/me/messenger_profile", { fields: ["get_started"] }, { method: "DELETE" });
  expect(gone.json.error).toMatchObject({ code: 100, error_subcode: 2018145 });
});

test("a person's own menu stands before the Page's", async () => {
  const { meta, call } = simulated();
  meta.says(ANA, "Hi");
  await call("/me/messenger_profile", { get_started: { payload: "START" }, persistent_menu: MENU });
  const own = [{ locale: "default", call_to_actions: [{ type: "postback", title: "Stop", payload: "STOP" }] }];
  await call("/me/custom_user_settings", { psid: ANA, persistent_menu: own });
  expect(meta.menuOf(ANA)).toEqual(own[0]);
  expect(meta.menus).toEqual({ [ANA]: own });
  expect((await call(`/me/custom_user_settings?psid=${ANA}`)).json["data"]).toEqual([
    { user_level_persistent_menu: own, page_level_persistent_menu: MENU },
  ]);
  await call(`/me/custom_user_settings?psid=${ANA}&params=["persistent_menu"]`, undefined, { method: "DELETE" });
  expect(meta.menuOf(ANA)).toEqual(MENU[0]);
});

test("what a person taps of it, and commands", async () => {
  const { meta, call, received } = simulated();
  await call("/me/messenger_profile", {
    get_started: { payload: "START" },
    persistent_menu: MENU,
    ice_breakers: [{ question: "Where are you?", payload: "WHERE" }],
    commands: [{ locale: "default", commands: [{ name: "help", description: "What I can do" }] }],
  });
  meta.getStarted(ANA);
  meta.tapsIceBreaker(ANA, "Where are you?");
  meta.tapsMenu(ANA, "Help");
  meta.commands(ANA, "help");
  expect(() => meta.tapsMenu(ANA, "Nothing")).toThrow("There is: Help, Shop.");
  await meta.settle();
  expect(received().map(({ item }) => item["postback"] ?? item["message"])).toMatchObject([
    { title: "Get Started", payload: "START" },
    { title: "Where are you?", payload: "WHERE" },
    { title: "Help", payload: "HELP" },
    { text: "/help", commands: [{ name: "help" }] },
  ]);
});

test("ten changes in ten minutes", async () => {
  const { call, clock } = simulated();
  const set = () => call("/me/messenger_profile", { get_started: { payload: "START" } });
  for (let times = 0; times < 10; times++) expect((await set()).status).toBe(200);
  expect((await set()).json.error).toMatchObject({ code: 613 });
  clock.now += 10 * 60_000;
  expect((await set()).status).toBe(200);
});
