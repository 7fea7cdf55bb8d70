/** Signed deliveries of any shape, through the whole Worker, into real objects. */
import { reset, runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hmacHex } from "../../simulator/core/signing.ts";
import { decode } from "../../src/channels/messenger/receive/decode.ts";
import { parseExact } from "../../src/channels/meta/json.ts";
import { nameOf, objectFor } from "../../src/durable-objects.ts";
import { settings } from "../../src/env.ts";
import { group } from "../../src/intake/deliver.ts";
import type { Event, QueuedEvents } from "../../src/model/events.ts";
import { lookAt } from "../support/legacy-uses.ts";
import { PAGE, post, text, worker } from "../support/world.ts";
import { anyBody, anyJson, anyText } from "./arbitrary.ts";
import { holds, timeoutFor } from "./runs.ts";

const ORIGIN = "https://bot.test";
/** What is dealt with at once and leaves no row of its own. */
const WITHOUT_ROW: ReadonlySet<Event["kind"]> = new Set(["echo", "receipt"]);
const TOLD: ReadonlySet<string> = new Set(["sending_paused"]);
const AT = Date.now();
/** So many objects are kept before everything begins anew. */
const OBJECTS = 300;

const bytesOf = (body: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>;

/** POSTs a body, signed over the bytes that are sent. */
async function deliver(body: string): Promise<number> {
  const signature = `sha256=${await hmacHex(text("FACEBOOK_APP_SECRET"), body.toWellFormed())}`;
  const response = await post(bytesOf(body), { "x-hub-signature-256": signature });
  await response.text();
  return response.status;
}

/** Who gets what of a delivery, by the code's own pure part. The bot of the tests answers no comments: the account has them. */
function groupsOf(body: string, now = Date.now()): QueuedEvents[] {
  const inbound = decode(parseExact(new TextDecoder().decode(bytesOf(body))), now);
  const kept = inbound.map((one) => (one.event.kind === "comment" ? { ...one, person: null } : one));
  return group("messenger", kept, ORIGIN, now);
}

/** Which object somebody's events go to, as the platform tells names apart: by their bytes. */
const objectOf = ({ account, person }: QueuedEvents): string =>
  person === null
    ? `account ${nameOf({ channel: "messenger", account })}`.toWellFormed()
    : nameOf({ channel: "messenger", account, person }).toWellFormed();

/** The ids that somebody's object has stored, in the order of arrival. */
function storedBy({ account, person }: Pick<QueuedEvents, "account" | "person">): Promise<string[]> {
  const where = { channel: "messenger", account } as const;
  const read = (sql: SqlStorage, table: string) => {
    // Nothing is stored of a person whom no event of the delivery is worth a conversation.
    if (sql.exec("select 1 from sqlite_master where name = ?", table).toArray().length === 0) return [];
    return (
      sql
        .exec<{ id: string }>(`select id from ${table} order by seq`)
        .toArray()
        // As they came: in a row's id the marks of its own are doubled.
        .map(({ id }) =>
          table === "event" ? id.replace(/##|(~+)\1(?=again\d|$)/g, (mark) => mark.slice(mark.length / 2)) : id,
        )
    );
  };
  return person === null
    ? runInDurableObject(objectFor(worker.ACCOUNT, settings(worker), where), (_, { storage }) =>
        read(storage.sql, "account_event"),
      )
    : runInDurableObject(objectFor(worker.CONVERSATION, settings(worker), { ...where, person }), (_, { storage }) =>
        read(storage.sql, "event"),
      );
}

/** What no Unicode is written as where it is stored. */
const storable = (id: string): string => (id.isWellFormed() ? id : JSON.stringify(id).slice(1, -1));

/** The status that the documents name for such a body. */
function statusOf(body: string): number {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytesOf(body)));
    return (parsed as { object?: unknown } | null)?.object === "page" ? 200 : 404;
  } catch {
    return 400;
  }
}

let objects = 0;
const errors = vi.fn();

/** What the Worker has logged as an error. That a Page is blocked, or unknown, is told: it is no fault. */
const broken = (): string[] =>
  errors.mock.calls
    .splice(0)
    .map(([line]) => JSON.parse(String(line)).what as string)
    .filter((what) => !TOLD.has(what));

/** Between two runs: what was stored is dropped now and then, so that a long run stays small. */
async function tidy(groups: readonly unknown[]): Promise<void> {
  objects += groups.length;
  if (objects < OBJECTS) return;
  objects = 0;
  await reset();
}

beforeEach(() => {
  errors.mockClear();
  vi.spyOn(console, "error").mockImplementation(errors);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    lookAt(url, init);
    return Response.json({ message_id: "m_sent" });
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await reset();
});

describe("a signed delivery of any shape", () => {
  it("is answered as documented, stored whole, each person's by itself, and once", {
    ...timeoutFor(1),
  }, async () => {
    await holds(
      1,
      fc.asyncProperty(anyBody, async (body) => {
        const status = statusOf(body);
        expect(await deliver(body)).toBe(status);
        if (status !== 200) return;
        const groups = groupsOf(body);
        expect(groups.map(({ account, person }) => [account, person])).toEqual(
          groupsOf(body).map(({ account, person }) => [account, person]),
        );
        expect(new Set(groups.map(objectOf)).size).toBe(groups.length);
        const before = await Promise.all(groups.map(storedBy));
        for (const [n, { events }] of groups.entries()) {
          const wanted = events.filter(({ kind }) => !WITHOUT_ROW.has(kind)).map(({ id }) => id);
          expect(before[n]).toEqual(expect.arrayContaining([...new Set(wanted)]));
          expect(new Set(before[n]).size).toBe(before[n]?.length);
        }
        expect(await deliver(body)).toBe(200);
        expect(await Promise.all(groups.map(storedBy))).toEqual(before);
        expect(broken()).toEqual([]);
        await tidy(groups);
      }),
    );
  });

  it("is decoded the same every time, into events with an id", timeoutFor(5), async () => {
    const now = 1_795_340_512_345;
    await holds(
      5,
      fc.property(anyBody, (body) => {
        if (statusOf(body) !== 200) return;
        const read = () => decode(parseExact(new TextDecoder().decode(bytesOf(body))), now);
        const events = read();
        expect(JSON.stringify(events)).toBe(JSON.stringify(read()));
        for (const { account, person, event } of events) {
          expect(account).toBeTypeOf("string");
          expect(person === null || (typeof person === "string" && person !== "")).toBe(true);
          expect(event.id.length > 0 && event.id.length <= 600).toBe(true);
          expect(Number.isInteger(event.at)).toBe(true);
          expect(bytesOf(JSON.stringify(event)).length).toBeLessThanOrEqual(1_000_000);
        }
        // Ids do not hang on the time of arrival: the same delivery comes again a minute later.
        const later = decode(parseExact(new TextDecoder().decode(bytesOf(body))), now + 60_000);
        expect(later.map(({ event }) => event.id)).toEqual(events.map(({ event }) => event.id));
        expect(Object.prototype).not.toHaveProperty("polluted");
      }),
    );
  });
});

describe("what people write", () => {
  /** A name of somebody, as Meta might write it: a string, or a number of any length. */
  const person = fc.oneof(
    { weight: 3, arbitrary: fc.bigInt({ min: 1n, max: 10n ** 30n }).map(String) },
    { weight: 2, arbitrary: fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 4n }).map(String) },
    {
      weight: 1,
      arbitrary: anyText.filter((name) => name !== "" && name.length <= 40 && !name.startsWith("user_ref:")),
    },
  );
  interface Written {
    readonly by: number;
    readonly mid: string;
    readonly words: string;
    readonly asNumber: boolean;
  }
  const written: fc.Arbitrary<Written> = fc.record({
    by: fc.nat(),
    mid: anyText.filter((mid) => mid.length <= 40),
    words: anyText.map((words) => words || "hello"),
    asNumber: fc.boolean(),
  });

  it("is in exactly one conversation each, in its order, whatever stands beside it", {
    ...timeoutFor(0.2),
  }, async () => {
    let run = 0;
    await holds(
      0.2,
      fc.asyncProperty(
        fc.uniqueArray(person, { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(fc.oneof({ weight: 3, arbitrary: written }, anyJson), { maxLength: 6 }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.array(fc.nat(), { maxLength: 2 }),
        async (names, deliveries, again) => {
          run++;
          let count = 0;
          const expected = names.map((): string[] => []);
          const bodies = deliveries.map((items) => {
            const entries = items.map((one) => {
              if (typeof one === "string") return `{"id":"${PAGE}","messaging":[${one}]}`;
              const by = one.by % names.length;
              const name = names[by] ?? "";
              const mid = `m_${run}_${count++}${one.mid}`;
              expected[by]?.push(storable(mid));
              const id = one.asNumber && /^[1-9]\d*$/.test(name) ? name : JSON.stringify(name);
              const message = JSON.stringify({ mid, text: one.words });
              return `{"id":"${PAGE}","messaging":[{"sender":{"id":${id}},"recipient":{"id":"${PAGE}"},"timestamp":${AT},"message":${message}}]}`;
            });
            return `{"object":"page","entry":[${entries.join(",")}]}`;
          });
          for (const body of bodies) expect(await deliver(body)).toBe(200);
          for (const which of again) expect(await deliver(bodies[which % bodies.length] ?? "{}")).toBe(200);
          for (const [n, name] of names.entries()) {
            const stored = await storedBy({ account: PAGE, person: storable(name) });
            const ours = stored.filter((id) => id.startsWith(`m_${run}_`));
            expect(ours).toEqual(expected[n]);
          }
          expect(broken()).toEqual([]);
          await tidy(names);
        },
      ),
    );
  });
});

describe("a signature", () => {
  const body = `{"object":"page","entry":[{"id":"${PAGE}","messaging":[{"sender":{"id":"31"},"recipient":{"id":"${PAGE}"},"timestamp":${AT},"message":{"mid":"m_signed","text":"hello"}}]}]}`;

  it("fits no other bytes, and no bytes have another one", timeoutFor(1), async () => {
    const digits = await hmacHex(text("FACEBOOK_APP_SECRET"), body);
    const fits = `sha256=${digits}`;
    const otherBody = fc
      .tuple(
        fc.nat(bytesOf(body).length - 1),
        fc.constantFrom("change", "add", "drop"),
        fc.integer({ min: 1, max: 255 }),
      )
      .map(([at, how, by]) => {
        const bytes = [...bytesOf(body)];
        if (how === "change") bytes[at] = (bytes[at] ?? 0) ^ by;
        else if (how === "add") bytes.splice(at, 0, by);
        else bytes.splice(at, 1);
        return Uint8Array.from(bytes);
      });
    const header = fc.oneof(
      fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 15 })).map(([at, by]) => {
        const changed = (Number.parseInt(digits[at] ?? "0", 16) ^ by).toString(16);
        return `sha256=${digits.slice(0, at)}${changed}${digits.slice(at + 1)}`;
      }),
      fc.constantFrom(
        digits,
        `sha256=${digits}, sha256=${digits}`,
        `sha256= ${digits}`,
        `sha1=${digits}`,
        `sha256=0x${digits}`,
      ),
      fc.constantFrom(
        `sha256=${digits.slice(2)}`,
        `sha256=${digits}00`,
        `SHA-256=${digits}`,
        `sha256:${digits}`,
        "sha256=",
      ),
      fc.string({ unit: "grapheme-ascii", maxLength: 80 }),
    );
    const attempt = fc.oneof(
      fc.record({ bytes: otherBody, header: fc.constant(fits) }),
      fc.record({ bytes: fc.constant(bytesOf(body)), header }),
    );
    await holds(
      1,
      fc.asyncProperty(attempt, async ({ bytes, header }) => {
        const response = await post(bytes as Uint8Array<ArrayBuffer>, { "x-hub-signature-256": header });
        await response.text();
        expect(response.status).toBe(401);
      }),
    );
    expect(await storedBy({ account: PAGE, person: "31" })).toEqual([]);
    expect(await deliver(body)).toBe(200);
    expect(await deliver(body)).toBe(200);
    expect(await storedBy({ account: PAGE, person: "31" })).toEqual(["m_signed"]);
  });
});
