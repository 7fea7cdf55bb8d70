/** Everything that a bot is written with. A bot imports from "edgewise" and from nothing else of this project. */

export type { Action as ActionButton, Content } from "../content/content.ts";
export type { Attachment, Event } from "../content/events.ts";
export { type Action, action } from "./action.ts";
export { type Bot, type BotOptions, createBot, type Handler } from "./bot.ts";
export type { Context, ErrorContext, HandOver } from "./context.ts";
export type { Duration } from "./duration.ts";
export { GET_STARTED, type Heard, type HeardName } from "./heard.ts";
export {
  audio,
  buttons,
  type CardSpec,
  call,
  card,
  carousel,
  file,
  image,
  link,
  list,
  location,
  native,
  quick,
  type ReceiptSpec,
  receipt,
  request,
  text,
  video,
} from "./say.ts";
export type { Line } from "./turn.ts";
