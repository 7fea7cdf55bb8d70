import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { bot } from "../../examples/shop/bot.ts";
import { type MessengerProfile, profileOf } from "../../src/channels/messenger/page/profile.ts";
import { VERSIONS } from "../../src/channels/meta/versions.ts";
import { hmacHex } from "../../src/crypto.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { copyProject } from "../dev/project.ts";
import { MetaProfile } from "../support/meta-profile.ts";

const project = mkdtempSync(join(tmpdir(), "edgewise-profile-"));
copyProject(project, "examples/shop/bot.ts");
afterAll(() => rmSync(project, { recursive: true, force: true }));

const TOKEN = "EAAtests";
const SECRET = "an app secret of the tests";
const PUBLIC_URL = "https://bot.test";
const WANTED: MessengerProfile = profileOf(bot[runnable], { base: PUBLIC_URL }).profile;

let page: MetaProfile;
let server: Server;
let url: string;
/** Of each request. */
let authorizations: (string | undefined)[];

beforeEach(async () => {
  page = new MetaProfile();
  authorizations = [];
  server = createServer(async (incoming, outgoing) => {
    authorizations.push(incoming.headers.authorization);
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const method = incoming.method ?? "";
    const body = method === "GET" ? {} : { body: Buffer.concat(chunks).toString() };
    const response = await page.handle(new Request(`${url}${incoming.url}`, { method, ...body }));
    outgoing.writeHead(response.status, { "content-type": "application/json" }).end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** `npm run profile -- …` */
function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    GRAPH_API_URL: url,
    GRAPH_API_VERSION: Object.keys(VERSIONS)[0] ?? "",
    FACEBOOK_PAGE_ACCESS_TOKEN: TOKEN,
    FACEBOOK_APP_SECRET: SECRET,
    PUBLIC_URL,
    ...variables,
  };
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, ["setup/profile.ts", ...args], { cwd: project, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
  });
}

describe("npm run profile", () => {
  it("shows what differs and changes nothing, until it is told to; then there is nothing more to do", async () => {
    page.stored = {
      greeting: [{ locale: "default", text: "An older greeting" }],
      account_linking_url: "https://old.example/login",
    };
    const shown = await run([]);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toMatch(/^get_started\n {2}\+ GET_STARTED\n/);
    expect(shown.out).toContain("greeting\n  - default: An older greeting\n");
    expect(shown.out).toContain("account_linking_url\n  - https://old.example/login\n");
    expect(shown.out).toContain("Nothing was changed. To bring it to Meta: npm run profile -- --apply");
    expect(page.calls.map(({ method }) => method)).toEqual(["GET"]);

    const applied = await run(["--apply"]);
    expect(applied).toMatchObject({ code: 0, err: "" });
    expect(page.stored).toMatchObject(WANTED);
    expect(page.stored).not.toHaveProperty("account_linking_url");
    expect(page.calls.map(({ method }) => method)).toEqual(["GET", "GET", "POST", "DELETE"]);

    const again = await run(["--apply"]);
    expect(again).toEqual({ code: 0, err: "", out: "Meta has all of this already: there is nothing to change.\n" });
    expect(page.calls.slice(4).map(({ method }) => method)).toEqual(["GET"]);
  });

  it("sends the token as a header, and proves that it knows the app secret", async () => {
    await run([]);
    expect(authorizations).toEqual([`Bearer ${TOKEN}`]);
    const { fields, appsecret_time: time = "", appsecret_proof: proof } = page.calls[0]?.query ?? {};
    expect(fields).toBe(
      "get_started,greeting,ice_breakers,persistent_menu,commands,whitelisted_domains,account_linking_url",
    );
    expect(proof).toBe(await hmacHex(SECRET, `${TOKEN}|${time}`));
  });

  it("prints Meta's JSON without asking Meta", async () => {
    const { code, out } = await run(["--json"], { FACEBOOK_PAGE_ACCESS_TOKEN: "" });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(WANTED);
    expect(page.calls).toEqual([]);
  });

  it("says what is missing when there is no token", async () => {
    const { code, out, err } = await run(["--apply"], { FACEBOOK_PAGE_ACCESS_TOKEN: "" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^FACEBOOK_PAGE_ACCESS_TOKEN is not set: put the Page's token into \.dev\.vars/);
    expect(page.calls).toEqual([]);
  });

  it("says what Meta says when it refuses, and never the token", async () => {
    page.refuses = true;
    const { code, out, err } = await run(["--apply"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^The profile was not changed\. Meta says: .*\(#100\) Not today.*\[trace T\]/);
    expect(out + err).not.toContain(TOKEN);
  });

  it("tells about a version of the API that has ended", async () => {
    const { code, err } = await run([], { GRAPH_API_VERSION: "v20.0" });
    expect(code).toBe(0);
    expect(err).toMatch(/^GRAPH_API_VERSION v20\.0 ended on 2026-09-24/);
  });

  it("does not take the token to another address than the one that was meant", async () => {
    const { code, err } = await run([], { GRAPH_API_URL: "http://graph.example" });
    expect(code).toBe(1);
    expect(err).toMatch(/^GRAPH_API_URL is not an https:\/\/ address/);
  });

  it("says that no answer came", async () => {
    const { code, err } = await run([], { GRAPH_API_URL: "http://127.0.0.1:1" });
    expect({ code, err }).toEqual({ code: 1, err: "The profile was not read: no answer came (TypeError).\n" });
  });

  it("does nothing for a word that it does not know", async () => {
    const { code, err } = await run(["--aply"]);
    expect(code).toBe(1);
    expect(err).toMatch(/--aply/);
    expect(page.calls).toEqual([]);
  });
});
