import { createWorker } from "edgewise/worker";
import { bot } from "./bot.ts";

const { Conversation, Account, handler } = createWorker(bot);

export { Account, Conversation };
export default handler;
