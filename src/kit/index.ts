/** Everything that a bot is written with. A bot imports from "edgewise" and from nothing else of this project. */

export type { Action as ActionButton, AskAction, Content, Webview } from "../content/content.ts";
export type { Attachment, Event } from "../content/events.ts";
export { type Graph, type GraphCall, GraphError, type Json, type UploadFile } from "../content/graph.ts";
export {
  GET_STARTED,
  type LocalProfile,
  type MenuGroup,
  type MenuItem,
  type PageProfile,
} from "../content/page-profile.ts";
export type { Profile } from "../content/profile.ts";
export { type Action, action } from "./action.ts";
export { type Bot, type BotOptions, createBot, type Handler, type Middleware } from "./bot.ts";
export type { Context, ErrorContext, HandOver, SayOptions, TimeOfDay } from "./context.ts";
export type { DayLanguage } from "./day-words.ts";
export { daysAfter } from "./days.ts";
export type { Dialog, DialogBuilder, Seen } from "./dialog.ts";
export type { Duration } from "./duration.ts";
export type { EraseOptions } from "./erase.ts";
export type { Heard, HeardName } from "./heard.ts";
export type { Hours, Span } from "./hours.ts";
export { english } from "./in-english.ts";
export { french } from "./in-french.ts";
export { german } from "./in-german.ts";
export { portuguese } from "./in-portuguese.ts";
export { spanish } from "./in-spanish.ts";
export type { Language, LanguageOption, PerPerson, PersonContext } from "./language.ts";
export { logging } from "./logging.ts";
export {
  type CouponSpec,
  coupon,
  type FeedbackSpec,
  feedback,
  type GridImage,
  type GridSpec,
  imageGrid,
  type MediaSource,
  mediaCard,
  native,
  products,
} from "./messenger.ts";
export type { OptOutOptions } from "./opt-out.ts";
export { type Payload, payload } from "./payload.ts";
export { phone } from "./phone.ts";
export type { Meaning, Moment, Question, Reading, Reply, Unclear, Wording } from "./question.ts";
export {
  choice,
  confirm,
  date,
  email,
  type KeyOf,
  number,
  type Options,
  picture,
  place,
} from "./questions.ts";
export {
  accountLink,
  accountUnlink,
  askEmail,
  askPhone,
  audio,
  buttons,
  type CardSpec,
  call,
  card,
  carousel,
  type FileSource,
  file,
  image,
  images,
  link,
  list,
  location,
  quick,
  type ReceiptSpec,
  receipt,
  request,
  sticker,
  text,
  type UtilityOptions,
  utility,
  video,
  withImage,
} from "./say.ts";
export type { Sentence, SentenceKey, SentenceOptions, SentencePlaces } from "./sentences.ts";
export { type Shape, shape } from "./shape.ts";
export { type Signal, signal } from "./signal.ts";
export type { Line } from "./turn.ts";
export { time, type When, type WhenOptions, when } from "./when.ts";
export type { ClockTime, LocalTime, Weekday } from "./zone.ts";
