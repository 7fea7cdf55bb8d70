/** Days in Portuguese. In the bundle only where a bot's `when` takes it. */
import { casual } from "chrono-node/pt";
import type { DayLanguage } from "./day-words.ts";

/** Days in Portuguese, for `when`. */
export const portuguese: DayLanguage = {
  code: "pt",
  parse: (words, reference) => casual.parse(words, reference, { forwardDate: true }),
  days: [
    ["hoje", 0],
    ["amanhã", 1],
    ["depois de amanhã", 2],
    ["ontem", -1],
  ],
  fillers: [
    "por favor",
    "no",
    "na",
    "para",
    "o",
    "a",
    "este",
    "esta",
    "neste",
    "nesta",
    "obrigado",
    "obrigada",
    "dia",
    "em",
  ],
  next: ["próximo", "próxima", "que vem"],
  spans: ["semana", "mês", "ano"],
};
