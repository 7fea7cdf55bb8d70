/** Days in German. In the bundle only where a bot's `when` takes it. */
import { casual } from "chrono-node/de";
import type { DayLanguage } from "./day-words.ts";

/** Days in German, for `when`. */
export const german: DayLanguage = {
  code: "de",
  parse: (words, reference) => casual.parse(words, reference, { forwardDate: true }),
  days: [
    ["heute", 0],
    ["morgen", 1],
    ["übermorgen", 2],
    ["gestern", -1],
  ],
  fillers: [
    "am",
    "an",
    "den",
    "der",
    "dem",
    "die",
    "für",
    "um",
    "bitte",
    "kommenden",
    "kommender",
    "kommende",
    "danke",
    "dann",
    "diesen",
    "dieser",
    "diese",
  ],
  next: ["nächsten", "nächster", "nächste", "nächstes"],
  spans: ["woche", "monat", "jahr", "wochenende"],
};
