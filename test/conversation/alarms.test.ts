import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { objectOf } from "../support/room.ts";
import { time } from "../support/time.ts";
import { until, world } from "../support/world.ts";

const w = world();
const t = time();

const alarmOf = (psid: string) => runInDurableObject(objectOf(psid), (_, { storage }) => storage.getAlarm());

it("leave another one behind when they come while a message whose echo was faster is still under way", async () => {
  const psid = w.writer();
  await w.hears(psid, 1);
  w.meta.taps(psid, { type: "postback", title: "Buy", payload: "BUY_WATCH" });
  await w.hears(psid, 2);
  for (const [n, title] of ["Checkout", "Express, $12.00"].entries()) {
    w.meta.taps(psid, title);
    await w.hears(psid, 3 + n);
  }
  await w.settled();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let isHeld = false;
  w.graph = async (request) => {
    if (request.method !== "POST" || !(await request.clone().text()).includes('"receipt"')) return undefined;
    const answer = await w.meta.handle(request as never);
    isHeld = true;
    await held; // Meta acted, and its answer hangs
    return answer;
  };
  w.meta.taps(psid, "Yes");
  await w.until(() => isHeld);
  await w.meta.settle(); // its echo
  await until(async () => (await objectOf(psid).count()).pending === 0);
  await runDurableObjectAlarm(objectOf(psid));
  release();
  await w.settled();
  expect(await alarmOf(psid)).not.toBeNull(); // a survey is to come in an hour
});

it("are not put off by a delivery when the platform is late with them", async () => {
  const psid = w.writer();
  await w.hears(psid, 1);
  await w.settled();
  const due = Date.now() + 10_000;
  await runInDurableObject(objectOf(psid), (_, { storage }) => {
    storage.sql.exec("insert into later values ('survey', 'k', ?, '{\"order\":\"1\"}', 0)", due);
  });
  await runDurableObjectAlarm(objectOf(psid));
  await objectOf(psid).sweep();
  await runDurableObjectAlarm(objectOf(psid));
  expect(await alarmOf(psid)).toBe(due);
  t.passes(11_000);
  w.meta.says(psid, "hello?");
  await w.meta.settle();
  expect(await alarmOf(psid)).toBeLessThanOrEqual(Date.now());
});
