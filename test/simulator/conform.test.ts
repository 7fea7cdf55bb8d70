import { afterEach, expect, test } from "vitest";
import { ASSERTIONS } from "../../simulator/conform/assertions.ts";
import { main } from "../../simulator/conform/run.ts";
import { simulatedTarget } from "../../simulator/conform/simulated.ts";
import { listen } from "../../simulator/server.ts";

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const run = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const lines: string[] = [];
  return { code: await main(argv, env, (line) => lines.push(line)), text: lines.join("\n") };
};

/** The simulated Meta behind an address, as somebody's Page. */
async function served() {
  const { meta, psid, pageId, appSecret, token } = simulatedTarget();
  const { server, port } = await listen(0, (request) => meta.handle(request));
  opened.push(() => server.close());
  const env = {
    FACEBOOK_PAGE_ACCESS_TOKEN: token,
    FACEBOOK_APP_SECRET: appSecret,
    FACEBOOK_PAGE_ID: pageId,
    TEST_PSID: psid,
  };
  return { meta, psid, env, argv: ["--live", "--url", `http://127.0.0.1:${port}`] };
}

test("the simulated Meta does what every assertion says", async () => {
  const { code, text } = await run([]);
  expect(text).toContain(`${ASSERTIONS.length} asked, ${ASSERTIONS.length} as expected, 0 not.`);
  expect(code).toBe(0);
});

test("over the network it is the same, and only the tester hears of it", async () => {
  const { meta, psid, env, argv } = await served();
  const other = meta.joins();
  meta.says(other.psid, "Hi");
  const { code, text } = await run(argv, env);
  expect(code).toBe(0);
  expect(text).toContain(`those that write are for person ${psid} only`);
  for (const { name, writes } of ASSERTIONS)
    if (writes !== undefined) expect(text.split("\n").find((line) => line.startsWith(`  ${writes}: `))).toContain(name);
  expect(meta.said(psid).length).toBeGreaterThan(0);
  expect(meta.said(other.psid)).toEqual([]);
  expect(meta.menuOf(psid)).toBeUndefined();
  expect(meta.calls.length).toBeGreaterThan(ASSERTIONS.length);
  expect(text).not.toContain(env.FACEBOOK_PAGE_ACCESS_TOKEN);
});

test("what differs is said, and the code is 1", async () => {
  const { meta, env, argv } = await served();
  meta.faults.add({ fault: "code", code: 190, subcode: 460 });
  const { code, text } = await run(argv, env);
  expect(code).toBe(1);
  expect(text).toMatch(/DIFFERS {2}words +documented +200 recipient_id, message_id +401 190\/460/);
});

test("a tester who has not written for a day is told to", async () => {
  const { meta, env, argv } = await served();
  const { psid } = meta.joins();
  const { code, text } = await run(argv, { ...env, TEST_PSID: psid });
  expect(code).toBe(1);
  expect(text).toContain("write to the Page as TEST_PSID");
});

test("what writes makes it say so", () => {
  const silent = ASSERTIONS.filter(({ asks, expects, writes }) => {
    const { method, path } = asks({ pageId: "1", psid: "2", remembered: {} });
    return method !== "GET" && path !== "" && writes === undefined && "fields" in expects;
  });
  expect(silent).toEqual([]);
});

test.each([
  [["--live"], "Missing: FACEBOOK_PAGE_ACCESS_TOKEN, FACEBOOK_APP_SECRET, FACEBOOK_PAGE_ID, TEST_PSID."],
  [["--live", "--url", "http://graph.example"], "must be https, or http of this machine"],
  [["--url", "https://graph.example"], "--url needs --live"],
  [["--lives"], "Unknown: --lives."],
])("%j does not begin", async (argv, why) => {
  const { code, text } = await run(argv);
  expect(text).toContain(why);
  expect(code).toBe(2);
});
