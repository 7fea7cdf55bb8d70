/** Days in English. In the bundle only where a bot's `when` takes it. */
import { casual } from "chrono-node/en";
import type { DayLanguage } from "./day-words.ts";

/** Days in English, for `when`. */
export const english: DayLanguage = {
  code: "en",
  parse: (words, reference) => casual.parse(words, reference, { forwardDate: true }),
  days: [
    ["today", 0],
    ["tonight", 0],
    ["tomorrow", 1],
    ["tmrw", 1],
    ["tmw", 1],
    ["tomorow", 1],
    ["tommorow", 1],
    ["tommorrow", 1],
    ["day after tomorrow", 2],
    ["the day after tomorrow", 2],
    ["yesterday", -1],
  ],
  fillers: ["on", "the", "at", "for", "this", "please", "coming", "thanks", "of"],
  next: ["next", "coming"],
  spans: ["week", "weekend", "month", "year", "weeks"],
};
