/** Days in French. In the bundle only where a bot's `when` takes it. */
import { casual } from "chrono-node/fr";
import type { DayLanguage } from "./day-words.ts";

/** Days in French, for `when`. */
export const french: DayLanguage = {
  code: "fr",
  parse: (words, reference) => casual.parse(words, reference, { forwardDate: true }),
  days: [
    ["aujourd'hui", 0],
    ["aujourdhui", 0],
    ["demain", 1],
    ["après-demain", 2],
    ["après demain", 2],
    ["hier", -1],
  ],
  fillers: ["s'il vous plaît", "le", "la", "à", "pour", "ce", "cette", "svp", "stp", "merci", "jour"],
  next: ["prochain", "prochaine"],
  spans: ["semaine", "mois", "an", "année", "week-end"],
};
