// Written by docs/snippets.ts from docs/profile.md:6. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, link } from "edgewise";
const shop = action("SHOP_NOW");
const track = action("TRACK_ORDER");

export const bot = createBot({
  menu: [shop.as("🛍️ Shop Now"), track.as("📦 Track Order"), link("Our house", "https://shop.example")],
  page: {
    greeting: "Hi {{user_first_name}}! What can we do for you?",
    iceBreakers: [shop.as("What do you sell?"), track.as("Where is my order?")],
    commands: { help: "What I can do" },
    domains: ["https://shop.example"], // pages that may open inside Messenger and know who is there
    locales: {
      de_DE: { greeting: "Hallo {{user_first_name}}! Was können wir für dich tun?", menu: [shop.as("🛍️ Zum Laden")] },
    },
  },
});

bot.on("started", (c) => c.say("Welcome."));
bot.on(shop, (c) => c.say("We sell headphones."));
bot.on(track, (c) => c.say("It is on its way."));
bot.hears("/help", { anywhere: true }, (c) => c.say("Write to me, or tap the menu."));
export { shop, track, action, createBot, link };
