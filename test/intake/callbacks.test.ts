import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { signedRequest } from "../../simulator/core/signing.ts";
import type { Env } from "../../src/env.ts";
import index from "../../src/index.ts";
import { exceptions } from "../support/admin.ts";
import { PAGE, text, worker, world } from "../support/world.ts";

const w = world();
const SECRET = text("FACEBOOK_APP_SECRET");
const USER = "99887766";
const seconds = (ms = 0) => Math.floor((Date.now() + ms) / 1_000);
const payload = (change: object = {}) => ({ algorithm: "HMAC-SHA256", user_id: USER, issued_at: seconds(), ...change });
const signed = (change: object = {}, secret = SECRET) => signedRequest(payload(change), secret);

async function ask(
  path: string,
  init: { readonly method?: string; readonly body?: BodyInit } = {},
  change: object = {},
) {
  const ctx = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(`https://bot.test${path}`, init);
  const response = await index.fetch(request, { ...worker, ...change } as Env, ctx);
  await waitOnExecutionContext(ctx);
  return { status: response.status, body: await response.text() };
}
const send = (path: string, signed_request: string, change: object = {}) =>
  ask(path, { method: "POST", body: new URLSearchParams({ signed_request }) }, change);
/** What Meta says of the token. */
const token = (data: object) => {
  w.graph = () => Response.json([{ code: 200, body: JSON.stringify({ data }) }]);
};
beforeEach(() => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

describe.each(["/deauthorize", "/deletion"])("POST %s", (path) => {
  it("takes what one of the app's secrets has signed lately, and nothing else", async () => {
    expect((await send(path, await signed())).status).toBe(200);
    const before = { FACEBOOK_APP_SECRET: "a new one", FACEBOOK_APP_SECRET_PREVIOUS: SECRET };
    expect((await send(path, await signed(), before)).status).toBe(200);
    const [signature = "", body = ""] = (await signed()).split(".");
    const wrong = [
      "",
      body,
      `${signature}.${body}.x`,
      `!.${body}`,
      `${signature}.${body}A`,
      await signed({}, "another secret"),
      await signed({ algorithm: "none" }),
      await signed({ issued_at: seconds(-86_401_000) }),
      await signed({ issued_at: seconds(600_000) }),
      await signed({ issued_at: "soon" }),
      await signed({ user_id: "" }),
      await signedRequest("no object", SECRET),
    ];
    for (const one of wrong) expect((await send(path, one)).status, one).toBe(401);
    expect(await exceptions()).toEqual([]);
  });

  it("reads no more than a signed request has, and nothing without a secret", async () => {
    expect((await send(path, "x".repeat(20_000))).status).toBe(413);
    const none = { FACEBOOK_APP_SECRET: "", FACEBOOK_APP_SECRET_PREVIOUS: "" };
    expect((await send(path, await signed(), none)).status).toBe(503);
  });
});

describe("somebody who removes the app", () => {
  it("stops the account whose token dies with it, at once", async () => {
    token({ is_valid: false, error: { code: 190, subcode: 458 } });
    expect((await send("/deauthorize", await signed())).status).toBe(200);
    expect(await exceptions()).toMatchObject([{ kind: "sending_paused", event: "token" }]);
    expect(w.alerts).toMatchObject([{ kind: "sending_paused" }]);
  });

  it("is an alert where they have granted the token, or nobody knows, and none otherwise", async () => {
    token({ is_valid: true, user_id: "1" });
    await send("/deauthorize", await signed());
    expect(await exceptions()).toEqual([]);
    token({ is_valid: true, user_id: USER });
    await send("/deauthorize", await signed());
    const [listed] = await exceptions();
    expect(listed).toMatchObject({ kind: "access_withdrawn", detail: "They have granted the token." });
    expect(JSON.stringify([listed, w.alerts])).not.toContain(USER);
    await worker.ACCOUNT.getByName(`messenger:${PAGE}`).settle("access_withdrawn", "");
    w.graph = () => new Response("busy", { status: 503 });
    await send("/deauthorize", await signed());
    expect(await exceptions()).toMatchObject([{ detail: "The platform does not tell whose it is." }]);
  });
});

describe("somebody who wants their data deleted", () => {
  const deletion = async (change: object = {}) => {
    const { body } = await send("/deletion", await signed(), change);
    return JSON.parse(body) as { url: string; confirmation_code: string };
  };

  it("gets a code, and a page that says what is true; nothing is stored of it", async () => {
    const { url, confirmation_code: code } = await deletion();
    expect(url).toBe(`https://bot.test/deletion/${code}`);
    const { status, body } = await ask(`/deletion/${code}`);
    expect(status).toBe(200);
    expect(body).toContain("Nothing is stored here under the id of your Facebook login");
    expect(body).toContain(code);
    expect(`${url} ${body}`).not.toContain(USER);
    expect((await worker.KV.list()).keys).toEqual([]);
  });

  it("is led to PUBLIC_URL, and keeps the page while the secret is rotated", async () => {
    const { url, confirmation_code: code } = await deletion({ PUBLIC_URL: "https://bot.example" });
    expect(url).toBe(`https://bot.example/deletion/${code}`);
    const rotated = { FACEBOOK_APP_SECRET: "a new one", FACEBOOK_APP_SECRET_PREVIOUS: SECRET };
    expect((await ask(`/deletion/${code}`, {}, rotated)).status).toBe(200);
  });

  it("finds no page under a code that nobody gave", async () => {
    const { confirmation_code: code } = await deletion();
    const other = `${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`;
    for (const one of [other, "1-2", "x", `${"z".repeat(9)}-${"0".repeat(24)}`]) {
      expect((await ask(`/deletion/${one}`)).status, one).toBe(404);
    }
  });
});
