/** Whatever the Graph API answers: a call has an outcome, and what a conversation has to say comes to an end. */
import { reset } from "cloudflare:test";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Access, OutboundAction, SendResult } from "../../src/channels/channel.ts";
import { profile } from "../../src/channels/messenger/send/person.ts";
import { send } from "../../src/channels/messenger/send/send.ts";
import { readAnswer } from "../../src/channels/meta/graph.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { isOpen, type Part } from "../../src/conversation/schema.ts";
import { createBot } from "../../src/kit/index.ts";
import { lookAt } from "../support/legacy-uses.ts";
import { inRoom, type Room } from "../support/room.ts";
import { PAGE } from "../support/world.ts";
import { anyJson, anyText } from "./arbitrary.ts";
import { holds, timeoutFor } from "./runs.ts";

const TOKEN = "EAAfuzz";
const SECRET = "an app secret of the fuzz";

/** What came back, or how it did not. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ends: "well" | "broken" | "refused" | "reset";
}

const code = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 2, 4, 10, 17, 100, 102, 190, 200, 368, 551, 613, 1_200, 2_022, 80_006) },
  { weight: 1, arbitrary: fc.integer() },
);
const subcode = fc.oneof(
  fc.constantFrom(99, 463, 1_357_046, 1_893_063, 2_018_008, 2_018_278, 2_018_300, 2_018_344, 2_018_354),
  fc.constant(undefined),
);
/** Meta's own error body, with members left out. */
const error: fc.Arbitrary<string> = fc
  .record(
    {
      message: fc.oneof(anyText, fc.constant(`Malformed access token ${TOKEN}`), fc.constant("x".repeat(100_000))),
      type: anyText,
      code,
      error_subcode: subcode,
      is_transient: fc.boolean(),
      fbtrace_id: anyText,
      error_data: fc.constant({}),
    },
    { requiredKeys: ["code"] },
  )
  .map((fields) => JSON.stringify({ error: fields }));
/** The same with a type that none of Meta's has. */
const oddError: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("message", "type", "code", "error_subcode", "is_transient", "fbtrace_id"), anyJson, code)
  .map(([name, value, known]) => `{"error":{"code":${known},${JSON.stringify(name)}:${value}}}`);

const body: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: error },
  { weight: 3, arbitrary: oddError },
  { weight: 2, arbitrary: anyJson.map((mid) => `{"recipient_id":"1","message_id":${mid}}`) },
  { weight: 2, arbitrary: anyJson },
  { weight: 2, arbitrary: anyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      "<html><h1>502 Bad Gateway</h1>",
      "[]",
      "null",
      "{}",
      '{"error":null}',
      '{"success":true}',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("{", '{"message_id":"m_', `${"[".repeat(50_000)}`, `"${"x".repeat(300_000)}"`),
  },
);

const usage = fc.oneof(
  fc.constantFrom('{"call_count":100,"total_time":1e999}', '{"call_count":"many"}', "{", "100", "[]", "null"),
  fc.constantFrom('{"1":[{"type":"messenger","call_count":-1,"estimated_time_to_regain_access":1e300}]}', "{}"),
  anyJson.map((json) => encodeURI(json.toWellFormed()).slice(0, 4_000)),
);
const headers = fc
  .tuple(
    fc.dictionary(fc.constantFrom("x-app-usage", "x-business-use-case-usage", "x-page-usage", "retry-after"), usage, {
      maxKeys: 3,
    }),
    fc.constantFrom("application/json", "text/html", "text/plain; charset=utf-16"),
  )
  .map(([values, type]) => ({ ...values, "content-type": type }));

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 301, 400, 401, 403, 429, 500, 503), fc.integer({ min: 200, max: 599 })),
  headers,
  body,
  ends: fc.oneof(
    { weight: 8, arbitrary: fc.constant("well" as const) },
    fc.constantFrom("broken" as const, "refused" as const, "reset" as const),
  ),
});

/** What `fetch` gives or throws for such an answer. */
async function given({ status, headers, body, ends }: Answer): Promise<Response> {
  if (ends === "refused") throw new TypeError("Network connection lost.");
  if (ends === "reset") throw new DOMException("The operation timed out.", "TimeoutError");
  const empty = [204, 205, 304].includes(status);
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(body));
      if (ends === "broken") controller.error(new Error("The connection was lost in the middle."));
      else controller.close();
    },
  });
  return new Response(empty ? null : stream, { status, headers });
}

const graph = (answer: () => Response | Promise<Response>): Access => ({
  url: "https://graph.test",
  version: NEWEST,
  token: TOKEN,
  appSecret: SECRET,
  timeout: 5_000,
  fetch: (async (url: string, init: RequestInit) => {
    lookAt(url, init);
    return answer();
  }) as unknown as typeof fetch,
});
const somebody = { channel: "messenger", account: PAGE, person: "123" } as const;
const DEEDS: readonly OutboundAction[] = [
  { do: "message", message: { text: "Hello" }, approved: false, metadata: "ew.1.0.abc" },
  { do: "typing" },
  { do: "take" },
  { do: "react", mid: "m_1", emoji: "❤" },
  { do: "pass", app: "263902037430900", metadata: "{}" },
];

describe("an answer of the Graph API, whatever it is", () => {
  it("has a meaning: done, taken, refused or unknown", timeoutFor(10), async () => {
    await holds(
      10,
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(body, fc.string()), (status, text) => {
        expectOutcome(readAnswer(status, text));
      }),
    );
  });

  it("is an outcome of whatever was done, and never quotes the token", timeoutFor(4), async () => {
    await holds(
      4,
      fc.asyncProperty(answer, fc.constantFrom(...DEEDS), async (one, deed) => {
        const outcome = await send(
          deed,
          somebody,
          graph(() => given(one)),
        );
        expectOutcome(outcome);
        expect(JSON.stringify(outcome)).not.toContain(TOKEN);
        // A message is only known to be sent when Meta names it, or says that it went out.
        if (deed.do === "message" && outcome.ended === "done") expect(typeof (outcome.mid ?? "")).toBe("string");
      }),
    );
  });

  it("is a profile, or none", timeoutFor(2), async () => {
    await holds(
      2,
      fc.asyncProperty(answer, async (one) => {
        const found = await profile(
          somebody,
          graph(() => given(one)),
          () => {},
        );
        const values = found === null || found === "unknown" ? [] : Object.values(found);
        expect(values.filter((value) => typeof value !== "string")).toEqual([]);
      }),
    );
  });
});

function expectOutcome(outcome: Pick<SendResult, "ended">): void {
  expect(["done", "taken", "refused", "unknown"]).toContain(outcome.ended);
  if (outcome.ended !== "refused") return;
  const { failure } = outcome as Extract<SendResult, { ended: "refused" }>;
  expect(["transient", "brief", "upload", "token", "blocked", "permanent"]).toContain(failure.class);
  expect(failure.code).toBeTypeOf("number");
  expect(failure.message.length).toBeLessThanOrEqual(500);
  expect(failure.message).not.toContain(TOKEN);
}

describe("a conversation", () => {
  const bot = createBot();
  bot.otherwise((c) => {
    c.say(`You said: "${c.text}"`);
    c.say("And more.");
  });

  beforeEach(() => {
    for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    await reset();
  });

  let people = 0;

  it(
    "comes to the end of what it has to say, whatever the Graph API answered for a while",
    timeoutFor(0.1),
    async () => {
      await holds(
        0.1,
        fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 12 }), async (answers) => {
          const left = [...answers];
          vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
            lookAt(url, init);
            const { message } = JSON.parse(String(init.body ?? "{}"));
            const next = message === undefined ? undefined : left.shift();
            return next === undefined ? Response.json({ recipient_id: "1", message_id: "m_ok" }) : given(next);
          });
          await inRoom(`77${++people}`, bot, {}, async (room) => {
            const { seq } = room.says("hello");
            await ends(room);
            const parts = room.parts(seq);
            expect(parts).toHaveLength(2);
            expect(parts.filter(isOpen)).toEqual([]);
            for (const { status, why } of parts) if (status !== "sent") expect(why).toBeTypeOf("string");
            expect(JSON.stringify(parts).length).toBeLessThan(20_000);
            // The fault is over, and so is the time that Meta asked for: the next answer goes out, unless somebody else has the conversation now.
            left.length = 0;
            vi.setSystemTime(Date.now() + LONGEST_MS);
            const next = room.says("again");
            await ends(room);
            const said = statuses(room.parts(next.seq));
            if (room.scope.store.facts.control.by === "bot") expect(said).toEqual(["sent", "sent"]);
          });
        }),
      );
    },
  );
});

const statuses = (parts: readonly Part[]): string[] => parts.map(({ status }) => status);

/** How often a conversation may be woken until it has nothing more to do: an hour of waits that double is less. */
const WAKINGS = 300;

/** The longest wait of all: Meta says that it takes nothing more that day. */
const LONGEST_MS = 86_400_000;

/** Wakes the room whenever it asked for it, until it asks no more. Each wait is a stated one. */
async function ends(room: Room): Promise<void> {
  for (let wakings = 0; wakings < WAKINGS; wakings++) {
    await room.runs();
    const due = room.scope.store.nextDue();
    if (due === null) return;
    const wait = due - Date.now();
    expect(wait).toBeLessThanOrEqual(LONGEST_MS);
    vi.setSystemTime(Date.now() + Math.max(wait, 1));
  }
  throw new Error("It never ends.");
}
