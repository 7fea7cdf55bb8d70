import type { Channel } from "../channel.ts";
import { graphOf } from "../meta/calls.ts";
import { LIMITS, PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "./limits.ts";
import { noPersonMenu, personMenu } from "./page/profile.ts";
import { decode } from "./receive/decode.ts";
import { render } from "./render/render.ts";
import { hasChat } from "./requests.ts";
import { profile } from "./send/person.ts";
import { formerly, messagingWindow, send } from "./send/send.ts";
import { recent } from "./send/thread.ts";
import { fileOf, isHeavy, upload, withUpload } from "./send/uploads.ts";

/** Facebook Messenger: a Page and the people who write to it. */
export const messenger: Channel = {
  name: "messenger",
  object: "page",
  inboxApps: [PAGE_INBOX, PAGE_INBOX_IN_ECHOES],
  passMetadata: LIMITS.passMetadata.max,
  window: messagingWindow,
  decode,
  formerly,
  render,
  profile,
  graph: graphOf,
  personMenu: {
    isFor: hasChat,
    render: (person, menu, options) =>
      menu === null || menu.length === 0 ? noPersonMenu(person) : personMenu(person, menu, options),
  },
  send,
  recent,
  isHeavy,
  fileOf,
  withUpload,
  upload,
};
