/** Days in Spanish. In the bundle only where a bot's `when` takes it. */
import { casual } from "chrono-node/es";
import type { DayLanguage } from "./day-words.ts";

/** Days in Spanish, for `when`. */
export const spanish: DayLanguage = {
  code: "es",
  parse: (words, reference) => casual.parse(words, reference, { forwardDate: true }),
  days: [
    ["hoy", 0],
    ["mañana", 1],
    ["pasado mañana", 2],
    ["ayer", -1],
  ],
  fillers: ["por favor", "el", "la", "para", "a", "este", "esta", "gracias", "día", "del", "en"],
  next: ["próximo", "próxima", "que viene"],
  spans: ["semana", "mes", "año"],
};
