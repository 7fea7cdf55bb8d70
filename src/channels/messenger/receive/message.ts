/** The readers of Messenger's messages and taps, with what differs from Meta's other channels. Pure. */
import { messageReaders } from "../../meta/receive/message.ts";
import { given } from "../../meta/values.ts";
import { GET_STARTED } from "../events.ts";
import { attachmentsOf, withoutLinks } from "./attachments.ts";

export const { message, postback } = messageReaders({
  attachmentsOf,
  besideWords: withoutLinks,
  marks: (payload, title) =>
    given({
      // The payload that the Page's profile gave the button.
      start: payload === GET_STARTED ? true : undefined,
      // Messenger fills in the person's own number or address, and shows it as their message.
      filled: payload !== undefined && payload === title ? true : undefined,
    }),
});
