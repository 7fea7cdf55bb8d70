/** The Worker of the examples' tests: the shop. */
import { createWorker } from "edgewise/worker";
import { bot } from "../../examples/shop/bot.ts";

const { Conversation, Account, handler } = createWorker(bot);

export { Account, Conversation };
export default handler;
