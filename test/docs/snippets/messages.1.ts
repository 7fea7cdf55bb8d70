// Written by docs/snippets.ts from docs/messages.md:9. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, createBot, coupon, askEmail, askPhone, buttons, images, link, quick } from "edgewise";
const buy = action("BUY_:sku");
const shop = buttons("Anything else?", buy.as("Buy a watch", { sku: "WATCH" }), link("Our shop", "/p/WATCH", { webview: "tall" }));

export const bot = createBot();

bot.hears("new", (c) => {
  c.say(images("/demo/WATCH.jpg", "/demo/HEADPHONES.jpg"));
  c.say(shop, { after: "1s", notification: "silent" });
});
bot.hears("coupon", (c) => c.say(coupon({ title: "10% off everything", code: "10PERCENT" }), { replyTo: true }));
bot.hears("contact", (c) => c.say(quick("How can we reach you?", askPhone(), askEmail())));
bot.on(buy, (c) => c.say(`${c.params.sku} is in your cart.`));
export { buy, shop, action, createBot, coupon, askEmail, askPhone, buttons, images, link, quick };
