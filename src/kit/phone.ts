/** The question for a phone number. In the bundle only where a bot asks it: the table of the world's numbers is large. */
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/min";
import { straightened, trimmed } from "../model/compare.ts";
import { filledIn, type Question, type Reading, type Wording } from "./question.ts";

const AROUND = /^[\s"'`*<>[\]{}.,;:!?\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u;

/**
 * Asks for a phone number, answered as `+31201234567`, or `+12125550100;ext=12` where an extension was written.
 * Messenger offers the person's own as a button. Zeros that are dialled at home only are taken away ("+44 07911
 * 123456", "+49 (0)170 …"); a number that cannot exist is asked again, and one in no known range is read back.
 * @param options `region`: the country of numbers that are written without a country code, such as `"ES"`
 * @throws {TypeError} for a region that is no country's code
 */
export function phone(text: string, options: { readonly region?: CountryCode } & Wording = {}): Question<string> {
  const { region } = options;
  if (region !== undefined && !isSupportedCountry(region)) {
    throw new TypeError(`phone("${text}"): "${region}" is not the code of a country. Write it as "ES".`);
  }
  return filledIn("phone", text, options, (typed, { sentence }): Reading<string> => {
    const number = numberIn(typed, region);
    if (number === undefined) return { wrong: sentence(region === undefined ? "phone" : "phoneInRegion") };
    const answer = number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
    if (number.isValid()) return { answer };
    return { unclear: sentence("meansThis"), meanings: [{ title: number.formatInternational(), value: answer }] };
  });
}

/** Finds the one number that was written, if its country has numbers of that length. */
function numberIn(typed: string, region: CountryCode | undefined): PhoneNumber | undefined {
  const written = trimmed(straightened(typed), AROUND, AROUND).replace(/^tel:/i, "");
  // In most of the world 00 stands for the plus; where it does not, the country's own rules come first.
  const tries = [written, ...(written.startsWith("00") ? [`+${written.slice(2)}`] : [])];
  return tries
    .map((one) =>
      parsePhoneNumberFromString(one, { extract: false, ...(region === undefined ? {} : { defaultCountry: region }) }),
    )
    .find((number) => number?.isPossible() === true);
}
