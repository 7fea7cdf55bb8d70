import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Env } from "../../src/env.ts";
import index from "../../src/index.ts";
import { get, PAGE, text, worker } from "../support/world.ts";

const at = async (path: string, change: object = {}, headers: Record<string, string> = {}, host = "bot.test") => {
  const env = { ...worker, ...change } as Env;
  const response = await index.fetch(new Request(`https://${host}${path}`, { headers }), env, createExecutionContext());
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const SECRETS = ["FACEBOOK_APP_SECRET", "FACEBOOK_PAGE_ACCESS_TOKEN", "MESSENGER_VERIFY_TOKEN", "ADMIN_TOKEN"];

describe("GET /health, to everybody", () => {
  it("says that it is up and receives, and nothing else, and asks no account", async () => {
    const version = { VERSION: { id: "v-1", tag: "", timestamp: "then" } };
    const silent = { ACCOUNT: { getByName: () => expect.unreachable() }, KV: { list: () => expect.unreachable() } };
    const { status, body } = await at("/health", { ...version, ...silent });
    expect([status, JSON.parse(body)]).toEqual([200, { up: true, version: "v-1", receiving: true }]);
    expect(JSON.parse((await at("/health", { VERSION: undefined })).body)).toMatchObject({ version: null });
  });

  it("answers 503 while nothing can be received", async () => {
    const { status, body } = await at("/health", { FACEBOOK_APP_SECRET: "", FACEBOOK_APP_SECRET_PREVIOUS: "" });
    expect([status, JSON.parse(body)]).toMatchObject([503, { up: true, receiving: false }]);
    expect(JSON.parse(body)).not.toHaveProperty("missing");
  });

  it.each(["", "too short"])(
    "names what is missing while ADMIN_TOKEN is %j, whatever the request has",
    async (ADMIN_TOKEN) => {
      const change = { ADMIN_TOKEN, FACEBOOK_APP_ID: "my app", MESSENGER_VERIFY_TOKEN: "", TOKEN_ENCRYPTION_KEY: "" };
      const missing = ["FACEBOOK_APP_ID", "MESSENGER_VERIFY_TOKEN", "TOKEN_ENCRYPTION_KEY", "ADMIN_TOKEN"];
      for (const authorization of ["Bearer ", "Bearer too short"]) {
        const { status, body } = await at("/health", change, { authorization });
        expect([status, Object.keys(JSON.parse(body))]).toEqual([200, ["up", "version", "receiving", "missing"]]);
        expect(JSON.parse(body).missing).toEqual(missing);
      }
    },
  );

  it("tells a wrong token, and gives everything to the right one", async () => {
    expect((await at("/health", {}, { authorization: "Bearer of something else" })).status).toBe(401);
    const { status, body } = await at(
      "/health",
      { MESSENGER_VERIFY_TOKEN: "" },
      { authorization: `Bearer ${text("ADMIN_TOKEN")}` },
    );
    expect([status, JSON.parse(body)]).toMatchObject([
      200,
      { up: true, receiving: true, sending: true, missing: ["MESSENGER_VERIFY_TOKEN"], accounts: { known: 1 } },
    ]);
  });
});

describe("GET /", () => {
  it("is a page that says what this is, and leads to the bot", async () => {
    const response = await get("/");
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page).toContain("A bot for Messenger lives here");
    expect(page).toContain("It is up, and receives messages.");
    expect(page).toContain(`href="https://m.me/${PAGE}"`);
    expect(page).toContain("https://bot.test/webhook");
    for (const name of SECRETS) expect(page).not.toContain(text(name));
  });

  it("says which settings are missing, each with the way to it, and leads to no chat until then", async () => {
    const { status, body } = await at("/", { FACEBOOK_APP_SECRET: "", ADMIN_TOKEN: "short", JURISDICTION: "us" });
    expect(status).toBe(200);
    expect(body).toContain("It needs a little more");
    expect(body).toContain("<code>wrangler secret put FACEBOOK_APP_SECRET</code>");
    expect(body).toContain("<code>openssl rand -hex 32</code>");
    expect(body).toContain("<code>JURISDICTION</code>");
    expect(body).not.toContain("m.me");
    expect(body).not.toContain("MESSENGER_VERIFY_TOKEN");
  });

  it("names no setting to strangers while there is an admin token", async () => {
    const { body } = await at("/", { FACEBOOK_APP_SECRET: "", FACEBOOK_APP_SECRET_PREVIOUS: "" });
    expect(body).toContain("It needs a little more");
    expect(body).toContain("Ask <code>/health</code> with your <code>ADMIN_TOKEN</code>");
    expect(body).not.toContain("FACEBOOK_APP_SECRET");
  });

  it("asks nothing of any other address, and may not: no script, no picture, one style that the policy knows", async () => {
    const { headers, body } = await at("/");
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(style.length).toBeGreaterThan(1_000);
    expect(style).not.toMatch(/url\(|@import/);
    expect(body).not.toMatch(/<script|\son\w+=|\sstyle=|\ssrc=|<img|<iframe|<form/);
    expect([...body.matchAll(/<link [^>]*>/g)].map(([tag]) => tag)).toEqual(['<link rel="icon" href="data:,">']);
  });

  it("takes the host of a request for text", async () => {
    const { body } = await at("/", {}, {}, "x'y.test");
    expect(body).toContain("https://x&#39;y.test/webhook");
  });
});
