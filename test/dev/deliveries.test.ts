/** Every kind of delivery that Meta is known to make, at the running Worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import * as fixtures from "../channels/messenger/deliveries.ts";
import { newMid, PAGE, rig, somebody, until } from "./rig.ts";

const r = rig({ PAUSE_MS: "500" });

interface Item {
  readonly sender?: { readonly id?: string };
  readonly message?: Readonly<Record<string, unknown>>;
  readonly postback?: unknown;
  /** Of the kinds that nobody knows. */
  readonly payment?: unknown;
}

interface Delivery {
  readonly entry: readonly {
    readonly messaging?: readonly Item[];
    readonly changes?: readonly { readonly field: string; readonly value: unknown }[];
  }[];
}

/** Somebody writes, taps, or sends something, known or not; not on standby. */
function isAddressed({ entry }: Delivery): boolean {
  return entry.some(({ messaging = [], changes = [] }) => {
    const own = changes.filter(({ field }) => field === "messaging_postbacks" || field === "messaging_payments");
    return [...messaging, ...own.map(({ value }) => value as Item)].some(({ sender, message, postback, payment }) => {
      if (sender?.id === PAGE) return false;
      return (
        postback !== undefined || payment !== undefined || (message !== undefined && message["is_deleted"] !== true)
      );
    });
  });
}

const cases = Object.entries(fixtures)
  .filter((pair): pair is [string, (typeof fixtures)["text"]] => typeof pair[1] === "object")
  .map(([name, fixture]) => {
    const person = somebody();
    const own: Delivery = JSON.parse(
      JSON.stringify(fixture)
        .replaceAll(fixtures.PERSON, person)
        .replaceAll("checkbox-5521", person)
        .replaceAll(fixtures.MID, newMid())
        .replaceAll(fixtures.EARLIER, newMid()),
    );
    return { name, person, own, addressed: isAddressed(own) };
  });
const addressed = cases.filter((one) => one.addressed);
const others = cases.filter((one) => !one.addressed);

describe("a delivery", () => {
  const statuses = new Map<string, number[]>();

  beforeAll(async () => {
    for (const { name, own } of cases) {
      // Meta delivers now and then what it has delivered already.
      statuses.set(name, [await r.bot.deliver(own), await r.bot.deliver(own)]);
    }
    await until(() => addressed.every(({ person }) => r.graph.sendsTo(person).length > 0)).catch(() => {});
    // Who is not answered is not answered a little later either.
    await sleep(500);
  });

  it("is of every kind", () => {
    expect(addressed.length).toBeGreaterThan(30);
    expect(others.length).toBeGreaterThan(40);
  });

  it.each(cases)("is taken: $name", ({ name }) => {
    expect(statuses.get(name)).toEqual([200, 200]);
  });

  it.each(addressed)("is answered, once: $name", ({ person }) => {
    expect(r.graph.wordsTo(person)).toHaveLength(1);
  });

  it.each(others)("is nothing to react to: $name", ({ person }) => {
    expect(r.graph.callsAbout(person)).toEqual([]);
  });

  it("is nothing to fail over; that Meta blocks the Page is told once, as an error", () => {
    expect(r.bot.faults).toEqual([expect.stringContaining('"what":"sending_paused","why":"blocked"')]);
  });
});
