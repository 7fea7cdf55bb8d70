// The bot of the tests from outside: it answers everything, with one message each.
import { carousel, createBot } from "edgewise";

export const bot = createBot();

// A picture of the Worker's own: its address is known from the delivery, and must survive a crash.
bot.hears(/\bproducts\b/i, (c) =>
  c.say(carousel({ title: "Headphones", text: "$149.99", image: "/demo/HEADPHONES.jpg" })),
);
bot.hears(/\bbreak\b/i, { anywhere: true }, (c) => {
  throw new TypeError(`I cannot read "${c.text}".`);
});
bot.on("attachment", (c) => c.say(`Received your ${c.event.type}`));
bot.otherwise((c) => c.say(c.stale ? "How can I help you?" : `You said: "${c.text}". How can I help you today?`));
