import { expect, test } from "vitest";
import {
  adaptations,
  type CallTrace,
  lives,
  places,
  type TurnTrace,
  type WebhookTrace,
} from "../../simulator/core/life.ts";
import { diff, readScenario, type Step, stepOf, testOf, withStep } from "../../simulator/steps.ts";
import { tally } from "../../simulator/tally.ts";
import { Time } from "../../simulator/time.ts";
import { sampleOf } from "../../simulator/worker/sample.ts";
import { shape } from "../../src/kit/shape.ts";

const webhook = (id: string, what: string, more: Partial<WebhookTrace>): WebhookTrace => ({
  ...{ kind: "webhook", id, psid: "1", at: 0, what, payload: {}, headers: {}, attempt: 1, status: 200, ms: 3 },
  ...more,
});
const turn = (event: string, at: number, place: string, row?: number): TurnTrace => ({
  ...{ kind: "turn", id: `t${event}`, psid: "1", at, ms: 1, event, place, says: 1 },
  answers: row === undefined ? [] : [{ row: `${row}.x`, adapted: [] }],
});
const call = (row: number, at: number, mid: string | undefined, status = 200): CallTrace => ({
  ...{ kind: "call", id: `c${row}.${at}`, psid: "1", at, ms: 1, name: "message", status, answer: {} },
  body: { message: { metadata: `ew.${row}.0.x` } },
  ...(mid === undefined ? {} : { mid }),
});

test("two messages that are answered side by side have each their own answer", () => {
  const all = lives([
    webhook("w1", "message", { mid: "m_1", at: 1 }),
    webhook("w2", "message", { mid: "m_2", at: 2 }),
    turn("m_1", 3, "src/bot.ts:5", 1),
    turn("m_2", 4, "src/bot.ts:6", 2),
    call(1, 5, undefined, 0),
    call(1, 6, "m_a"),
    call(2, 7, "m_b"),
    webhook("w3", "echo", { mid: "m_a" }),
    webhook("w4", "delivery", { mids: ["m_a"] }),
    webhook("w5", "read", { watermark: 6 }),
  ]);
  expect(all.map(({ id, place }) => [id, place])).toEqual([
    ["m_1", "src/bot.ts:5"],
    ["m_2", "src/bot.ts:6"],
  ]);
  const [first, second] = all.map(({ sends }) => sends[0]?.dots.map(({ label, mood }) => `${label} ${mood}`));
  expect(first).toEqual(["No answer failed", "Graph send fine", "Echo fine", "Delivered fine", "Read fine"]);
  expect(second).toEqual(["Graph send fine", "Echo waiting", "Delivered waiting", "Read waiting"]);
  expect([...places(all)]).toEqual([
    ["m_a", "src/bot.ts:5"],
    ["m_b", "src/bot.ts:6"],
  ]);
});

test("a bubble keeps its line, whatever turns say nothing and however the clock jumps", () => {
  const message = (mid: string, at: number) => webhook(`w${mid}`, "message", { mid, at });
  const early = [message("m_1", 1), turn("m_1", 2, "src/bot.ts:5", 1), call(1, 3, "m_a")];
  // Said by a turn whose words were never sent (the person opted out), then by one after a jump of the clock.
  const silent = [message("m_2", 4), turn("m_2", 5, "src/bot.ts:6", 2)];
  const late = [turn("later:survey:1", 3_600_000, "src/bot.ts:9", 3), call(3, 3_500_000, "m_b")];
  const found = [["m_a", "src/bot.ts:5"]];
  expect([...places(lives(early))]).toEqual(found);
  expect([...places(lives([...early, ...silent, ...late]))]).toEqual([...found, ["m_b", "src/bot.ts:9"]]);
});

test("what is said at once has no line until its turn is over, and no other turn's", () => {
  const before = [webhook("w1", "message", { mid: "m_1", at: 1 }), turn("m_1", 2, "src/bot.ts:5", 1)];
  const during = [webhook("w2", "message", { mid: "m_2", at: 3 }), call(2, 4, "m_b")];
  expect([...places(lives([...before, ...during]))]).toEqual([]);
  expect([...places(lives([...before, ...during, turn("m_2", 5, "src/bot.ts:6", 2)]))]).toEqual([
    ["m_b", "src/bot.ts:6"],
  ]);
});

test("what a handler says and the question that is asked again have each their own line", () => {
  const speakers = [
    { n: 0, place: "src/bot.ts:5" },
    { n: 2, place: "src/bot.ts:40" },
  ];
  const said = { ...turn("m_1", 2, "src/bot.ts:5"), answers: [{ row: "1.x", adapted: [], places: speakers }] };
  const parts = ["m_a", "m_b", "m_c"].map((mid, n) => ({
    ...call(1, 3 + n, mid),
    body: { message: { metadata: `ew.1.${n}.x` } },
  }));
  const all = lives([webhook("w1", "message", { mid: "m_1", at: 1 }), said, ...parts]);
  expect([...places(all)]).toEqual([
    ["m_a", "src/bot.ts:5"],
    ["m_b", "src/bot.ts:5"],
    ["m_c", "src/bot.ts:40"],
  ]);
});

test("what was changed to fit is known by the message in which it was", () => {
  const adapted = [{ n: 0, field: "options[0].title", detail: "31 of 20 characters: cut" }];
  const said = { ...turn("m_1", 2, "src/bot.ts:5"), answers: [{ row: "1.x", adapted }] };
  expect([...adaptations([said, call(1, 3, "m_a"), call(2, 4, "m_b")])]).toEqual([
    ["m_a", ["options[0].title: 31 of 20 characters: cut"]],
  ]);
});

test("a webhook that was tried again is one life, and what falls due has one too", () => {
  const all = lives([
    webhook("w1", "message", { mid: "m_1", at: 1, status: 503 }),
    webhook("w2", "message", { mid: "m_1", at: 2, attempt: 2 }),
    turn("later:survey:1", 9, "src/bot.ts:9"),
    turn("signal:order.shipped:7", 10, "src/bot.ts:8"),
  ]);
  expect(all.map(({ what, dots }) => [what, dots.map(({ label }) => label)])).toEqual([
    ["message", ["Signed webhook, try 2", "200 in 3 ms"]],
    ["later", ["src/bot.ts:9"]],
    ["signal", ["src/bot.ts:8"]],
  ]);
});

test("a scenario says which of its steps is wrong", () => {
  expect(readScenario('{"title":"t","steps":[{"says":"hi"},{"fault":{"fault":"token revoked"}}]}').steps).toHaveLength(
    2,
  );
  expect(() => readScenario('{"steps":[{"says":"hi"},{"sings":"la"}]}')).toThrow('Step 2, {"sings":"la"}');
  expect(() => readScenario('{"steps":[{"fault":{"fault":"rain"}}]}')).toThrow('no fault "rain"');
  expect(() => readScenario('{"steps":[{"clears":"rain"}]}')).toThrow('no fault "rain"');
});

test("an answer is to the message that stands where the first one stood, the Page's or one's own", () => {
  const messages = [
    { id: "m_1", from: "person", message: {} },
    { id: "m_2", from: "bot", message: {} },
    { id: "m_3", from: "person", message: {} },
    { id: "m_4", from: "colleague", message: {} },
  ] as const;
  const answer = (replyTo: string) => stepOf({ do: "say", psid: "1", text: "hi", replyTo }, messages);
  expect(answer("m_2")).toEqual({ says: "hi", back: 1 });
  expect(answer("m_1")).toEqual({ says: "hi", back: 1, own: true });
  expect(answer("m_9")).toEqual({ says: "hi" });
  expect(testOf([answer("m_1") ?? { starts: true }], "", "Mira")).toContain('mira.repliesToOwn("hi", 1)');
});

test("an edit and what was taken back are known by the words that stood there", () => {
  const messages = [
    { id: "m_1", from: "person", message: { text: "cofee" } },
    { id: "m_2", from: "person", message: { attachments: [{ type: "image", payload: { url: "u" } }] } },
  ] as const;
  const done = [
    stepOf({ do: "edit", psid: "1", mid: "m_1", text: "coffee" }, messages),
    stepOf({ do: "take back", psid: "1", mid: "m_2" }, messages),
    stepOf({ do: "agent says", psid: "1", text: "Hi", unnamed: true }, messages),
    stepOf({ do: "agent says", psid: "1", text: "Hi" }, messages),
  ];
  expect(done).toEqual([
    { edits: "cofee", anew: "coffee" },
    { takesBack: "[image]" },
    { agentSays: "Hi", unnamed: true },
    { agentSays: "Hi" },
  ]);
  expect(stepOf({ do: "take back", psid: "1", mid: "m_9" }, messages)).toBeUndefined();
  const text = testOf(done as Step[], "", "Mira");
  expect([...text.matchAll(/await mira\.(.*);/g)].map(([, one]) => one)).toEqual([
    ...['edits("cofee", "coffee")', 'takesBack("[image]")', 'agentSays("Hi", { unnamed: true })', 'agentSays("Hi")'],
  ]);
});

test("the same tap at once is a double tap, and words before the bot's turn are one burst", () => {
  const tapped = withStep([{ starts: true }], { taps: "Buy Now" });
  expect(withStep(tapped, { taps: "Buy Now" })).toEqual([{ starts: true }, { taps: "Buy Now" }, { taps: "Buy Now" }]);
  const twice = withStep(tapped, { taps: "Buy Now" }, { again: true, open: true });
  expect(twice).toEqual([{ starts: true }, { doubleTaps: "Buy Now" }]);
  // A finger that trembles for longer taps three times.
  expect(withStep(twice, { taps: "Buy Now" }, { again: true, open: true })).toEqual(twice);

  const burst = withStep(
    withStep([{ says: "hi!" }], { says: "sure" }, { open: true }),
    { says: "Ana" },
    { open: true },
  );
  expect(burst).toEqual([{ says: ["hi!", "sure", "Ana"] }]);
  expect(withStep(burst, { says: "Well?" }, { open: false })).toEqual([...burst, { says: "Well?" }]);
  expect(withStep(burst, { says: "That one", back: 0 }, { open: true })).toEqual([
    ...burst,
    { says: "That one", back: 0 },
  ]);
  expect(withStep([{ taps: "Yes" }], { says: "and?" }, { open: true })).toEqual([{ taps: "Yes" }, { says: "and?" }]);

  const text = testOf([...burst, { doubleTaps: "Buy Now" }], "", "Mira");
  expect(text).toContain('  await mira.says("hi!", "sure", "Ana");\n  await mira.doubleTaps("Buy Now");');
});

test("what is done to a message has a life of its own", () => {
  const edited = { message_edit: { mid: "m_1", text: "coffee", num_edit: 2 } };
  const all = lives([
    webhook("w1", "message", { mid: "m_1", at: 1 }),
    turn("m_1", 2, "src/bot.ts:5"),
    webhook("w2", "message_edit", { mid: "m_1", at: 3, payload: { message_edit: { num_edit: 1 } } }),
    webhook("w3", "message_edit", { mid: "m_1", at: 4, payload: edited }),
    turn("edit:m_1:2", 5, "src/bot.ts:6"),
    webhook("w4", "deleted", { mid: "m_1", at: 6 }),
    turn("deleted:m_1", 7, "src/bot.ts:7"),
  ]);
  expect(all.map(({ id, what, about, place }) => [id, what, about, place])).toEqual([
    ["m_1", "message", undefined, "src/bot.ts:5"],
    ["w2", "message_edit", "m_1", undefined],
    ["w3", "message_edit", "m_1", "src/bot.ts:6"],
    ["w4", "deleted", "m_1", "src/bot.ts:7"],
  ]);
});

test("a chat as a test, without what differs each time", () => {
  const text = testOf(
    [{ says: "help" }, { taps: "Yes" }, { waits: 3_600_000 }],
    "you: help\nbot: EW-1A2B3C4D",
    "Łukasz",
  );
  expect(text).toContain('const ukasz = person(bot, { firstName: "Łukasz" });');
  expect(text).toContain('  await ukasz.says("help");\n  await ukasz.taps("Yes");\n  await ukasz.waits("1h");');
  expect(text).toContain("`you: help\nbot: EW-…`");
  const other = testOf(
    [
      ...[{ says: "hi", back: 0 }, { says: "hi", back: 2 }, { sticker: true } as const],
      ...[
        { reacts: "❤️", back: 0 },
        { reacts: null, back: 1 },
      ],
      { signal: "order.shipped", data: { order: "1001" } },
    ],
    "bot: `a` \\",
    "Mira",
  );
  const calls = [...other.matchAll(/await mira\.(.*);/g)].map(([, one]) => one);
  expect(calls).toEqual([
    ...['replies("hi")', 'replies("hi", 2)', 'sends("sticker")', 'reacts("❤️")', "reacts(null, 1)"],
    'signal("order.shipped", {"order":"1001"})',
  ]);
  expect(other).toContain("`bot: \\`a\\` \\\\`");
});

test("an example of a signal's data has every field of its shape", () => {
  const order = shape({ id: String, total: Number, paid: Boolean, items: [String], to: shape({ city: String }) });
  const sample = { id: "id", total: 1, paid: true, items: [], to: { city: "city" } };
  expect(sampleOf((data) => order.read(data))).toEqual(sample);
  const own = () => {
    throw new TypeError("Not an order of ours.");
  };
  expect(sampleOf(own)).toEqual({});
});

test("a diff is line by line, and blind to order numbers", () => {
  expect(diff("a\nEW-1A2B3C4D\nb\nc", "a\nEW-5E6F7A8B\nB\nc\nd").map(({ is, text }) => `${is} ${text}`)).toEqual([
    ...["same a", "same EW-5E6F7A8B", "gone b", "new B", "same c", "new d"],
  ]);
});

test("the tally counts what the simulated Meta saw", () => {
  const message = (id: string, from: "person" | "bot", metadata = id) =>
    ({ kind: "message", id, psid: "1", at: 0, from, message: { text: "", metadata } }) as const;
  const kills = [{ at: 0, open: ["m_1"] }];
  expect(tally(kills, [[message("m_1", "person")]], 1000)).toEqual({ killed: 1, lost: 0, twice: 0 });
  expect(tally(kills, [[message("m_1", "person")]], 60_000)).toEqual({ killed: 1, lost: 1, twice: 0 });
  const said = [message("m_1", "person"), message("m_2", "bot", "ew.1.0.x"), message("m_3", "bot", "ew.1.0.x")];
  expect(tally(kills, [said], 60_000)).toEqual({ killed: 1, lost: 0, twice: 1 });
});

test("the clock stops on its way wherever something falls due", async () => {
  const stops: number[] = [];
  const due = Date.now() + 3_600_000;
  const time = new Time({
    move: async (shift) => {
      stops.push(shift);
      return shift < 3_600_000 - 1000 ? due : null;
    },
    quiet: async () => {},
    changed: () => {},
  });
  await time.jump(90_000_000);
  expect(stops.map((shift) => Math.round(shift / 3_600_000))).toEqual([0, 1, 25]);
  expect(time.shift).toBe(90_000_000);
});
