import { describe, expect, it } from "vitest";
import type { Access } from "../../../src/channels/channel.ts";
import { type MessengerProfile, profileOf } from "../../../src/channels/messenger/page/profile.ts";
import { apply, differences, readProfile } from "../../../src/channels/messenger/page/sync.ts";
import { NEWEST } from "../../../src/channels/meta/versions.ts";
import { action } from "../../../src/kit/action.ts";
import { link } from "../../../src/kit/say.ts";
import type { PageProfile } from "../../../src/model/menu.ts";
import { MetaProfile } from "../../support/meta-profile.ts";

const shop = action("SHOP_NOW");
const track = action("TRACK_ORDER");
const FULL: PageProfile = {
  menu: [shop.as("Shop"), link("Our shop", "https://shop.example")],
  greeting: "Hello!",
  iceBreakers: [track.as("Where is my order?")],
  commands: { help: "What I can do" },
  domains: ["https://shop.example", "https://b.example", "https://a.example"],
  accountLinking: "https://shop.example/login",
  locales: { fr_FR: { greeting: "Bonjour !" }, de_DE: { greeting: "Hallo!", menu: [shop.as("Laden")] } },
};

function meta() {
  const page = new MetaProfile();
  const graph: Access = {
    url: "https://graph.test",
    version: NEWEST,
    token: "EAA",
    appSecret: "",
    timeout: 1_000,
    fetch: (input, init) => page.handle(new Request(input, init)),
  };
  const found = async (wanted: MessengerProfile) => {
    const answer = await readProfile(graph);
    return differences(wanted, answer.ended === "done" ? answer.body : {});
  };
  /** What one run with --apply does: the fields that differed. */
  const bring = async (declared: PageProfile) => {
    const { profile } = profileOf({ page: declared });
    const changes = await found(profile);
    expect(await apply(graph, profile, changes)).toMatchObject({ ended: "done" });
    return changes.map(({ field }) => field);
  };
  return { page, graph, bring };
}

describe("bringing a profile to Meta", () => {
  it("sets everything in one call, and nothing the second time, however Meta gives it back", async () => {
    const { page, bring } = meta();
    expect(await bring(FULL)).toHaveLength(7);
    expect(page.stored).toMatchObject({ account_linking_url: "https://shop.example/login" });
    expect(page.calls.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expect(await bring(FULL)).toEqual([]);
    expect(page.calls.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
  });

  it("sets what has changed, and only that", async () => {
    const { page, bring } = meta();
    await bring(FULL);
    expect(await bring({ ...FULL, greeting: "Welcome!" })).toEqual(["greeting"]);
    expect(page.calls.at(-1)).toMatchObject({
      method: "POST",
      path: `/${NEWEST}/me/messenger_profile`,
      body: {
        greeting: [
          { locale: "default", text: "Welcome!" },
          { locale: "fr_FR", text: "Bonjour !" },
          { locale: "de_DE", text: "Hallo!" },
        ],
      },
    });
    expect(Object.keys(page.calls.at(-1)?.body ?? {})).toEqual(["greeting"]);
  });

  it.each<[string, PageProfile]>([
    ["the order of the menu", { menu: [...(FULL.menu ?? [])].reverse() }],
    [
      "how high a page opens",
      { menu: [shop.as("Shop"), link("Our shop", "https://shop.example", { webview: "tall" })] },
    ],
    ["the field to write in", { composer: false }],
    ["a question's action", { iceBreakers: [shop.as("Where is my order?")] }],
    ["what a command says", { commands: { help: "Other" } }],
    ["a domain", { domains: ["https://shop.example"] }],
  ])("sees a change of %s", async (_, change) => {
    const { bring } = meta();
    await bring(FULL);
    expect(await bring({ ...FULL, ...change })).toHaveLength(1);
    expect(await bring({ ...FULL, ...change })).toEqual([]);
  });

  it("takes everything that must go away in one call, and never Get Started", async () => {
    const { page, bring } = meta();
    await bring(FULL);
    expect(await bring({ menu: [shop.as("Shop")] })).toHaveLength(6);
    expect(page.calls.slice(-2)).toMatchObject([
      { method: "POST", body: { persistent_menu: [{ locale: "default" }] } },
      {
        method: "DELETE",
        path: `/${NEWEST}/me/messenger_profile`,
        body: { fields: ["greeting", "ice_breakers", "commands", "whitelisted_domains", "account_linking_url"] },
      },
    ]);
    expect(Object.keys(page.stored)).toEqual(["get_started", "persistent_menu"]);
    expect(await bring({ menu: [shop.as("Shop")] })).toEqual([]);
  });

  it("says what differs in lines", async () => {
    const { page, graph } = meta();
    page.stored = {
      get_started: { payload: "GET_STARTED" },
      persistent_menu: [
        {
          locale: "default",
          call_to_actions: [
            { type: "nested", title: "Orders", call_to_actions: [{ type: "postback", title: "Track", payload: "T" }] },
          ],
        },
      ],
      ice_breakers: [{ question: "Old?", payload: "OLD" }],
    };
    const answer = await readProfile(graph);
    const { profile } = profileOf({
      page: { menu: [shop.as("Shop"), link("Site", "https://a.example/")], composer: false },
    });
    expect(differences(profile, answer.ended === "done" ? answer.body : {})).toEqual([
      { field: "ice_breakers", found: ["default: Old? → OLD"], wanted: [] },
      {
        field: "persistent_menu",
        found: ["default: Orders: Track → T"],
        wanted: ["default: Shop → SHOP_NOW", "default: Site → https://a.example", "default: nothing can be written"],
      },
    ]);
  });

  it("deletes nothing when setting failed", async () => {
    const { page, graph } = meta();
    page.stored = { greeting: [{ locale: "default", text: "Hello" }] };
    const { profile } = profileOf({ page: { menu: [shop.as("Shop")] } });
    const answer = await readProfile(graph);
    const changes = differences(profile, answer.ended === "done" ? answer.body : {});
    page.refuses = true;
    expect(await apply(graph, profile, changes)).toMatchObject({ ended: "refused", failure: { code: 100 } });
    expect(page.calls.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  it("stays far below Meta's ten calls in ten minutes", async () => {
    const { page, bring } = meta();
    await bring(FULL);
    await bring({});
    await bring(FULL);
    expect(page.calls).toHaveLength(6);
  });
});
