/** Words and forms of times of day, in English, Spanish, Portuguese, French and German. `clock.ts` reads by them. */

/** Words for the hours, as they stand beside a clock word: "a las cinco", "halb fünf". */
export const HOURS: readonly string[] = [
  "",
  "one|una|uma|une|ein|eins",
  "two|dos|duas|deux|zwei",
  "three|tres|três|trois|drei",
  "four|cuatro|quatro|quatre|vier",
  "five|cinco|cinq|fünf",
  "six|seis|sechs",
  "seven|siete|sete|sept|sieben",
  "eight|ocho|oito|huit|acht",
  "nine|nueve|nove|neuf|neun",
  "ten|diez|dez|dix|zehn",
  "eleven|once|onze|elf",
  "twelve|doce|doze|douze|zwölf",
];

/** Matches where no letter and no digit stands beside it: `\b` takes "é" for a sign that ends a word. */
const START = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
/** "In 2 hours" is no time of day. */
const LENGTH = "(?<!(?<![\\p{L}])(?:in|within|en|em|dans|dentro de|daqui a|vor|seit|for|por|hace|há|il y a) )";
const AT = "at|@|a las|a la|às|as|à|a|um";
const CLOCK = "h|hs|hr|hrs|uhr|heures?|horas?|o'clock|oclock";

export type Part = "morning" | "afternoon" | "evening" | "night";

/** Parts of the day, with the day that some of them imply. The longer ones first. */
const PARTS: readonly (readonly [words: string, part: Part, day?: string])[] = [
  ["tonight|this evening", "evening", "today"],
  ["this morning", "morning", "today"],
  ["this afternoon", "afternoon", "today"],
  ["esta noche", "night", "hoy"],
  ["esta tarde", "afternoon", "hoy"],
  ["esta mañana", "morning", "hoy"],
  ["hoje à noite|esta noite", "night", "hoje"],
  ["hoje à tarde|esta tarde", "afternoon", "hoje"],
  ["ce soir", "evening", "aujourd'hui"],
  ["ce matin", "morning", "aujourd'hui"],
  ["cet après-midi|cet aprem", "afternoon", "aujourd'hui"],
  [
    "in the morning|(?:de|por|en) la mañana|(?:da|de|pela) manhã|(?:du|le) matin|morgens|vormittags?|früh|am vormittag|am morgen",
    "morning",
  ],
  ["de la madrugada|da madrugada", "morning"],
  ["in the afternoon|(?:da|à|de|pela) tarde|de l'après-midi|l'après-midi|nachmittags?|am nachmittag", "afternoon"],
  ["(?:de|por|en) la tarde", "afternoon"],
  ["in the evening|du soir|le soir|abends?|am abend", "evening"],
  ["at night|(?:de|por|en) la noche|(?:da|à|de) noite|nachts|in der nacht", "night"],
  // After a day: "tomorrow morning", "demain soir", "morgen Abend".
  ["(?<=\\p{L} )morning|(?<=\\p{L} )matin", "morning"],
  ["(?<=\\p{L} )afternoon|(?<=\\p{L} )après-midi", "afternoon"],
  ["(?<=\\p{L} )evening|(?<=\\p{L} )soir", "evening"],
  ["(?<=\\p{L} )night", "night"],
];

/** The hours of each part of the day: one outside of them is asked again. */
export const SPAN: Readonly<Record<Part, readonly [from: number, to: number]>> = {
  morning: [1, 11],
  afternoon: [12, 20],
  evening: [16, 23],
  night: [18, 23],
};

const pattern = (body: string): RegExp => new RegExp(body, "u");

/** A way of writing an hour. */
export interface Form {
  readonly shape: RegExp;
  /** The minutes to add to the hour: from the second group if not given. */
  readonly add?: number | readonly number[];
}

/** The patterns that find times of day. */
export interface Grammar {
  /** Tried in order: the first that is found is taken, and the rest must not have another time. */
  readonly forms: readonly Form[];
  /** A part of the day, and the hour before it that has no sign of its own: "5 in the afternoon". */
  readonly parts: readonly { readonly shape: RegExp; readonly part: Part; readonly day: string }[];
  readonly noon: RegExp;
  /** Midnight, which ends one day and begins another: it is not known which day is meant. */
  readonly midnight: RegExp;
  /** Words that may stand around a time and change nothing. */
  readonly fillers: RegExp;
}

let made: Grammar | undefined;

/** Makes the grammar when it is first needed: a bundle that asks for no time does not have it. */
export function grammar(): Grammar {
  made ??= makeGrammar();
  return made;
}

function makeGrammar(): Grammar {
  const HOUR = `\\d{1,2}|${HOURS.slice(1).join("|")}`;
  return {
    forms: [
      { shape: pattern(`${START}(?:quarter past|viertel nach) (${HOUR})${END}`), add: 15 },
      { shape: pattern(`${START}(?:half past) (${HOUR})${END}`), add: 30 },
      { shape: pattern(`${START}(?:quarter to|viertel vor) (${HOUR})${END}`), add: -15 },
      { shape: pattern(`${START}(?:um )?halb (${HOUR})${END}`), add: -30 },
      // Half past five in Britain, half past four in the Netherlands.
      { shape: pattern(`${START}(?:at )?half (${HOUR})${END}`), add: [-30, 30] },
      {
        shape: pattern(`${START}(?:(?:${AT}) )?(${HOUR})(?: ?(?:${CLOCK}))? (?:y media|e meia|et demie?)${END}`),
        add: 30,
      },
      {
        shape: pattern(`${START}(?:(?:${AT}) )?(${HOUR})(?: ?(?:${CLOCK}))? (?:y cuarto|e um quarto|et quart)${END}`),
        add: 15,
      },
      {
        shape: pattern(`${START}(?:(?:${AT}) )?(${HOUR})(?: ?(?:${CLOCK}))? (?:menos cuarto|moins le quart)${END}`),
        add: -15,
      },
      {
        shape: pattern(
          `${LENGTH}${START}(?:(?:${AT}) )?(\\d{1,2})(?::| ?h ?| uhr )(\\d{2})(?: ?(?:${CLOCK}|min))?(?: ?([ap]m))?${END}`,
        ),
      },
      { shape: pattern(`${START}(?:(?:at|um|ab) )?(\\d{1,2})\\.(\\d{2}) ?(?:uhr|([ap]m))${END}`) },
      { shape: pattern(`${START}(?:at|um|às|a las) (\\d{1,2})\\.(\\d{2})${END}(?![.\\d])`) },
      { shape: pattern(`${LENGTH}${START}(?:(?:${AT}) )?(${HOUR})(?: ?(?:${CLOCK}))?()(?: ?([ap]m))${END}`), add: 0 },
      { shape: pattern(`${LENGTH}${START}(?:(?:${AT}) )?(${HOUR}) ?(?:${CLOCK})${END}`), add: 0 },
      {
        shape: pattern(
          `${START}(?:at|@|a las|a la|às|as|um) (${HOUR})${END}(?![./-]\\d|:| (?:de (?!la)|(?!pm|am)(?:january|februar|march|april|may|june|july)))`,
        ),
        add: 0,
      },
    ],
    parts: PARTS.map(([words, part, day = ""]) => ({
      shape: pattern(`${START}(?:(${HOUR}) )?(?:${words})${END}`),
      part,
      day,
    })),
    noon: pattern(
      `${START}(?:at |a |al |ao |à |am )?(?:noon|midday|mediodía|mediodia|meio-dia|meio dia|midi|mittags?)${END}`,
    ),
    midnight: pattern(`${START}(?:midnight|medianoche|meia-noite|meia noite|minuit|mitternachts?)${END}`),
    fillers: pattern(`${START}(?:please|thanks|por favor|svp|s'il vous plaît|bitte|at|um|à|às|a las)${END}`),
  };
}
