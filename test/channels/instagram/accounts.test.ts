/** An Instagram account's settings, its deliveries in every form of a body, and who has signed them. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { checkAccount } from "../../../src/channels/instagram/account.ts";
import { instagram } from "../../../src/channels/instagram/channel.ts";
import { nameOf } from "../../../src/durable-objects.ts";
import { accountsInEnvironment, type Env, secretsInEnvironment, settings } from "../../../src/env.ts";
import { ACCOUNT, instagramSide } from "../../support/instagram-side.ts";
import { postSigned, text, until, worker } from "../../support/world.ts";
import { OTHER_ACCOUNT, PERSON } from "./deliveries.ts";

beforeEach(() => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

const where = { channel: "instagram", account: ACCOUNT } as const;
const setWith = (more: Record<string, string>) =>
  settings({ FACEBOOK_APP_SECRET: "a", FACEBOOK_PAGE_ACCESS_TOKEN: "page", ...more } as unknown as Env);

describe("the settings", () => {
  it("reach the account by the Page's token where it has none of its own", () => {
    const set = setWith({ INSTAGRAM_ACCOUNT_ID: ACCOUNT, INSTAGRAM_APP_SECRET: "b" });
    expect(secretsInEnvironment(set, where)).toEqual({
      variable: "FACEBOOK_PAGE_ACCESS_TOKEN",
      secrets: { token: "page" },
    });
    expect(accountsInEnvironment(set)).toEqual([where]);
  });

  it("reach it by its own token, with the secret and the address of Instagram Login", () => {
    const set = setWith({
      INSTAGRAM_ACCOUNT_ID: ACCOUNT,
      INSTAGRAM_ACCESS_TOKEN: "ig",
      INSTAGRAM_APP_SECRET: "b",
      FACEBOOK_PAGE_ID: "1",
    });
    const secrets = { token: "ig", appSecret: "b", graphUrl: "https://graph.instagram.com" };
    expect(secretsInEnvironment(set, where)).toEqual({ variable: "INSTAGRAM_ACCESS_TOKEN", secrets });
    expect(secretsInEnvironment(set, { channel: "messenger", account: "1" })?.secrets).toEqual({ token: "page" });
    expect(accountsInEnvironment(set)).toEqual([{ channel: "messenger", account: "1" }, where]);
    const elsewhere = setWith({
      INSTAGRAM_ACCOUNT_ID: ACCOUNT,
      INSTAGRAM_ACCESS_TOKEN: "ig",
      INSTAGRAM_GRAPH_API_URL: "http://127.0.0.1:9/",
    });
    expect(secretsInEnvironment(elsewhere, where)?.secrets).toEqual({ token: "ig", graphUrl: "http://127.0.0.1:9" });
  });

  it("give no other account a token", () => {
    const set = setWith({ INSTAGRAM_ACCOUNT_ID: ACCOUNT, INSTAGRAM_ACCESS_TOKEN: "ig" });
    expect(secretsInEnvironment(set, { ...where, account: OTHER_ACCOUNT })).toBeNull();
    expect(secretsInEnvironment(setWith({ INSTAGRAM_ACCESS_TOKEN: "ig" }), where)).toBeNull();
  });

  it("take deliveries of either secret, and say what is malformed", () => {
    expect(setWith({ INSTAGRAM_APP_SECRET: "b" })).toMatchObject({ appSecrets: ["a"], signingSecrets: ["a", "b"] });
    expect(setWith({}).signingSecrets).toEqual(["a"]);
    const { problems, instagramId } = setWith({ INSTAGRAM_ACCOUNT_ID: "@shop", INSTAGRAM_GRAPH_API_URL: "x" });
    expect(instagramId).toBe("");
    expect(problems.filter((one) => one.includes("INSTAGRAM"))).toHaveLength(2);
  });
});

describe("the fields of an account", () => {
  it("say by which login it is reached", () => {
    expect(checkAccount({})).toEqual({ fields: {} });
    expect(checkAccount({ login: "facebook" })).toEqual({ fields: {} });
    expect(checkAccount({ login: "instagram" })).toEqual({ fields: {}, graphUrl: "https://graph.instagram.com" });
    expect(checkAccount({ login: "x" }).problem).toContain("login");
    expect(checkAccount({ page: "1" }).problem).toContain('"page"');
  });
});

describe("the rates", () => {
  it("are never over what Instagram takes, and may be lower or off", () => {
    const rates = (PAGE_RATE: number) =>
      instagram.lanes({ PAGE_RATE, MEDIA_RATE: 1, REPLY_RATE: 1, THREAD_RATE: 1 }).message;
    expect([250, 40, 0].map(rates)).toEqual([100, 40, 0].map((perSecond) => ({ perSecond })));
  });
});

describe("deliveries", () => {
  const s = instagramSide();
  const of = (account: string, words: string) => {
    const parties = { sender: { id: PERSON }, recipient: { id: account }, timestamp: Date.now() };
    const messaging = [{ ...parties, message: { mid: `aWdi.${account}.${words}`, text: words } }];
    return { object: "instagram", entry: [{ id: account, time: Date.now(), messaging }] };
  };
  const count = (account: string) =>
    worker.CONVERSATION.getByName(nameOf({ channel: "instagram", account, person: PERSON })).count();

  it("come alone or in a list, signed by either secret", async () => {
    expect(await postSigned([of(ACCOUNT, "one"), of(ACCOUNT, "two")])).toBe(200);
    expect(await postSigned(of(ACCOUNT, "three"), text("INSTAGRAM_APP_SECRET"))).toBe(200);
    expect(await postSigned(of(ACCOUNT, "four"), "neither")).toBe(401);
    expect((await count(ACCOUNT)).acknowledged).toBe(3);
    expect(await postSigned([of(ACCOUNT, "five"), { object: "user", entry: [] }])).toBe(404);
    expect(await postSigned([])).toBe(404);
    expect((await count(ACCOUNT)).acknowledged).toBe(3);
    await s.settled();
  });

  it("for an account that is not configured are accepted and listed", async () => {
    expect(await postSigned(of(OTHER_ACCOUNT, "hello"))).toBe(200);
    expect((await count(OTHER_ACCOUNT)).acknowledged).toBe(1);
    const home = worker.ACCOUNT.getByName(nameOf({ channel: "instagram", account: OTHER_ACCOUNT }));
    await until(async () => (await home.alerts()).some(({ kind }) => kind === "account_not_configured"));
  });

  it("of what the account writes to itself start nothing, and do not quiet the bot", async () => {
    const parties = { sender: { id: ACCOUNT }, recipient: { id: ACCOUNT }, timestamp: Date.now() };
    const items = [true, undefined].map((is_echo, n) => ({
      ...parties,
      message: { mid: `aWdi.self.${n}`, text: "note", is_self: true, is_echo },
    }));
    expect(await postSigned({ object: "instagram", entry: [{ id: ACCOUNT, messaging: items }] })).toBe(200);
    expect(await s.objectOf(ACCOUNT).show()).toMatchObject({ acknowledged: 0, events: [] });
  });

  it("of a colleague quiet the bot, for all that no app is named", async () => {
    const person = s.joins();
    s.says(person, "hi");
    await s.hears(person, 1);
    await s.settled();
    const said = { person, mid: "aWdf.colleague", reference: "", words: "Eva here" };
    await postSigned(s.receipts({ ...said, mid: (await s.saidTo(person)).at(-1)?.mid ?? "" }).sent);
    expect(await s.objectOf(person).show()).toMatchObject({ control: "bot" });
    await scheduler.wait(10);
    await worker.CONVERSATION.getByName(nameOf({ ...where, person })).accept({
      origin: "",
      received: Date.now() + 60_000,
      events: instagram
        .decode(s.receipts(said).sent, Date.now())
        .map(({ event }) => ({ ...event, at: event.at + 60_000 })),
    });
    expect(await s.objectOf(person).show()).toMatchObject({ control: "human" });
  });
});
