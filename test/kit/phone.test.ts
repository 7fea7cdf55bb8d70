import { describe, expect, it } from "vitest";
import { phone } from "../../src/kit/phone.ts";
import { asking } from "./talk.ts";

const hint = "Please write the number with its country code, such as +31 20 123 4567. (phone)";
const got = (it: unknown) => [JSON.stringify({ it })];

describe("phone numbers as they are typed", () => {
  it.each<[string, string]>([
    ["+31 20 123 4567", "+31201234567"],
    ["0031 20 1234567", "+31201234567"],
    ["+31-20-123.45.67", "+31201234567"],
    ["+1 (212) 555/0100", "+12125550100"],
    ["＋31 20 123 4567", "+31201234567"],
    ["+\u0663\u0661\u0662\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "+31201234567"],
    ["\u202a+31 20 123 4567\u202c", "+31201234567"],
    ["📞 +31 20 123 4567!", "+31201234567"],
    ["tel:+31201234567", "+31201234567"],
    ["<tel:+31201234567>", "+31201234567"],
    ["+31\u00a020\u2011123\u20114567", "+31201234567"],
    // Zeros that are dialled at home only.
    ["+44 07911 123456", "+447911123456"],
    ["+44 (0)7911 123456", "+447911123456"],
    ["+49 (0)170 1234567", "+491701234567"],
    ["+49 0170 1234567", "+491701234567"],
    ["+33 (0) 6 12 34 56 78", "+33612345678"],
    ["+61 (04) 1234 5678", "+61412345678"],
    ["+55 011 98765-4321", "+5511987654321"],
    ["+36 06 20 123 4567", "+36201234567"],
    ["+380 050 123 4567", "+380501234567"],
    ["+7 8 (495) 123-45-67", "+74951234567"],
    ["+1 1 212 555 0100", "+12125550100"],
    // Where the zero belongs to the number.
    ["+39 06 1234 5678", "+390612345678"],
    ["+54 11 15 1234 5678", "+5491112345678"],
    // Extensions.
    ["+1 212 555 0100 ext. 12", "+12125550100;ext=12"],
    ["+1 212-555-0100 x12", "+12125550100;ext=12"],
    ["+1 212-555-0100 #12", "+12125550100;ext=12"],
  ])("%j is %s", async (typed, expected) => {
    expect(await (await asking(phone("Your number?"))).says(typed)).toEqual(got(expected));
  });

  it.each([
    "020 123 4567",
    "+31",
    "+31 20 123 4567 890 123",
    "call me",
    "+1 555",
    "+420 123",
    "+999 123456789",
    "34612345678",
    "+34612345678 or +34612345679",
    "my number is +34612345678",
    "+34612345678 (after 5)",
    "+34612345678 after 17",
    "12 +34612345678",
    "1-800-FLOWERS",
    "",
    "+",
    "++31201234567",
  ])("%j is asked again", async (typed) => {
    expect(await (await asking(phone("Your number?"))).says(typed)).toEqual([hint]);
  });

  it.each([
    ["020 123 4567", "NL", "+31201234567"],
    ["20 123 4567", "NL", "+31201234567"],
    ["612 345 678", "ES", "+34612345678"],
    ["34 612 345 678", "ES", "+34612345678"],
    ["8 (495) 123-45-67", "RU", "+74951234567"],
    ["(11) 98765-4321", "BR", "+5511987654321"],
    ["06 1234 5678", "IT", "+390612345678"],
    ["0170/1234567", "DE", "+491701234567"],
    ["(212) 555-0100", "US", "+12125550100"],
    ["011 44 7911 123456", "US", "+447911123456"],
    ["0044 7911 123456", "US", "+447911123456"],
    ["+44 7911 123456", "US", "+447911123456"],
  ] as const)("%j in %s is %s", async (typed, region, expected) => {
    expect(await (await asking(phone("Your number?", { region }))).says(typed)).toEqual(got(expected));
  });

  it("asks again in a country, too", async () => {
    const talk = await asking(phone("Your number?", { region: "ES" }));
    expect(await talk.says("12")).toEqual([
      "That does not look like a phone number. Please write it again, digit by digit. (phone)",
    ]);
    expect(() => phone("Your number?", { region: "SPAIN" as never })).toThrow('"SPAIN" is not the code of a country');
  });

  it.each([
    ["a zero that is missing", "+39 6 1234 5678", "+39 612345678", "+39612345678"],
    ["a digit that is missing", "+44 7911 12345", "+44 791112345", "+44791112345"],
  ])("reads a number back that belongs to no known range: %s", async (_, typed, title, expected) => {
    const talk = await asking(phone("Your number?"));
    expect(await talk.says(typed)).toEqual([`Do you mean this? [${title}]`]);
    expect(await talk.taps(title)).toEqual(got(expected));
  });
});
