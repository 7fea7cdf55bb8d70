import { getCountries, getCountryCallingCode, getExampleNumber } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { callNumber } from "../../src/model/call-number.ts";

describe("the number of a call button", () => {
  it.each([
    ["+31201234567", "+31201234567"],
    ["+31 20 123-4567", "+31201234567"],
    ["+31.20.123.45.67", "+31201234567"],
    ["+1 (212) 555/0100", "+12125550100"],
    ["+31\u00a020\u2011123\u20114567", "+31201234567"],
    ["\u202a+31201234567\u202c", "+31201234567"],
    ["＋31 20 123 4567", "+31201234567"],
    ["+39 06 1234 5678", "+390612345678"],
    ["+225 07 01 23 45 67", "+2250701234567"],
    ["+7 (495) 123-45-67", "+74951234567"],
    ["+290 12345", "+29012345"],
    ["+247 1234", "+2471234"],
  ])("%j is dialled as %s", (written, phone) => {
    expect(callNumber(written)).toEqual({ phone });
  });

  it.each([
    ["+44 (0)7911 123456", 'has "(0)" in it'],
    ["+49 ( 0 ) 170 1234567", 'has "(0)" in it'],
    ["+44 07911 123456", "has a zero after +44"],
    ["+49 0170 1234567", "has a zero after +49"],
    ["+31 020 123 4567", "has a zero after +31"],
    ["+380 050 123 4567", "has a zero after +380"],
    ["+972 054 123 4567", "has a zero after +972"],
    ["+55 011 98765-4321", "has a zero after +55"],
    ["+1 0212 555 0100", "has a zero after +1"],
    ["+7 8 (495) 123-45-67", "has 11 digits after +7"],
    ["+1 1 212 555 0100", "has 11 digits after +1"],
    ["+1 555 0100", "has 7 digits after +1"],
    ["020 1234567", "is not a plus and 7 to 15 digits"],
    ["0031201234567", "is not a plus and 7 to 15 digits"],
    ["+31201", "is not a plus and 7 to 15 digits"],
    ["+3120123456789012", "is not a plus and 7 to 15 digits"],
    ["+31201234567 ext. 3", "is not a plus and 7 to 15 digits"],
    ["+31 20 CALL NOW", "is not a plus and 7 to 15 digits"],
    ["", "is not a plus and 7 to 15 digits"],
  ])("%j is refused by name", (written, fault) => {
    expect(callNumber(written)).toEqual({ fault: expect.stringContaining(fault) });
  });

  it("takes the mobile numbers of every country, and refuses them with a zero that is dialled at home", () => {
    const wrong = getCountries().flatMap((country) => {
      const number = getExampleNumber(country, examples);
      const code = getCountryCallingCode(country);
      if (number === undefined || "fault" in callNumber(number.number)) return [`${country} ${number?.number}`];
      const zero = callNumber(`+${code} 0${number.nationalNumber}`);
      const keeps = ["39", "225", "226", "227", "229", "241", "242", "247", "250", "378", "992"].includes(code);
      return "fault" in zero || keeps ? [] : [`${country}: a zero`];
    });
    expect(wrong).toEqual([]);
  });
});
