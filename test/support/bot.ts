// The bot that the library's own tests talk to: `#bot` in them. `src/bot.ts` is the team's, and may be anything.
import { action, buttons, choice, confirm, createBot, quick, receipt, shape, signal } from "edgewise";

const track = action("TRACK_ORDER");
const buy = action("BUY_:sku");
const checkout = action("CHECKOUT");
const support = action("CONTACT_SUPPORT");
const survey = signal("survey", shape({ order: String }));

export const bot = createBot({
  state: { version: 1, initial: () => ({ cart: [] as string[] }) },
  disclose: "I am the shop's automated assistant. Write “human” at any time.",
  optOut: true,
  human: { quiet: "30m" },
});

const help = buttons("How can I help you today?", track.as("Track Order"), support.as("Contact Support"));
bot.on("started", (c) => c.say(help));
bot.hears(/\bhelp\b/i, { anywhere: true }, (c) => c.say(help));
bot.on(track, (c) => c.say("You have no order yet."));
bot.hears(/\bproducts\b/i, (c) => c.say(buttons("We have headphones.", buy.as("Buy Now", { sku: "HEADPHONES" }))));
bot.on(buy, (c) => {
  c.state.cart.push(c.params.sku);
  c.say(quick(`${c.params.sku} is in your cart.`, checkout.as("Checkout")));
});
bot.on(checkout, (c) => c.start(order));

const order = bot
  .dialog("checkout")
  .ask("speed", () => choice("How fast should it be?", { std: "Standard, $4.99", exp: "Express, $12.00" }))
  .ask("ok", () => confirm("Shall I place the order?"))
  .idle("30m", (c) => c.say("Still there? Your cart is kept."))
  .done(async (c, { speed }) => {
    const number = await c.once("order", () => `EW-${crypto.randomUUID().slice(0, 8)}`);
    const lines = c.state.cart.map((title) => ({ title, price: 149.99 }));
    c.say(
      receipt({
        to: "Ana",
        order: number,
        currency: "USD",
        paidWith: "Visa",
        lines,
        shipping: speed === "exp" ? 12 : 4.99,
      }),
    );
    c.later("1h", survey, { order: number });
  });
bot.on(survey, (c) => c.say("How would you rate your experience today?"));

bot.on(support, (c) =>
  c.handOver({
    say: "I'm connecting you with a human agent. Please hold on a moment.",
    reason: "User requested support",
    ifUnanswered: "15m",
  }),
);
bot.hears(/\bhuman\b/i, { anywhere: true }, (c) =>
  c.handOver({ say: "One moment, a colleague is coming.", reason: "Asked for a person", ifUnanswered: "15m" }),
);

/** What the shop's till does: set by tests, which share this module with the Worker. */
export const till = { isBroken: false, isSlow: false, keys: [] as string[] };
bot.hears("close the till", async (c) => {
  await c.sayNow("I count the money.");
  const sum = await c.once("count", (key) => till.keys.push(key));
  while (till.isSlow) await scheduler.wait(5);
  if (till.isBroken) throw new TypeError("the till is broken");
  c.say(`Counted ${sum} time.`);
});
bot.on("attachment", (c) => c.say(`Received your ${c.event.type}`));
bot.otherwise((c) => c.say(c.stale ? "How can I help you?" : `You said: "${c.text}". How can I help you today?`));
bot.onError((c) => c.say("Something broke on our side. Please try again."));
