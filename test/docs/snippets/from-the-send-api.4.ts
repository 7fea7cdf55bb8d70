// Written by docs/snippets.ts from docs/from-the-send-api.md:152. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action, utility, shape, signal } from "edgewise";
import { bot } from "./from-the-send-api.1.ts";
const shipped = signal("order.shipped", shape({ order: String, tracking: String }));
const alert = signal("security.alert", shape({ what: String }));
const mine = action("THAT_WAS_ME");
const notMine = action("NOT_ME");

// Approved as: "Great news! Your order #{{order}} has shipped." with a button to https://example.com/track/{{1}}
bot.on(shipped, (c, { order, tracking }) => c.say(utility("order_shipped", { order }, { buttons: [tracking] })));

// Approved as: "Security alert: {{what}}. Was that you?" with two buttons that reply, "That was me" and "Not me"
bot.on(alert, (c, { what }) =>
  c.say(utility("security_alert", { what }, { buttons: [mine.as("That was me"), notMine.as("Not me")] })),
);
bot.on(mine, (c) => c.say("Thank you. Nothing to do, then."));
bot.on(notMine, (c) => c.handOver({ say: "A colleague secures your account with you.", reason: "Security alert" }));
export { shipped, alert, mine, notMine, action, utility, shape, signal, bot };
