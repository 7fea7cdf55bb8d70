/** For an error of Meta's: what it means for the bot, and the way out. What is not here gets the general sentence. */

interface Advice {
  readonly means: string;
  readonly out: string;
}

const BY_CODE: Readonly<Record<string, Advice>> = {
  "1": { means: "Meta does not say what was wrong.", out: "It is tried again by itself." },
  "2": { means: "Meta cannot do it now.", out: "The bot tries again by itself, and everything goes out in its order." },
  "4": { means: "The app calls too often.", out: "The bot waits and goes on by itself." },
  "10": { means: "The app may not do this.", out: "Check the permissions of the app and the Page." },
  "10/2018278": {
    means: "More than 24 hours have passed since the person's last word.",
    out: "Wait for the person to write, or send an approved utility template.",
  },
  "10/2018300": {
    means: "Another app has the conversation.",
    out: "The bot is silent until it gets the conversation back.",
  },
  "100": { means: "Meta does not take the message as it is.", out: "Change what the sentence above names, and save." },
  "100/2018001": {
    means: "Meta knows nobody by this id.",
    out: "Ids are of one Page: use the one that the webhook gave.",
  },
  "100/2018008": {
    means: "Meta could not fetch the file.",
    out: "It must be public, over https, and answer within a few seconds.",
  },
  "100/2018109": { means: "The file is too large.", out: "Images may have 8 MB, everything else 25 MB." },
  "190": {
    means: "The Page's token is not valid any more.",
    out: "Sending pauses. Put a new token into FACEBOOK_PAGE_ACCESS_TOKEN: what waits goes out then.",
  },
  "368": { means: "Meta has blocked the Page's sending.", out: "Sending pauses. Look at the Page's support inbox." },
  "551": {
    means: "The person cannot be reached: they blocked the Page, or left.",
    out: "Nothing: they may come back.",
  },
  "613": { means: "Too many calls in too short a time.", out: "The bot waits and goes on by itself." },
  "80006": { means: "The Page has used up its calls.", out: "The bot waits until Meta lets it speak again." },
};

/** A utility template that nobody has made has Meta's most general code. */
export const NO_TEMPLATE: Advice = {
  means: "The Page has no approved utility template of this name in this language.",
  out: "Make it in Business Manager and wait for Meta's approval, or say another one.",
};

/** What failed is a server of Meta's: the status is all that is known. */
export const NO_ERROR: Advice = {
  means: "A server of Meta's failed, and did not say whether it has sent it.",
  out: "The bot finds out whether it went out, and sends it again if it did not.",
};

/** A subcode beats its code. */
export function advice(code: number, subcode: number | undefined): Advice {
  return (
    (subcode === undefined ? undefined : BY_CODE[`${code}/${subcode}`]) ??
    BY_CODE[String(code)] ?? {
      means: "Meta said no, and asking again would not help.",
      out: "The rest of this answer is not sent; later messages go on.",
    }
  );
}
