/** Where the bot is at home: its time zone, and when people of the Page are there. */
import { type Hours, nextOpening, type Opening, openingOf } from "./parse/hours.ts";
import { checkedZone } from "./parse/zone.ts";

export interface Office {
  readonly zone: string;
  /** Null: the bot does not know when anybody is there. */
  readonly opening: Opening | null;
}

/** @throws {TypeError} for what is no time zone and what are no hours */
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

/** When somebody is there next, in milliseconds since 1970: `now` itself if they are; null if not within a year. */
export function opensAt({ zone, opening }: Office, now: number): number | null {
  return opening === null ? now : nextOpening(opening, now, zone);
}
