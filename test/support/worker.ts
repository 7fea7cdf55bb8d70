/** The Worker of the library's tests, with a channel more than it has. */
import { createWorker } from "edgewise/worker";
import { register } from "../../src/channels/registry.ts";
import { fake } from "../fake/channel.ts";
import { bot } from "./bot.ts";

register(fake);
const { Conversation, Account, handler } = createWorker(bot);

export { Account, Conversation };
export default handler;
