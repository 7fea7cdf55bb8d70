import { expect, test } from "vitest";
import { Cut, type Fault, readFault, readFaultName } from "../../simulator/core/faults.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { ANA, simulated } from "./simulated.ts";

const text = { text: "hi" };

test.each<[Fault, number, Record<string, unknown> | undefined]>([
  [{ fault: "status", status: 503, body: true }, 503, { code: 2, is_transient: true }],
  [{ fault: "code", code: 551 }, 400, { code: 551 }],
  [{ fault: "code", code: 10, subcode: 2018278 }, 400, { code: 10, error_subcode: 2018278 }],
  [{ fault: "rate limit", minutes: 7 }, 400, { code: 80006 }],
  [{ fault: "token revoked" }, 401, { code: 190, error_subcode: 460 }],
])("%j answers in Meta's place, and nothing was sent", async (fault, status, error) => {
  const { meta, send } = simulated();
  meta.says(ANA, "hello");
  meta.faults.add({ ...fault, times: 1 });
  const answer = await send(text);
  expect(answer.status).toBe(status);
  expect(answer.json.error).toMatchObject(error ?? {});
  expect(answer.json.error?.fbtrace_id).toEqual(expect.any(String));
  expect(meta.said(ANA)).toEqual([]);
  expect((await send(text)).status).toBe(200);
  expect(meta.said(ANA)).toHaveLength(1);
});

test.each([
  [{ code: 190 }, /^Error validating access token/],
  [{ code: 1 }, /^An unknown error/],
  [{ code: 2 }, /^\(#2\) Service/],
  [{ code: 100, subcode: 33 }, /^Unsupported get request/],
  [{ code: 4242 }, /^\(#4242\) The simulator/],
  [{ code: 10, message: "In these words" }, /^In these words$/],
])("%j comes in Meta's words", async (code, words) => {
  const { meta, send } = simulated();
  meta.faults.add({ fault: "code", ...code });
  const { error } = (await send(text)).json;
  expect(error?.message).toMatch(words);
  expect(error).toMatchObject({ type: "subcode" in code ? "GraphMethodException" : "OAuthException" });
});

test("a 5xx without a body is no error of Meta's", async () => {
  const { meta, call } = simulated();
  meta.faults.add({ fault: "status", status: 502, body: false });
  await expect(call("/me")).rejects.toThrow(SyntaxError);
});

test("rate limiting tells with the usage headers when it ends", async () => {
  const { meta } = simulated();
  meta.faults.add({ fault: "rate limit", minutes: 7 });
  const answer = await meta.handle(new Request(`https://graph.test/${NEWEST}/me`));
  const usage = JSON.parse(answer.headers.get("x-business-use-case-usage") ?? "{}") as Record<string, unknown>;
  expect(Object.values(usage)[0]).toMatchObject([{ type: "messenger", estimated_time_to_regain_access: 7 }]);
});

test.each(["reset", "timeout"] as const)("a %s before and after Meta has acted", async (fault) => {
  const { meta, send } = simulated();
  meta.says(ANA, "hello");
  meta.faults.add({ fault, acts: false, times: 1 });
  await expect(send(text)).rejects.toThrow(Cut);
  expect(meta.said(ANA)).toHaveLength(0);
  meta.faults.add({ fault, acts: true, times: 1 });
  await expect(send(text)).rejects.toThrow(Cut);
  expect(meta.said(ANA)).toHaveLength(1);
  expect(meta.calls.at(-1)).toMatchObject({ status: 0, mid: meta.said(ANA)[0]?.id });
});

test("an outage is errors, a broken connection and silence in turns, and Meta does nothing of it", async () => {
  const { meta, call, send } = simulated();
  meta.says(ANA, "hello");
  meta.faults.add({ fault: "down" });
  expect((await send(text)).json.error).toMatchObject({ code: 2 });
  await expect(send(text)).rejects.toThrow(Cut);
  // Typing dots take no turn.
  await call("/me/messages", { recipient: { id: ANA }, sender_action: "typing_on" });
  await expect(send(text)).rejects.toThrow(SyntaxError);
  await expect(send(text)).rejects.toThrow(Cut);
  expect((await send(text)).status).toBe(503);
  expect(meta.said(ANA)).toEqual([]);
  meta.faults.clear("down");
  expect((await send(text)).status).toBe(200);
});

test("typing dots do not use up a fault that is meant for a message", async () => {
  const { meta, call, send } = simulated();
  meta.says(ANA, "hello");
  meta.faults.add({ fault: "code", code: 551, times: 1 });
  expect((await call("/me/messages", { recipient: { id: ANA }, sender_action: "typing_on" })).status).toBe(200);
  expect((await send(text)).json.error?.code).toBe(551);
  expect(meta.faults.all).toEqual([]);
});

test("webhooks twice, in one body, in the wrong order, unsigned, and without echoes", async () => {
  const waits: (() => void)[] = [];
  const { meta, received, requests, send } = simulated({ wait: () => new Promise((resolve) => waits.push(resolve)) });
  const texts = () => received().map(({ item }) => (item["message"] as { text?: string }).text);

  meta.faults.add({ fault: "duplicated", times: 1 });
  meta.says(ANA, "twice");
  await meta.settle();
  expect(texts()).toEqual(["twice", "twice"]);

  meta.faults.add({ fault: "batched", ms: 1000, times: 1 });
  meta.says(ANA, "one");
  meta.says(ANA, "two");
  waits.shift()?.();
  await Promise.resolve();
  await meta.settle();
  expect(requests).toHaveLength(3);
  expect(texts().slice(2)).toEqual(["one", "two"]);

  meta.faults.add({ fault: "reordered", times: 1 });
  meta.says(ANA, "before");
  meta.says(ANA, "after");
  await meta.settle();
  expect(texts().slice(4)).toEqual(["after", "before"]);

  const count = received().length;
  meta.faults.add({ fault: "echoes off" });
  await send(text);
  await meta.settle();
  expect(
    received()
      .slice(count)
      .every(({ item }) => !("message" in item)),
  ).toBe(true);
});

test("a wrong secret signs what the bot cannot know", async () => {
  const { meta, requests } = simulated();
  meta.says(ANA, "hello");
  meta.faults.add({ fault: "wrong secret", times: 1 });
  meta.says(ANA, "hello");
  await meta.settle();
  expect(new Set(requests.map(({ headers }) => headers["x-hub-signature-256"])).size).toBe(2);
});

test("what is no fault is refused with what there is", () => {
  expect(() => readFault({ fault: "reboot" })).toThrow("There are: latency");
  expect(() => readFault({ fault: "latency" })).toThrow('needs "ms", a number');
  expect(() => readFault({ fault: "reset", acts: "yes" })).toThrow('needs "acts", a boolean');
  expect(() => readFault({ fault: "status", status: 99, body: true })).toThrow("an HTTP status from 400 to 599");
  expect(() => readFault({ fault: "latency", ms: -5 })).toThrow('"ms", 0 or more');
  expect(() => readFault({ fault: "down", times: 0 })).toThrow('"times", 1 or more');
  expect(() => readFaultName("rain")).toThrow('no fault "rain"');
  expect(readFault({ fault: "reset", acts: true, times: 2 })).toEqual({ fault: "reset", acts: true, times: 2 });
});
