import { describe, expect, it } from "vitest";
import { createBot } from "../../src/kit/bot.ts";
import type { TimeOfDay } from "../../src/kit/context.ts";
import { type Hours, isOpenAt, nextOpening, openingOf } from "../../src/kit/parse/hours.ts";
import { shape } from "../../src/kit/shape.ts";
import { signal } from "../../src/kit/signal.ts";
import { START, Talk } from "./talk.ts";

const hours: Hours = {
  monday: "9:00-17:00",
  tuesday: ["9:00-12:00", "13:00-17:00"],
  friday: "20:00-2:00",
  except: { "2026-11-30": [], "2026-12-06": "10:00-11:00" },
};
const zone = "Europe/Madrid"; // UTC+1 in winter

describe("hours", () => {
  it.each([
    ["2026-11-29T10:00Z", "sunday, before a monday that is closed", "2026-12-01T08:00Z"],
    ["2026-12-01T07:59Z", "tuesday, a minute before", "2026-12-01T08:00Z"],
    ["2026-12-01T08:00Z", "tuesday at nine", null],
    ["2026-12-01T10:59Z", "a minute before noon", null],
    ["2026-12-01T11:00Z", "noon", "2026-12-01T12:00Z"],
    ["2026-12-01T16:00Z", "tuesday, closed", "2026-12-04T19:00Z"],
    ["2026-12-04T22:59Z", "friday night", null],
    ["2026-12-05T00:59Z", "past midnight", null],
    ["2026-12-05T01:00Z", "two in the night", "2026-12-06T09:00Z"],
    ["2026-12-06T09:30Z", "a sunday that is different", null],
    ["2026-12-06T10:00Z", "after it", "2026-12-07T08:00Z"],
  ])("at %s, %s", (at, _, next) => {
    const [opening, now] = [openingOf(hours), Date.parse(at)];
    expect(isOpenAt(opening, now, zone)).toBe(next === null);
    expect(nextOpening(opening, now, zone)).toBe(next === null ? now : Date.parse(next));
  });

  it("keep to the clock when it changes", () => {
    const opening = openingOf({ sunday: "2:30-4:00", monday: "9:00-17:00" });
    const saturday = Date.parse("2026-03-28T12:00Z");
    expect(nextOpening(opening, saturday, zone)).toBe(Date.parse("2026-03-29T01:30Z"));
    expect(isOpenAt(opening, Date.parse("2026-03-29T01:59Z"), zone)).toBe(true);
    expect(isOpenAt(opening, Date.parse("2026-03-29T02:00Z"), zone)).toBe(false);
    expect(nextOpening(opening, Date.parse("2026-03-29T12:00Z"), zone)).toBe(Date.parse("2026-03-30T07:00Z"));
  });

  it("may be always, and never", () => {
    const always = Object.fromEntries(
      ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [day, "0:00-24:00"]),
    ) as Hours;
    for (let hour = 0; hour < 200; hour++) {
      expect(isOpenAt(openingOf(always), START + hour * 3_600_000, zone)).toBe(true);
    }
    expect(nextOpening(openingOf({}), START, zone)).toBeNull();
  });

  it.each<[Hours, string]>([
    [{ monday: "9:00" as never }, '"9:00" is not a time of day|"" is not a time of day'],
    [{ monday: "9:00-12:00-13:00" as never }, '"9:00-12:00-13:00" is not from a time to a time'],
    [{ monday: "9:00-25:00" }, '"25:00" is not a time of day'],
    [{ except: { "24.12.2026": [] } }, '"24.12.2026" is not a day'],
    [{ mondays: "9:00-17:00" } as never, '"mondays" is not a day'],
  ])("%j are refused", (wrong, message) => {
    expect(() => createBot({ timeZone: zone, hours: wrong })).toThrow(new RegExp(message));
  });

  it("need a clock", () => {
    expect(() => createBot({ hours })).toThrow("say by which clock");
    expect(() => createBot({ timeZone: "Madrid" })).toThrow('"Madrid" is not a time zone');
  });
});

describe("a bot at home somewhere", () => {
  const bot = createBot({ timeZone: zone, hours });
  const ping = signal("ping", shape({ n: Number }));
  const unanswered = { after: "15m", say: "Nobody is free." } as const;
  bot.on(ping, (c, { n }) => c.say(`ping ${n}`));
  bot.hears("time", (c) => c.say(JSON.stringify(c.time)));
  bot.hears("open", (c) => c.say(`${c.isOpen} ${c.opens?.weekday ?? "-"} ${c.opens?.hour ?? "-"}`));
  bot.hears("window", (c) => c.say(`${c.window - c.now}`));
  bot.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked", ifUnanswered: unanswered }));
  bot.hears("persona", (c) =>
    c.handOver({ say: "Un momento.", reason: "Asked", ifClosed: (opens) => `Hasta el ${opens?.date}.` }),
  );
  bot.hears(/^later/, (c) => c.later(JSON.parse(c.text.slice(5)) as TimeOfDay, ping, { n: 1 }));
  const at = (iso: string) => {
    const talk = new Talk(bot);
    talk.now = Date.parse(iso);
    return talk;
  };

  it("knows the time, whether it is open, and until when it may speak", async () => {
    const talk = at("2026-11-29T22:30:00Z");
    const time = { zone, date: "2026-11-29", hour: 23, minute: 30, weekday: "sunday" };
    expect(await talk.says("time")).toEqual([JSON.stringify(time)]);
    expect(await talk.says("open")).toEqual(["false tuesday 9"]);
    expect(await at("2026-12-01T08:00Z").says("open")).toEqual(["true - -"]);
    expect(await talk.says("window")).toEqual(["86400000"]);
  });

  it("says until when nobody is there, and waits from then on", async () => {
    const talk = at("2026-11-29T22:00:00Z");
    expect(await talk.says("human")).toEqual([
      "Nobody is here until Tuesday at 9:00. A colleague will read this then.",
      "(hands over: Asked)",
    ]);
    expect(talk.result?.said.at(-1)).toMatchObject({ handOver: { waitMs: (34 * 60 + 15) * 60_000 } });
    expect(await talk.says("persona")).toEqual(["Hasta el 2026-12-01.", "(hands over: Asked)"]);
    const [today] = await at("2026-12-01T11:30:00Z").says("human");
    expect(today).toBe("Nobody is here until 13:00. A colleague will read this then.");
    const open = at("2026-12-01T12:30:00Z");
    expect(await open.says("human")).toEqual(["One moment.", "(hands over: Asked)"]);
    expect(open.result?.said.at(-1)).toMatchObject({ handOver: { waitMs: 15 * 60_000 } });
  });

  it("says so too when nobody is ever there, or not for long", async () => {
    const closed = createBot({ timeZone: zone, hours: { except: { "2026-12-28": "9:00-10:00" } } });
    closed.hears("human", (c) => c.handOver({ say: "One moment.", reason: "Asked" }));
    const talk = new Talk(closed);
    talk.now = Date.parse("2026-12-01T11:30:00Z");
    expect((await talk.says("human"))[0]).toMatch(/^Nobody is here until Monday, December 28 at 9:00\./);
    talk.now = Date.parse("2027-01-01T11:30:00Z");
    expect((await talk.says("human"))[0]).toMatch(/^Nobody is here just now\./);
  });

  it.each<[TimeOfDay, string]>([
    [{ time: "9:00" }, "2026-11-30T08:00Z"],
    [{ time: "23:45" }, "2026-11-29T22:45Z"],
    [{ time: "9:00", days: 2 }, "2026-12-01T08:00Z"],
    [{ time: "9:00", date: "2026-12-24" }, "2026-12-24T08:00Z"],
    [{ time: "9:00", date: "2027-07-01" }, "2027-07-01T07:00Z"],
    [{ time: "9:00", date: "2026-12-24", zone: "America/New_York" }, "2026-12-24T14:00Z"],
    [{ time: "9:00", days: 0 }, "2026-11-29T22:30Z"], // that has passed
  ])("does something later, at %j", async (when, expected) => {
    const talk = at("2026-11-29T22:30:00Z");
    await talk.says(`later ${JSON.stringify(when)}`);
    expect(talk.pending.map(({ due }) => new Date(due).toISOString().slice(0, 16))).toEqual([expected.slice(0, 16)]);
  });

  it.each([
    [{ time: "9" }, '"9" is not a time of day'],
    [{ time: "9:00", date: "24.12." }, '"24.12." is not a day'],
    [{ time: "9:00", zone: "Mars/Base" }, '"Mars/Base" is not a time zone'],
  ])("does nothing at %j", async (when, message) => {
    await expect(at("2026-11-29T22:30:00Z").says(`later ${JSON.stringify(when)}`)).rejects.toThrow(message);
  });
});
