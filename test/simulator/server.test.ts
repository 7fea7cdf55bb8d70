import { request } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readError, readOutput } from "../../simulator/output.ts";
import { listen } from "../../simulator/server.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";

const heard: string[] = [];
let served: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  served = await listen(0, async (incoming, path) => {
    heard.push(`${incoming.method} ${path} ${await incoming.text()}`);
    return Response.json({ fine: true });
  });
});
afterAll(() => served.server.close());

/** `fetch` writes its own Host; this does not. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port: served.port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on("error", reject).end();
  });
}

test("the server answers this machine's own pages only", async () => {
  const own = `127.0.0.1:${served.port}`;
  expect(await ask("POST", "/api/do", { host: own, origin: `http://${own}` })).toBe(200);
  expect(await ask("GET", `/${NEWEST}/me`, { host: `localhost:${served.port}` })).toBe(200);
  expect(await ask("GET", "/api/events", { host: `evil.test:${served.port}` })).toBe(403);
  expect(await ask("POST", "/api/do", { host: own, origin: "https://evil.test" })).toBe(403);
  expect(heard).toHaveLength(2);
});

test("what cannot be done is said in the answer too", async () => {
  const { server, port } = await listen(0, async () => {
    throw new TypeError('"sing" is not done on the simulated Meta.');
  });
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const response = await fetch(`http://127.0.0.1:${port}/api/do`, { method: "POST" });
  expect([response.status, await response.text()]).toEqual([500, '"sing" is not done on the simulated Meta.']);
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  server.close();
});

test("it listens on the next port when one is taken", async () => {
  const other = await listen(served.port, async () => undefined);
  expect(other.port).toBeGreaterThan(served.port);
  other.server.close();
});

test("the page is served, its TypeScript without types, and nothing outside of it", async () => {
  const get = (path: string) => fetch(`http://127.0.0.1:${served.port}${path}`);
  const page = await get("/");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await page.text()).toContain("/page/main.ts");
  const script = await get("/page/state.ts");
  expect(script.headers.get("content-type")).toContain("text/javascript");
  expect(await script.text()).not.toContain("import type");
  const count = heard.length;
  await get("/page/%2e%2e/start.ts");
  await get("/start.ts");
  expect(heard).toHaveLength(count + 2);
});

test("of what wrangler prints, only the bot's own words and errors are shown", () => {
  for (const noise of [
    "⎔ Starting local server...",
    "[wrangler:info] POST /webhook 200 OK (5ms)",
    "env.KV    KV Namespace   local",
    "",
  ])
    expect(readOutput(noise)).toEqual({ is: "noise" });
  expect(readOutput("[wrangler:info] Ready on http://127.0.0.1:8787")).toEqual({ is: "ready" });
  expect(readOutput("⎔ Local server updated and ready")).toEqual({ is: "reloaded" });
  expect(readOutput("my own line")).toEqual({ is: "said", text: "my own line" });
  expect(
    readError(
      "\u001b[31m✘ \u001b[41;31m[\u001b[41;97mERROR\u001b[41;31m]\u001b[0m \u001b[1mshop is on fire\u001b[0m\n\n\n",
    ),
  ).toEqual({
    is: "said",
    text: "✘ [ERROR] shop is on fire",
  });
  expect(
    readError("▲ [WARNING] Scheduled Workers are not automatically triggered during local development.\n"),
  ).toEqual({
    is: "noise",
  });
  const build = '✘ [ERROR] Build failed with 1 error:\n\n  ✘ [ERROR] Unexpected ";"\n  \n      src/bot.ts:6:11:\n';
  expect(readError(build)).toEqual({
    is: "broken",
    text: 'Build failed with 1 error:\n\nUnexpected ";"\n\n      src/bot.ts:6:11:',
  });
});
