/**
 * The package `edgewise`: everything that a bot is written with, on any channel. Things of one channel are in its own
 * module.
 */

export type { Action as ActionButton, AskAction, ChannelName, Content, Webview } from "../model/content.ts";
export type { Duration } from "../model/duration.ts";
export type { Attachment, Event, PlatformEvent, PlatformEventName } from "../model/events.ts";
export { type Graph, type GraphCall, GraphError, type Json, type UploadFile } from "../model/graph.ts";
export type { LocalProfile, MenuGroup, MenuItem, PageProfile } from "../model/menu.ts";
export type { Profile } from "../model/profile.ts";
export { type Action, action } from "./action.ts";
export { type Bot, type BotOptions, createBot, type Handler, type Middleware } from "./bot.ts";
export type { Context, ErrorContext, HandOver, SayOptions, TimeOfDay } from "./context.ts";
export type { Dialog, DialogBuilder, QuestionContext } from "./dialog.ts";
export type { EraseOptions } from "./erase.ts";
export type { EventName, EventViews } from "./event-names.ts";
export type { Language, LanguageOption, PerPerson, PersonContext } from "./language.ts";
export { logging } from "./logging.ts";
export type { OptOutOptions } from "./opt-out.ts";
export type { DayLanguage } from "./parse/day-words.ts";
export { daysAfter } from "./parse/days.ts";
export type { Hours, Span } from "./parse/hours.ts";
export { english } from "./parse/in-english.ts";
export { french } from "./parse/in-french.ts";
export { german } from "./parse/in-german.ts";
export { portuguese } from "./parse/in-portuguese.ts";
export { spanish } from "./parse/in-spanish.ts";
export type { ClockTime, LocalTime, Weekday } from "./parse/zone.ts";
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
export type { Line } from "./runnable.ts";
export {
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
  text,
  type UtilityOptions,
  utility,
  video,
  withImage,
} from "./say.ts";
export type { Sentence, SentenceKey, SentenceOptions, SentencePlaces } from "./sentences.ts";
export { type Shape, shape } from "./shape.ts";
export { type Signal, signal } from "./signal.ts";
export { time, type When, type WhenOptions, when } from "./when.ts";
