/** Facebook Messenger, as the rest of the project sees it: a Page and the people who write to it. */
import type { Channel } from "../channel.ts";
import { graphOf } from "../meta/calls.ts";
import { entryIds } from "../meta/entries.ts";
import { hasChat } from "../meta/requests.ts";
import { isColleague, ownerAfter } from "../meta/routing.ts";
import { isHeavy } from "../meta/send.ts";
import { recentOf } from "../meta/thread.ts";
import { accountName } from "./account.ts";
import { LIMITS, PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "./limits.ts";
import { noPersonMenu, personMenu, profileProblems } from "./page/profile.ts";
import { decode } from "./receive/decode.ts";
import { opensWindow } from "./receive/window.ts";
import { render } from "./render/render.ts";
import { profile } from "./send/person.ts";
import { formerly, messagingWindow, send } from "./send/send.ts";
import { fileOf, upload, withUpload } from "./send/uploads.ts";
import { keepSubscribed, newestWords } from "./upkeep.ts";

export const messenger: Channel = {
  name: "messenger",
  object: "page",
  accountName,
  accountsIn: entryIds,
  decode,
  render,
  personMenu: {
    isFor: hasChat,
    render: (person, menu, options) =>
      menu === null || menu.length === 0 ? noPersonMenu(person) : personMenu(person, menu, options),
  },
  send,
  window: messagingWindow,
  opensWindow,
  evidence: {
    answer: "sent",
    returns: "byEcho",
    byThread: (to, access) => recentOf("messenger", to, access),
    textOf: ({ text }) => (typeof text === "string" ? text : ""),
    repeats: true,
  },
  lanes: ({ PAGE_RATE, MEDIA_RATE, REPLY_RATE, THREAD_RATE }) => ({
    message: { perSecond: PAGE_RATE },
    media: { perSecond: MEDIA_RATE },
    reply: { perHour: REPLY_RATE },
    thread: { perSecond: THREAD_RATE },
  }),
  laneOf: (message, person) => {
    if (messagingWindow(person).once) return "reply";
    return isHeavy(message) ? "media" : "message";
  },
  isColleague,
  handOver: {
    apps: [PAGE_INBOX, PAGE_INBOX_IN_ECHOES],
    metadataMax: LIMITS.passMetadata.max,
    instantReplyMs: LIMITS.instantReply.max,
    after: ownerAfter,
  },
  uploads: { fileOf, withId: withUpload, upload, keepMs: LIMITS.attachmentAge.max },
  person: profile,
  upkeep: { newestWords, keepSubscribed },
  formerly,
  graph: graphOf,
  buttons: { title: LIMITS.buttonTitle.max, payload: LIMITS.buttonPayload.max },
  checkBot: profileProblems,
};
