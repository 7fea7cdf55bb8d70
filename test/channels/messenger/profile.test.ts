import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/channels/messenger/limits.ts";
import { personMenu, profileOf, profileProblems } from "../../../src/channels/messenger/page/profile.ts";
import { action } from "../../../src/kit/action.ts";
import { link } from "../../../src/kit/say.ts";
import type { PageProfile } from "../../../src/model/menu.ts";
import { ContentError } from "../../../src/model/rendering.ts";

const shop = action("SHOP_NOW");
const track = action("TRACK_ORDER");
const many = <Value>(count: number, make: (n: number) => Value): Value[] =>
  Array.from({ length: count }, (_, n) => make(n));
const x = (count: number) => "x".repeat(count);
const profile = (page: PageProfile) => profileOf({ page }, { base: "https://bot.test" });

describe("the Messenger profile of a bot", () => {
  it("has Get Started for a bot that declares nothing", () => {
    expect(profileOf({})).toEqual({ profile: { get_started: { payload: "GET_STARTED" } }, warnings: [] });
  });

  it("is Meta's own JSON, to the letter", () => {
    const page: PageProfile = {
      menu: [shop.as("🛍️ Shop Now"), link("Our shop", "https://shop.example/"), link("A watch", "/p/WATCH")],
      greeting: "Hi {{user_first_name}}!",
      iceBreakers: [track.as("Where is my order?")],
      domains: ["https://shop.example"],
      accountLinking: "https://shop.example/login",
    };
    expect(profile(page).profile).toEqual({
      get_started: { payload: "GET_STARTED" },
      greeting: [{ locale: "default", text: "Hi {{user_first_name}}!" }],
      persistent_menu: [
        {
          locale: "default",
          composer_input_disabled: false,
          call_to_actions: [
            { type: "postback", title: "🛍️ Shop Now", payload: "SHOP_NOW" },
            { type: "web_url", title: "Our shop", url: "https://shop.example/" },
            { type: "web_url", title: "A watch", url: "https://bot.test/p/WATCH" },
          ],
        },
      ],
      ice_breakers: [
        { locale: "default", call_to_actions: [{ question: "Where is my order?", payload: "TRACK_ORDER" }] },
      ],
      whitelisted_domains: ["https://shop.example"],
      account_linking_url: "https://shop.example/login",
    });
  });

  it("has what is written in other languages beside the default, and nothing where nothing is written", () => {
    const german = { greeting: "Hallo!", menu: [shop.as("Laden")], commands: { hilfe: "Was ich kann" } };
    const french = { composer: false, iceBreakers: [track.as("Où est ma commande ?")] };
    const page: PageProfile = {
      menu: [shop.as("Shop")],
      greeting: "Hello!",
      iceBreakers: [track.as("Where is it?")],
      commands: { help: "What I can do", track: "Your order" },
      locales: { de_DE: german, fr_FR: french },
    };
    expect(profile(page).profile).toEqual({
      get_started: { payload: "GET_STARTED" },
      greeting: [
        { locale: "default", text: "Hello!" },
        { locale: "de_DE", text: "Hallo!" },
      ],
      persistent_menu: [
        {
          locale: "default",
          composer_input_disabled: false,
          call_to_actions: [{ type: "postback", title: "Shop", payload: "SHOP_NOW" }],
        },
        {
          locale: "de_DE",
          composer_input_disabled: false,
          call_to_actions: [{ type: "postback", title: "Laden", payload: "SHOP_NOW" }],
        },
        {
          locale: "fr_FR",
          composer_input_disabled: true,
          call_to_actions: [{ type: "postback", title: "Shop", payload: "SHOP_NOW" }],
        },
      ],
      ice_breakers: [
        { locale: "default", call_to_actions: [{ question: "Where is it?", payload: "TRACK_ORDER" }] },
        { locale: "fr_FR", call_to_actions: [{ question: "Où est ma commande ?", payload: "TRACK_ORDER" }] },
      ],
      commands: [
        {
          locale: "default",
          commands: [
            { name: "help", description: "What I can do" },
            { name: "track", description: "Your order" },
          ],
        },
        { locale: "de_DE", commands: [{ name: "hilfe", description: "Was ich kann" }] },
      ],
    });
  });

  it("lays menus in menus flat, in their order, and says so", () => {
    const orders = {
      title: "📦 My Orders",
      items: [track.as("Track Order"), { title: "More", items: [link("Returns", "/r")] }],
    };
    const { profile: flat, warnings } = profile({ menu: [shop.as("Shop Now"), orders, shop.as("Again")] });
    expect(flat.persistent_menu?.[0]?.call_to_actions.map(({ title }) => title)).toEqual([
      "Shop Now",
      "Track Order",
      "Returns",
      "Again",
    ]);
    expect(warnings).toEqual([
      'menu[1]: Messenger has had no menus in menus since v8. The title "📦 My Orders" is left out, and its items stand in the menu one by one.',
      'menu[1].items[1]: Messenger has had no menus in menus since v8. The title "More" is left out, and its items stand in the menu one by one.',
    ]);
  });

  it("says that commands hide the menu", () => {
    const { warnings } = profile({ menu: [shop.as("Shop")], commands: { help: "Help" } });
    expect(warnings).toEqual(["page.commands: where Messenger offers commands, it does not show the menu."]);
  });

  it("takes everything that just fits", () => {
    const page: PageProfile = {
      menu: many(LIMITS.menuItems.max, () => shop.as(x(LIMITS.menuTitle.max))),
      greeting: x(LIMITS.greeting.max),
      iceBreakers: many(LIMITS.iceBreakers.max, () => shop.as(x(LIMITS.iceBreakerQuestion.max))),
      commands: Object.fromEntries(
        many(LIMITS.commands.max, (n) => [
          `${n}`.padStart(LIMITS.commandName.max, "c"),
          x(LIMITS.commandDescription.max),
        ]),
      ),
      domains: many(LIMITS.whitelistedDomains.max, (n) => `https://${n}.example`),
    };
    expect(profileProblems({ page })).toEqual([]);
  });

  it.each<[string, PageProfile]>([
    ["menu: 21 > 20 items", { menu: many(21, () => shop.as("Shop")) }],
    ["menu: 21 > 20 items", { menu: [{ title: "All", items: many(21, () => shop.as("Shop")) }] }],
    ["menu[1].title: 31 > 30 characters", { menu: [shop.as("Shop"), track.as(x(31))] }],
    ["menu[0].title: is empty", { menu: [shop.as(" ")] }],
    ["menu[0].payload: 1005 > 1000 characters", { menu: [action("BUY_:sku").as("Buy", { sku: x(1001) })] }],
    ["menu[0].url: does not begin with https:", { menu: [link("Files", "ftp://shop.example")] }],
    ["page.composer: needs a menu", { composer: false }],
    ["page.greeting: 161 > 160 characters", { greeting: x(161) }],
    ["page.greeting: is empty", { greeting: "" }],
    ["page.iceBreakers: 5 > 4 items", { iceBreakers: many(5, () => shop.as("What?")) }],
    ["page.iceBreakers[0].title: 81 > 80 characters", { iceBreakers: [shop.as(x(81))] }],
    ["page.commands: 101 > 100 items", { commands: Object.fromEntries(many(101, (n) => [`c${n}`, "It"])) }],
    [`page.commands.${x(33)}: 33 > 32 characters`, { commands: { [x(33)]: "Help" } }],
    ["page.commands./help: is not a name", { commands: { "/help": "Help" } }],
    ["page.commands.two words: is not a name", { commands: { "two words": "Help" } }],
    ["page.commands.help: 65 > 64 characters", { commands: { help: x(65) } }],
    ["page.commands.help: is empty", { commands: { help: "" } }],
    [
      "page.domains[1]: has to be a whole https:// address",
      { domains: ["https://shop.example", "http://shop.example"] },
    ],
    ["page.domains: 51 > 50 items", { domains: many(51, (n) => `https://${n}.example`) }],
    ["page.accountLinking: has to be a whole https:// address", { accountLinking: "/login" }],
    ["page.locales.German: is not one of Meta's names", { locales: { German: {} } }],
    ["page.locales.default: is not one of Meta's names", { locales: { default: {} } }],
    ["page.locales.de_DE.greeting: needs a page.greeting too", { locales: { de_DE: { greeting: "Hallo" } } }],
    ["page.locales.de_DE.menu: needs a menu for every language", { locales: { de_DE: { menu: [shop.as("Laden")] } } }],
    ["page.locales.de_DE.composer: needs a menu", { locales: { de_DE: { composer: false } } }],
    [
      "page.locales.de_DE.iceBreakers: 5 > 4 items",
      { iceBreakers: [shop.as("What?")], locales: { de_DE: { iceBreakers: many(5, () => shop.as("Was?")) } } },
    ],
  ])("refuses what Meta would: %s", (problem, page) => {
    expect(() => profile(page)).toThrow(ContentError);
    expect(profileProblems({ page })).toEqual([expect.stringContaining(problem)]);
  });

  it("asks for the Worker's address only where it is needed", () => {
    expect(() => profileOf({ page: { menu: [link("A watch", "/p/WATCH")] } })).toThrow(/menu\[0\]\.url: .*PUBLIC_URL/);
  });
});

describe("one person's menu", () => {
  it("is Meta's own JSON, to the letter", () => {
    expect(personMenu("123", [shop.as("Shop")], { composer: false })).toEqual({
      psid: "123",
      persistent_menu: [
        {
          locale: "default",
          composer_input_disabled: true,
          call_to_actions: [{ type: "postback", title: "Shop", payload: "SHOP_NOW" }],
        },
      ],
    });
  });

  it("keeps to the same limits, and is never empty", () => {
    expect(() =>
      personMenu(
        "123",
        many(21, () => shop.as("Shop")),
      ),
    ).toThrow(/menu: 21 > 20 items/);
    expect(() => personMenu("123", [])).toThrow(/menu: is empty/);
  });
});
