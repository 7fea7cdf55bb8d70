/** Yes and no as people type them, in each of the library's languages. */
import { folded, typedAmong } from "../../model/compare.ts";
import { LANGUAGES, type Language } from "../language.ts";

interface Words {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/**
 * The words for yes and no: only such as cannot mean the opposite, nor "I have understood", nor "I am thinking". Left
 * out on purpose: "no problem", "doch", the French "si", "pode ser", "right", "fine", "why not".
 */
const TABLE: Readonly<Record<Language, Words>> = {
  en: {
    yes: words(
      "yes|y|yes please|yes thanks|yes thank you|yes yes|yep|yup|yeah|yea|yah|yess|ok|okay|okey|yes ok|sure|yes sure|sure thing|of course|yes of course|definitely|absolutely|certainly|correct|that's right|please do|go ahead|yes go ahead|yes i do|i do|yes it is",
    ),
    no: words(
      "no|n|no thanks|no thank you|no thx|no no|nope|nah|no way|never|not now|no not now|not yet|no not yet|don't|dont|please don't|no i don't|no i dont|i don't|i dont|certainly not|of course not|not ok",
    ),
  },
  es: {
    yes: words(
      "sí|s|sí por favor|sí gracias|sí claro|sí sí|claro|claro que sí|por supuesto|sip|sep|vale|sí vale|dale|ok|okay|okey|correcto|de acuerdo|desde luego|sí quiero|sí confirmo|confirmo|así es|está bien|seguro",
    ),
    no: words(
      "no|n|no gracias|no por favor|no no|nop|nope|no quiero|para nada|ahora no|no ahora no|por ahora no|claro que no|por supuesto que no|nunca|mejor no|no mejor no|todavía no|aún no",
    ),
  },
  pt: {
    yes: words(
      "sim|s|sim por favor|sim obrigado|sim obrigada|sim claro|sim sim|claro|claro que sim|com certeza|isso|isso mesmo|quero|quero sim|sim quero|pode|pode sim|ok|okay|okey|correto|certo|confirmo|sim confirmo|tá bom|está bem|beleza|exato",
    ),
    no: words(
      "não|n|não obrigado|não obrigada|não não|não quero|não não quero|não por favor|agora não|não agora não|claro que não|de jeito nenhum|nunca|melhor não|ainda não",
    ),
  },
  fr: {
    yes: words(
      "oui|o|oui s'il vous plaît|oui s'il te plaît|oui svp|oui stp|oui merci|oui oui|ouais|ouaip|ouep|bien sûr|oui bien sûr|d'accord|daccord|oui d'accord|ok|okay|okey|volontiers|oui volontiers|avec plaisir|absolument|tout à fait|exact|exactement|c'est ça|je confirme|évidemment",
    ),
    no: words(
      "non|n|non merci|non non|nan|nan merci|pas maintenant|non pas maintenant|surtout pas|pas du tout|certainement pas|bien sûr que non|jamais|pas encore|non pas encore|plutôt pas|je ne veux pas",
    ),
  },
  de: {
    yes: words(
      "ja|j|ja bitte|ja danke|ja gerne|ja gern|gerne|gern|ja klar|klar|na klar|ja ja|jo|jup|jep|jawohl|sicher|ja sicher|natürlich|ja natürlich|selbstverständlich|auf jeden fall|genau|ja genau|stimmt|ja stimmt|richtig|ok|okay|okey|einverstanden|in ordnung|passt|ja passt",
    ),
    no: words(
      "nein|n|nein danke|nein nein|nee|nee danke|nö|nö danke|ne|ne danke|bitte nicht|nein bitte nicht|lieber nicht|nein lieber nicht|auf keinen fall|keinesfalls|jetzt nicht|nein jetzt nicht|nicht jetzt|noch nicht|nein noch nicht|niemals|nie",
    ),
  },
};

function words(list: string): readonly string[] {
  return list.split("|");
}

/** Finds the language in which both words are a plain yes and no. Null: none of the table. */
export function languageOf(titles: { readonly yes: string; readonly no: string }): Language | null {
  return LANGUAGES.find((one) => isIn(TABLE[one].yes, titles.yes) && isIn(TABLE[one].no, titles.no)) ?? null;
}

/** Reads a yes or a no, or null where that is not certain. */
export function yesOrNo(typed: string, language: Language): boolean | null {
  const said = folded(typed)
    .replace(/[.,!;:]/g, " ")
    .replace(/\s+/g, " ")
    .replace(/(\p{L})\1{2,}/gu, "$1"); // "siii", "nooo"
  const [yes, no] = [isIn(TABLE[language].yes, said), isIn(TABLE[language].no, said)];
  return yes === no ? null : yes;
}

/** The thumbs, in every colour of skin. */
const THUMBS = /(👍|👎)[\u{1F3FB}-\u{1F3FF}\uFE0F]*/gu;

const NOTHING_ELSE = /^[\s!.]*$/;

/**
 * Reads the thumbs, where nothing else was said: two different ones mean nothing. A title that has a thumb says what it
 * means.
 */
export function thumbOf(typed: string, titles: { readonly yes: string; readonly no: string }): boolean | null {
  if (!NOTHING_ELSE.test(typed.replace(THUMBS, ""))) return null;
  const own = (title: string) => thumbsIn(title)[0];
  const [yes, no] = [own(titles.yes), own(titles.no)];
  const isKnown = yes !== undefined || no !== undefined;
  const meant = new Set(
    thumbsIn(typed).map((thumb) => {
      if (!isKnown) return thumb === "👍";
      return thumb === yes ? true : thumb === no ? false : null;
    }),
  );
  const [only = null] = meant;
  return meant.size === 1 ? only : null;
}

const thumbsIn = (text: string): string[] => [...text.matchAll(THUMBS)].map(([, thumb = ""]) => thumb);

const isIn = (known: readonly string[], typed: string): boolean => typedAmong(typed, known, (one) => one).length > 0;
