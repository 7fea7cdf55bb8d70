// A small shop. As src/bot.ts it is YOUR BOT: change it, delete it, write your own. It imports from "edgewise" only.
// examples/shop keeps it as it was, with its tests.
import {
  action,
  buttons,
  carousel,
  choice,
  confirm,
  createBot,
  quick,
  receipt,
  shape,
  signal,
  utility,
} from "edgewise";

// An action is a value: it builds its buttons (`buy.as("Buy Now", { sku })`) and routes their taps.
const browse = action("BROWSE_PRODUCTS");
const shop = action("SHOP_NOW");
const buy = action("BUY_:sku");
const info = action("INFO_:sku");
const checkout = action("CHECKOUT");
const track = action("TRACK_ORDER");
const orders = action("ORDER_HISTORY");
const returns = action("RETURNS");
const support = action("CONTACT_SUPPORT");
const rate = action("RATING_:stars");
const wasMe = action("THAT_WAS_ME");
const notMe = action("NOT_ME");
// A signal comes later, or from elsewhere (POST /admin/signals/order.shipped), and enters the chat like a message.
const survey = signal("survey", shape({ order: String }));
export const shipped = signal("order.shipped", shape({ order: String, tracking: String }));
export const alert = signal("security.alert", shape({ what: String }));

const goods = {
  HEADPHONES: { name: "Wireless Headphones", price: 149.99, about: "Premium sound quality" },
  WATCH: { name: "Smart Watch", price: 299.99, about: "Track your fitness" },
};
const isSku = (sku: string): sku is keyof typeof goods => Object.hasOwn(goods, sku);
const gone = "That one is not in the shop any more, sorry."; // buttons stay in people's chats for years
const shipping = { std: 4.99, exp: 12 };

export const bot = createBot({
  state: { version: 1, initial: () => ({ cart: [] as (keyof typeof goods)[], orders: [] as string[] }) },
  language: "en", // of what the library says by itself: "Canceled.", "Nobody is free just now."
  disclose: "I am the shop's automated assistant. Write “human” at any time.", // first of all, and after a long silence
  optOut: true, // "stop" is obeyed, "start" undoes it
  erase: true, // "forget me" removes everything that is stored of the person
  human: { quiet: "30m" }, // after a colleague's last word in the Page's inbox
  menu: [
    shop.as("🛍️ Shop Now"), // always at hand; `npm run profile` brings this and the page to Meta
    track.as("📦 Track Order"),
    orders.as("Order History"),
    returns.as("Returns"),
    support.as("💬 Contact Support"),
  ],
  page: {
    greeting: "Hi {{user_first_name}}! Headphones, watches, and help with your orders.",
  },
});

const menu = [browse.as("Browse Products"), track.as("Track Order"), support.as("Contact Support")];
const help = buttons("How can I help you today?", ...menu);

const catalog = carousel(
  ...Object.entries(goods).map(([sku, { name, price, about }]) => ({
    title: name,
    text: `$${price} - ${about}`,
    image: `/demo/${sku}.jpg`,
    url: `/p/${sku}`,
    actions: [buy.as("Buy Now", { sku }), info.as("More Info", { sku })],
  })),
);

bot.on("started", (c) => c.say(help));
bot.hears(/\bhelp\b/i, { anywhere: true }, (c) => c.say(help));
bot.hears(/\b(human|agent|person)\b/i, { anywhere: true }, (c) =>
  c.handOver({ say: "One moment, a colleague is coming.", reason: "Asked for a person", ifUnanswered: "15m" }),
);
bot.hears(/\bproducts\b/i, (c) => c.say(catalog));
bot.on(browse, (c) => c.say(catalog));
bot.on(shop, (c) => c.say(catalog));
bot.on(info, (c) => {
  const { sku } = c.params;
  if (!isSku(sku)) return c.say(gone);
  const { name, price, about } = goods[sku];
  c.say(buttons(`${name}: ${about}. $${price}.`, buy.as("Buy Now", { sku }), browse.as("Browse Products")));
});

bot.on(buy, (c) => {
  const { sku } = c.params;
  if (!isSku(sku)) return c.say(gone);
  c.state.cart.push(sku);
  c.say(quick(`${goods[sku].name} is in your cart.`, checkout.as("Checkout"), browse.as("Keep shopping")));
});

bot.on(checkout, (c) => {
  if (c.state.cart.length === 0) return c.say(quick("Your cart is empty.", browse.as("Browse Products")));
  c.start(order);
});

const order = bot
  .dialog("checkout")
  .ask("speed", () => choice("How fast should it be?", { std: "Standard, $4.99", exp: "Express, $12.00" }))
  .ask("ok", ({ speed }) => confirm(`${speed === "exp" ? "Express" : "Standard"} it is. Shall I place the order?`))
  .idle("30m", (c) => c.say("Still there? Your cart is kept."))
  .onCancel((c) => c.say("No problem, nothing was ordered. Your cart is kept."))
  .done(async (c, { speed, ok }) => {
    if (!ok) return c.say("No problem, nothing was ordered. Your cart is kept.");
    const lines = [...new Set(c.state.cart)].filter(isSku).map((sku) => ({
      title: goods[sku].name,
      subtitle: goods[sku].about,
      quantity: c.state.cart.filter((one) => one === sku).length,
      price: goods[sku].price,
      image: `/demo/${sku}.jpg`,
    }));
    // This handler may run again after a crash; what stands in `once` happens once, and its result is kept.
    const number = await c.once("order", () => `EW-${crypto.randomUUID().slice(0, 8).toUpperCase()}`);
    c.state.cart = [];
    c.state.orders.push(number);
    const { firstName = "Our", lastName = "customer" } = (await c.profile()) ?? {};
    const bill = { to: `${firstName} ${lastName}`, order: number, currency: "USD", paidWith: "Visa ****1234", lines };
    c.say(receipt({ ...bill, shipping: shipping[speed] }));
    c.later("1h", survey, { order: number }); // runs a handler then, and not words frozen now
  });

const faces = ["😄 Great", "🙂 Good", "😐 Okay", "😕 Poor", "😞 Bad"];
const rates = faces.map((face, n) => rate.as(face, { stars: `${5 - n}` }));
const stars = quick("How would you rate your experience today?", ...rates);
bot.on(survey, (c) => c.say(stars));
bot.hears(/\b(survey|feedback)\b/i, (c) => c.say(stars));
bot.on(rate, (c) => c.say(`Thank you for your feedback! You rated us ${c.params.stars}/5.`));

bot.on(track, (c) => {
  const last = c.state.orders.at(-1);
  c.say(last ? `Your order ${last} is on its way.` : "You have no order yet.");
});
// Days later only words that Meta has approved may be said: templates, with what belongs into them.
bot.on(shipped, (c, { order, tracking }) => c.say(utility("order_shipped", { order }, { buttons: [tracking] })));
bot.on(alert, (c, { what }) =>
  c.say(utility("security_alert", { what }, { buttons: [wasMe.as("That was me"), notMe.as("Not me")] })),
);
bot.on(wasMe, (c) => c.say("Thank you. Nothing to do, then."));
bot.on(notMe, (c) => c.handOver({ say: "A colleague secures your account with you.", reason: "Security alert" }));
bot.on(orders, (c) => c.say(`Your orders: ${c.state.orders.join(", ") || "none yet"}.`));
bot.on(returns, (c) =>
  c.say(buttons("Send anything back within 30 days.", support.as("Contact Support"), browse.as("Browse Products"))),
);
const connecting = "I'm connecting you with a human agent. Please hold on a moment.";
bot.on(support, (c) => c.handOver({ say: connecting, reason: "User requested support", ifUnanswered: "15m" }));

bot.on("image", (c) => c.say("Thanks for the image!"));
bot.on("location", (c) => c.say(`Got your location: ${c.event.latitude}, ${c.event.longitude}`));
bot.on("attachment", (c) => c.say(`Received your ${c.event.type}`));
bot.otherwise((c) =>
  c.say(c.stale || c.text === "" ? "How can I help you?" : `You said: "${c.text}". How can I help you today?`),
);
bot.onError((c) => c.say("Something broke on our side. Please try again, or write “human”."));
