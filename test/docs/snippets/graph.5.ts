// Written by docs/snippets.ts from docs/graph.md:112. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { messenger } from "edgewise/messenger";
import { bot } from "./graph.1.ts";
bot.hears("templates", async (c) => {
  const { templates } = messenger(c);
  await c.once("create", () =>
    templates.create({
      name: "order_sent",
      language: "en",
      format: "NAMED",
      components: [
        {
          type: "BODY",
          text: "Your order {{order}} is on its way.",
          example: { body_text_named_params: [{ param_name: "order", example: "EW-7" }] },
        },
      ],
    }),
  );
  const all = await templates.list();
  c.say(all.map(({ name, status }) => `${name}: ${status}`).join("\n") || "There are none.");
});
export { messenger, bot };
