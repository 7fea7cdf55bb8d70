/** The bot's time zone, and the hours at which people of the Page are there. */
import { type Hours, nextOpening, type Opening, openingOf } from "./parse/hours.ts";
import { checkedZone } from "./parse/zone.ts";

export interface Office {
  readonly zone: string;
  /** The hours. Null: the bot does not know them. */
  readonly opening: Opening | null;
}

/** Reads them from the bot's options. @throws {TypeError} for an invalid time zone or invalid hours */
export function officeOf({
  timeZone,
  hours,
}: {
  readonly timeZone?: string | undefined;
  readonly hours?: Hours | undefined;
}): Office {
  if (hours !== undefined && timeZone === undefined) {
    throw new TypeError('createBot({ hours }): say by which clock, such as timeZone: "Europe/Madrid".');
  }
  return {
    zone: checkedZone("createBot({ timeZone })", timeZone ?? "UTC"),
    opening: hours === undefined ? null : openingOf(hours),
  };
}

/** The time at which people are there next, in milliseconds since 1970: `now` if they are; null if not within a year. */
export function opensAt({ zone, opening }: Office, now: number): number | null {
  return opening === null ? now : nextOpening(opening, now, zone);
}
