import type { Channel } from "../channel.ts";
import { graphOf } from "../meta/calls.ts";
import { entryIds } from "../meta/entries.ts";
import { accountName } from "./account.ts";
import { act, formerly, reach } from "./act.ts";
import { fileOf, isHeavy, upload, withUpload } from "./attachment-ids.ts";
import { decode } from "./decode.ts";
import { LIMITS, PAGE_INBOX, PAGE_INBOX_IN_ECHOES } from "./limits.ts";
import { profile } from "./profile.ts";
import { recent } from "./recent.ts";
import { render } from "./render.ts";

/** Facebook Messenger: a Page and the people who write to it. */
export const messenger: Channel = {
  name: "messenger",
  object: "page",
  inboxApps: [PAGE_INBOX, PAGE_INBOX_IN_ECHOES],
  passMetadata: LIMITS.passMetadata.max,
  reach,
  accountName,
  accountsIn: entryIds,
  decode,
  formerly,
  render,
  profile,
  graph: graphOf,
  act,
  recent,
  isHeavy,
  fileOf,
  withUpload,
  upload,
};
