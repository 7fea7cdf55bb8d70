import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import worker from "../../simulator/worker/index.ts";
import type { Env } from "../../src/env.ts";

const ADMIN = "a token of the tests, long enough";

/** Instead of the simulator, which the Worker asks for the time. */
beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({ shift: 0 }));
});

function ask(headers: Record<string, string>): Promise<Response> {
  const request = new Request("http://127.0.0.1:8787/dev/profile", { headers });
  const all = { ...(env as unknown as Env), ADMIN_TOKEN: ADMIN };
  return Promise.resolve(worker.fetch(request as never, all, createExecutionContext()));
}

describe("GET /dev/profile of the Worker of npm start", () => {
  it("is what npm run profile would bring to Meta", async () => {
    const response = await ask({ authorization: `Bearer ${ADMIN}` });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ profile: { get_started: { payload: "GET_STARTED" } }, warnings: [] });
  });

  it("is nobody else's", async () => {
    expect((await ask({})).status).toBe(404);
    expect((await ask({ authorization: "Bearer wrong" })).status).toBe(404);
  });
});
