import { describe, expect, it } from "vitest";
import { instantOf, localTime, minutesOf, nextInstant, weekdayOf } from "../../src/kit/parse/zone.ts";

const minutes = (time: string) => minutesOf("test", time);

describe("what the clock shows", () => {
  it.each([
    ["2026-11-29T23:30:00Z", "UTC", "2026-11-29 23:30 sunday"],
    ["2026-11-29T23:30:00Z", "Europe/Madrid", "2026-11-30 0:30 monday"],
    ["2026-07-01T10:00:00Z", "Europe/Madrid", "2026-07-01 12:00 wednesday"],
    ["2026-11-29T02:30:00Z", "America/New_York", "2026-11-28 21:30 saturday"],
    ["2026-11-29T12:00:00Z", "Asia/Kathmandu", "2026-11-29 17:45 sunday"],
    ["2026-11-29T12:00:00Z", "Pacific/Kiritimati", "2026-11-30 2:00 monday"],
    ["2026-11-29T12:00:00Z", "Pacific/Pago_Pago", "2026-11-29 1:00 sunday"],
    ["2026-03-29T00:59:59Z", "Europe/Madrid", "2026-03-29 1:59 sunday"],
    ["2026-03-29T01:00:00Z", "Europe/Madrid", "2026-03-29 3:00 sunday"],
    ["2026-10-25T00:30:00Z", "Europe/Madrid", "2026-10-25 2:30 sunday"],
    ["2026-10-25T01:30:00Z", "Europe/Madrid", "2026-10-25 2:30 sunday"],
    ["1969-12-31T23:59:59.500Z", "UTC", "1969-12-31 23:59 wednesday"],
  ])("at %s in %s: %s", (at, zone, expected) => {
    const { date, hour, minute, weekday, ...rest } = localTime(Date.parse(at), zone);
    expect(`${date} ${hour}:${String(minute).padStart(2, "0")} ${weekday}`).toBe(expected);
    expect(rest).toEqual({ zone });
  });
});

describe("the instant that a time on the clock means", () => {
  it.each([
    ["2026-11-29", "9:00", "UTC", "2026-11-29T09:00:00Z"],
    ["2026-11-29", "9:00", "Europe/Madrid", "2026-11-29T08:00:00Z"],
    ["2026-07-01", "9:00", "Europe/Madrid", "2026-07-01T07:00:00Z"],
    ["2026-11-29", "9:00", "America/New_York", "2026-11-29T14:00:00Z"],
    ["2026-11-29", "24:00", "Europe/Madrid", "2026-11-29T23:00:00Z"],
    ["2026-11-29", "0:30", "Pacific/Kiritimati", "2026-11-28T10:30:00Z"],
    ["2026-11-29", "23:30", "Pacific/Pago_Pago", "2026-11-30T10:30:00Z"],
    // The clock is put forward: 2:00 to 3:00 is never shown.
    ["2026-03-29", "1:59", "Europe/Madrid", "2026-03-29T00:59:00Z"],
    ["2026-03-29", "2:30", "Europe/Madrid", "2026-03-29T01:30:00Z"],
    ["2026-03-29", "3:00", "Europe/Madrid", "2026-03-29T01:00:00Z"],
    ["2026-03-08", "2:30", "America/New_York", "2026-03-08T07:30:00Z"],
    // At midnight, as it was in Brazil: the day begins at 1:00.
    ["2018-11-04", "0:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
    // By half an hour.
    ["2026-10-04", "2:15", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"],
    // A day that never was.
    ["2011-12-30", "10:00", "Pacific/Apia", "2011-12-30T20:00:00Z"],
    // The clock is put back: 2:00 to 3:00 is shown twice, and the first time is meant.
    ["2026-10-25", "2:30", "Europe/Madrid", "2026-10-25T00:30:00Z"],
    ["2026-10-25", "3:00", "Europe/Madrid", "2026-10-25T02:00:00Z"],
    ["2026-11-01", "1:30", "America/New_York", "2026-11-01T05:30:00Z"],
    ["2026-04-05", "1:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"],
  ])("%s %s in %s: %s", (date, time, zone, expected) => {
    expect(instantOf(date, minutes(time), zone)).toBe(Date.parse(expected));
  });

  it("is shown by the clock, at every half hour of a year and in zones of every kind", () => {
    const wrong: string[] = [];
    for (const zone of [
      "Europe/Madrid",
      "America/St_Johns",
      "Asia/Tehran",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
    ]) {
      for (let at = Date.parse("2026-01-01T00:00Z"); at < Date.parse("2027-01-01T00:00Z"); at += 7 * 1_800_000) {
        const { date, hour, minute } = localTime(at, zone);
        const found = instantOf(date, hour * 60 + minute, zone);
        // In the hour that comes twice it is the earlier one.
        if (found !== at && !(found < at && localTime(found, zone).hour === hour))
          wrong.push(`${zone} ${date} ${hour}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ["2026-11-29T07:00:00Z", "9:00", "2026-11-29T08:00:00Z"],
    ["2026-11-29T08:00:00Z", "9:00", "2026-11-30T08:00:00Z"],
    ["2026-11-29T23:30:00Z", "0:15", "2026-11-30T23:15:00Z"],
    ["2026-03-28T12:00:00Z", "9:00", "2026-03-29T07:00:00Z"],
  ])("after %s it is %s next at %s, in Madrid", (at, time, expected) => {
    expect(nextInstant(minutes(time), Date.parse(at), "Europe/Madrid")).toBe(Date.parse(expected));
  });

  it.each(["9", "9:0", "25:00", "24:01", "9:60", "9h", "", "09:00:00", "-1:00"])("%j is no time", (time) => {
    expect(() => minutes(time)).toThrow("is not a time of day");
  });

  it("has a weekday", () => {
    expect(weekdayOf("2026-11-29")).toBe("sunday");
  });
});
