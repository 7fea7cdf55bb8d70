/** Instagram Direct, as the rest of the project sees it: a professional account and the people who write to it. */
import type { EchoEvent } from "../../model/events.ts";
import type { Channel } from "../channel.ts";
import { graphOf } from "../meta/calls.ts";
import { entryIds } from "../meta/entries.ts";
import { isColleague, ownerAfter } from "../meta/routing.ts";
import { isHeavy } from "../meta/send.ts";
import { accountName, checkAccount } from "./account.ts";
import { INBOXES, LIMITS } from "./limits.ts";
import { decode } from "./receive/decode.ts";
import { opensWindow } from "./receive/window.ts";
import { render } from "./render/render.ts";
import { profile } from "./send/person.ts";
import { isEchoOf, messagingWindow, recent, send, textOf } from "./send/send.ts";

export const instagram: Channel = {
  name: "instagram",
  object: "instagram",
  checkAccount,
  accountName,
  accountsIn: entryIds,
  decode,
  render,
  send,
  window: messagingWindow,
  opensWindow,
  evidence: { answer: "sent", returns: "byEchoWords", isEchoOf, byThread: recent, textOf, repeats: true },
  lanes: ({ PAGE_RATE, MEDIA_RATE, REPLY_RATE, THREAD_RATE }) => ({
    message: { perSecond: PAGE_RATE === 0 ? 0 : Math.min(PAGE_RATE, LIMITS.messageRate.max) },
    media: { perSecond: MEDIA_RATE },
    reply: { perHour: REPLY_RATE },
    thread: { perSecond: THREAD_RATE },
  }),
  laneOf: (message, person) => {
    if (messagingWindow(person).once) return "reply";
    return isHeavy(message) ? "media" : "message";
  },
  // What the account writes to itself answers nobody: the bot stays there for whoever tries it.
  isColleague: (event: EchoEvent, apps) => event.self !== true && isColleague(event, apps),
  handOver: {
    apps: INBOXES,
    metadataMax: LIMITS.passMetadata.max,
    instantReplyMs: LIMITS.instantReply.max,
    after: ownerAfter,
  },
  person: profile,
  graph: graphOf,
  buttons: { title: LIMITS.buttonTitle.max, payload: LIMITS.buttonPayload.max },
};
