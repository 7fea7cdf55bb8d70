/** What no Meta sends. Each is refused or swallowed, and the next person is answered as if nothing had been. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { metaJson } from "../../simulator/core/signing.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import {
  answerTo,
  delivery,
  echoOf,
  newMid,
  PAGE,
  type Post,
  rig,
  SECRETS,
  signature,
  signed,
  somebody,
  TOKEN,
  until,
  VERIFY_TOKEN,
  writes,
} from "./rig.ts";

// A thousand people are answered without the pace of a Page.
const r = rig({ PAGE_RATE: "0" });
const MEGABYTE = 1024 * 1024;
const MILLION = 1_000_000;
const DEEP = 1_000;

const json = (value: unknown): string => JSON.stringify(value);
const proper = (): string => json(delivery(writes(somebody(), "hello")));
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}0${"}".repeat(depth)}`;
/** A delivery with something in place of `value`. */
const around = (value: string): string =>
  `{"object":"page","entry":[{"id":"${PAGE}","time":1,"messaging":[{"sender":{"id":"${somebody()}"},"recipient":{"id":"${PAGE}"},"timestamp":1,${value}}]}]}`;
const padded = (size: number): string => proper().padEnd(size, " ");
const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
const withHeader = (body: string, header: string): Post => ({ body, headers: { "x-hub-signature-256": header } });
/** The signature of Meta's bytes with bytes that mean the same. */
function unescaped(): Post {
  const value = delivery(writes(somebody(), "Grüße"));
  return { ...signed(metaJson(value)), body: json(value) };
}
/** Without a `content-length`. */
const streamed = ({ body, headers }: Post): Post => ({
  body: new Blob([body as string]).stream(),
  headers,
});

const POSTS: readonly (readonly [name: string, status: number, make: () => Post])[] = [
  ["no signature", 401, () => ({ body: proper(), headers: {} })],
  ["an empty signature", 401, () => withHeader(proper(), "")],
  ["a signature that is no hex", 401, () => withHeader(proper(), `sha256=${"zz".repeat(32)}`)],
  ["a signature of zeros", 401, () => withHeader(proper(), `sha256=${"00".repeat(32)}`)],
  ["half a signature", 401, () => withHeader("{}", signature("{}").slice(0, 39))],
  ["a signature with more behind it", 401, () => withHeader("{}", `${signature("{}")}00`)],
  ["a signature without its name", 401, () => withHeader("{}", signature("{}").slice(7))],
  ["a signature by another name", 401, () => withHeader("{}", signature("{}").replace("sha256", "sha1"))],
  ["somebody else's signature", 401, () => withHeader("{}", signature("{}", "another app's secret"))],
  ["the signature of another body", 401, () => withHeader(proper(), signature(proper()))],
  ["one byte changed", 401, () => ({ ...signed(proper()), body: proper().replace("hello", "hellp") })],
  ["JSON that was read and written again", 401, () => ({ ...signed(`${proper()} `), body: proper() })],
  ["the signature twice", 401, () => withHeader("{}", `${signature("{}")}, ${signature("{}")}`)],
  ["the old SHA-1 header alone", 401, () => ({ body: "{}", headers: { "x-hub-signature": signature("{}") } })],
  ["the signature with an empty secret", 401, () => withHeader("{}", signature("{}", ""))],
  ["JSON that was read and written without Meta's escapes", 401, () => unescaped()],
  ["no body, not signed", 401, () => ({ body: null, headers: {} })],
  ["no body, signed", 400, () => signed("")],
  ["text", 400, () => signed("hello")],
  ["half of a JSON", 400, () => signed(proper().slice(0, -1))],
  ["two JSONs", 400, () => signed(proper() + proper())],
  ["null", 404, () => signed("null")],
  ["a number", 404, () => signed("1e999")],
  ["a list", 404, () => signed("[]")],
  ["no object", 404, () => signed('{"entry":[]}')],
  ["another object", 404, () => signed(proper().replace('"page"', '"user"'))],
  ["an object called like a method", 404, () => signed('{"object":"constructor","entry":[]}')],
  ["no entries", 200, () => signed('{"object":"page"}')],
  ["entries of null", 200, () => signed('{"object":"page","entry":[null,null]}')],
  ["an entry that is a text", 200, () => signed('{"object":"page","entry":"entry"}')],
  ["an item of nothing", 200, () => signed('{"object":"page","entry":[{"messaging":[{}]}]}')],
  [
    "items of anything",
    200,
    () => signed(json({ object: "page", entry: [{ id: PAGE, messaging: [null, 1, "a", [], true] }] })),
  ],
  [
    "ids that are no ids",
    200,
    () => signed(json({ object: "page", entry: [{ id: {}, messaging: [{ sender: { id: [] }, message: 7 }] }] })),
  ],
  ["an id without end", 200, () => signed(json(delivery(writes("9".repeat(100_000), "hello"))))],
  ["a thousand items of nothing", 200, () => signed(json(delivery(...Array(1_000).fill({}))))],
  [
    "names that objects have already",
    200,
    () =>
      signed(
        around(
          '"__proto__":{"id":1},"constructor":{"prototype":{}},"message":{"mid":"m_proto","text":"hi","__proto__":{"is_echo":true}}',
        ),
      ),
  ],
  [
    "attachments nested a million deep",
    200,
    () => signed(around(`"message":{"mid":"m_1","attachments":${nested(MILLION)}}`)),
  ],
  [
    "an attachment nested deeply",
    200,
    () => signed(around(`"message":{"mid":"m_2","attachments":[{"type":"x","payload":${objects(DEEP)}}]}`)),
  ],
  [
    "an attachment nested too deeply to be written",
    200,
    () => signed(around(`"message":{"mid":"m_3","attachments":[{"type":"x","payload":${objects(MILLION / 2)}}]}`)),
  ],
  ["an unknown item nested half a million deep", 200, () => signed(around(`"surprise":${objects(MILLION / 2)}`))],
  [
    "an unknown change nested half a million deep",
    200,
    () =>
      signed(`{"object":"page","entry":[{"id":"${PAGE}","changes":[{"field":"x","value":${objects(MILLION / 2)}}]}]}`),
  ],
  ["brackets only", 404, () => signed(nested(100_000))],
  ["brackets only, not closed", 400, () => signed("[".repeat(100_000))],
  ["3 MiB of brackets", 400, () => signed("[".repeat(3 * MEGABYTE))],
  [
    "3 MiB of one text",
    200,
    () => signed(around(`"message":{"mid":"m_long","text":"${"x".repeat(3 * MEGABYTE - 300)}"}`)),
  ],
  ["3 MiB of entries", 200, () => signed(`{"object":"page","entry":[${"0,".repeat(1.5 * MEGABYTE - 20)}0]}`)],
  ["quotation marks only", 400, () => signed('"'.repeat(100_000))],
  [
    "bytes that are no UTF-8",
    200,
    () => signed(bytes(around('"message":{"mid":"m_bytes","text":"').slice(0, -4), [0xc3, 0x28, 0xff], '"}}]}]}')),
  ],
  ["half of a surrogate pair", 200, () => signed(around('"message":{"mid":"m_half","text":"\\ud83d"}'))],
  [
    "characters that nobody sees",
    200,
    () => signed(around('"message":{"mid":"m_nul","text":"\\u0000\\u202e\\ufeff"}')),
  ],
  ["exactly 3 MiB", 200, () => signed(padded(3 * MEGABYTE))],
  ["one byte more than 3 MiB", 413, () => signed(padded(3 * MEGABYTE + 1))],
  ["4 MiB", 413, () => signed(padded(4 * MEGABYTE))],
  ["4 MiB, not signed", 401, () => ({ body: padded(4 * MEGABYTE), headers: {} })],
  ["4 MiB that do not say so", 413, () => streamed(signed(padded(4 * MEGABYTE)))],
];

describe("the webhook", () => {
  it.each(POSTS)("gets %s: %i", async (_, status, make) => {
    expect(await r.bot.post(make())).toBe(status);
    await answered("hello");
  });
});

describe("whatever a delivery says of itself", () => {
  it.each([
    ["text/plain", 200],
    ["multipart/form-data; boundary=x", 200],
    ["application/json; charset=utf-16", 200],
    ["not a type", 200],
  ])("with the type %s, the bytes count: %i", async (type, status) => {
    const { body, headers } = signed(proper());
    expect(await r.bot.post({ body, headers: { ...headers, "content-type": type } })).toBe(status);
  });

  it("is not unpacked: what is signed are the bytes", async () => {
    const packed = new Uint8Array(gzipSync(proper()));
    const { body, headers } = signed(packed);
    expect(await r.bot.post({ body, headers: { ...headers, "content-encoding": "gzip" } })).toBe(400);
  });

  it("and however often it comes, it is answered once", async () => {
    const person = somebody();
    const body = json(delivery(writes(person, "once")));
    const upperCase = signature(body).replace(/[0-9a-f]{64}/, (digits) => digits.toUpperCase());
    const posts = [signed(body), signed(body), withHeader(body, upperCase)];
    expect(await Promise.all(posts.map((post) => r.bot.post(post)))).toEqual([200, 200, 200]);
    await until(() => r.graph.sendsTo(person).length > 0);
    expect(await r.bot.post(signed(body))).toBe(200);
    await answered("after the replay");
    expect(r.graph.wordsTo(person)).toEqual([answerTo("once")]);
  });
});

describe("a thousand people in one delivery", () => {
  // A thousand objects on one disk: half a minute where nothing else runs, and several on a busy machine.
  const LONG_MS = 240_000;
  it("are answered, each once", { timeout: 4 * LONG_MS }, async () => {
    const people = Array.from({ length: 1_000 }, somebody);
    const body = delivery(...people.map((person) => writes(person, `I am ${person}`)));
    // On one machine, a thousand objects may start later than anybody waits: like Meta, it is delivered again then.
    await until(async () => (await r.bot.deliver(body).catch(() => 0)) === 200, LONG_MS);
    const said = () => r.graph.sends.filter(({ words }) => words.includes('"I am '));
    await until(() => said().length >= people.length, LONG_MS);
    for (const { to, words } of said()) expect(words).toBe(answerTo(`I am ${to}`));
    expect(new Set(said().map(({ to }) => to)).size).toBe(1_000);
    expect(said()).toHaveLength(1_000);
    // What was delivered again may still be on its way: what comes next is another test's.
    await answered("after a thousand", LONG_MS);
  });
});

describe("a body that does not come to its end", () => {
  it.each([
    ["hangs", false],
    ["breaks off", true],
  ])("%s, and nobody else waits", async (_, breaks) => {
    const { port } = new URL(r.bot.url);
    const socket = connect(Number(port), "127.0.0.1");
    const body = proper();
    socket.write(
      `POST /webhook HTTP/1.1\r\nhost: bot.test\r\ncontent-length: ${body.length}\r\nx-hub-signature-256: ${signature(body)}\r\n\r\n${body.slice(0, 40)}`,
    );
    await sleep(100);
    await answered("meanwhile");
    if (breaks) {
      socket.resetAndDestroy();
      await answered("and after it");
      return;
    }
    // Slow is not broken: with the rest of it, it is a delivery like any other.
    const status = new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
    socket.write(body.slice(40));
    expect(await status).toMatch(/^HTTP\/1\.1 200/);
    socket.destroy();
  });
});

describe("another method", () => {
  it.each(["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])("%s gets 405", async (method) => {
    const { body, headers } = signed(proper());
    const hasBody = method !== "HEAD";
    const response = await fetch(`${r.bot.url}/webhook`, {
      method,
      headers,
      ...(hasBody ? { body } : {}),
    } as RequestInit);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(await response.text()).toBe(hasBody ? "GET and POST only." : "");
  });
});

describe("the handshake", () => {
  const challenge = "hub.mode=subscribe&hub.challenge=1158201444";
  const token = encodeURIComponent(VERIFY_TOKEN);
  it.each<[string, string, number]>([
    ["the token", `hub.verify_token=${token}`, 200],
    ["a part of it", `hub.verify_token=${token.slice(0, -1)}`, 403],
    ["more than it", `hub.verify_token=${token}x`, 403],
    ["it in capitals", `hub.verify_token=${token.toUpperCase()}`, 403],
    ["it as a list", `hub.verify_token[]=${token}`, 403],
    ["a wrong one before it", `hub.verify_token=x&hub.verify_token=${token}`, 403],
    ["it with a zero byte", `hub.verify_token=${token}%00`, 403],
    ["half a character", "hub.verify_token=%F0%9F", 403],
    ["8 KB", `hub.verify_token=${"x".repeat(8_000)}`, 403],
    ["nothing", "", 403],
  ])("with %s", async (_, query, status) => {
    const response = await fetch(`${r.bot.url}/webhook?${challenge}&${query}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(status === 200 ? "1158201444" : "Forbidden");
  });

  it("gives a challenge back as text that no browser takes for a page", async () => {
    const script = "<script>alert(1)</script>";
    const query = new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.verify_token": VERIFY_TOKEN,
      "hub.challenge": script,
    });
    const response = await fetch(`${r.bot.url}/webhook?${query}`);
    expect(await response.text()).toBe(script);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

/** A server that nobody should come to. */
class Trap {
  readonly visits: { readonly url: string; readonly headers: IncomingMessage["headers"] }[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.visits.push({ url: request.url ?? "", headers: request.headers });
    response.end(json({ recipient_id: "1", message_id: "m_trap" }));
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe("an address that somebody else names", () => {
  const traps: Trap[] = [];
  const trap = async () => {
    const one = new Trap();
    traps.push(one);
    return { one, url: await one.open() };
  };
  afterEach(() => {
    r.graph.plan = () => undefined;
    for (const one of traps.splice(0)) one.close();
  });

  it("is fetched by nobody: pictures, files, links, referrals, and what is unknown", async () => {
    const { one, url } = await trap();
    const person = somebody();
    const from = { sender: { id: person }, recipient: { id: PAGE }, timestamp: Date.now() };
    const types = ["image", "video", "audio", "file", "fallback", "reel", "post", "sticker", "template", "other"];
    const items = [
      ...types.map((type) => ({
        message: { mid: newMid(), attachments: [{ type, url, payload: { url, sticker_id: 1, title: url } }] },
      })),
      { message: { mid: newMid(), text: `Look at ${url}`, attachments: [{ type: "fallback", payload: { url } }] } },
      { referral: { ref: url, referer_uri: url, ads_context_data: { photo_url: url, video_url: url } } },
      { account_linking: { status: "linked", authorization_code: url } },
      { surprise: { url } },
    ];
    expect(await r.bot.deliver(delivery(...items.map((item) => ({ ...from, ...item }))))).toBe(200);
    await until(() => r.graph.sendsTo(person).length >= types.length + 1);
    await answered("after all of them");
    expect(one.visits).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    "in a %i of the Graph API is not followed, and nobody gets the token",
    async (status) => {
      const { one, url } = await trap();
      const person = somebody();
      r.graph.plan = ({ to }) =>
        to === person ? { status, location: `${url}/${NEWEST}/${PAGE}/messages` } : undefined;
      expect(await r.bot.deliver(delivery(writes(person, "hello")))).toBe(200);
      await until(() => r.graph.callsAbout(person).some(({ body }) => body["message"] !== undefined));
      await answered("after the redirect");
      expect(one.visits).toEqual([]);
      expect(r.graph.sendsTo(person)).toEqual([]);
    },
  );
});

describe("the log", () => {
  it("tells of everything that went wrong, and of no secret, word, or person", async () => {
    const person = somebody();
    const secretWords = ["a very private matter", "break my heart"];
    const proofs: string[] = [];
    r.graph.plan = ({ to, body }) => {
      proofs.push(String(body["appsecret_proof"]));
      if (to !== person || body["message"] === undefined) return undefined;
      const error = { message: `Malformed access token ${TOKEN}`, type: "OAuthException", code: 100, fbtrace_id: "A1" };
      return { status: 400, body: { error } };
    };
    const before = r.bot.log.length;
    const bodies = secretWords.map((words) => metaJson(delivery(writes(person, words))));
    for (const body of bodies) {
      expect(await r.bot.post(signed(body))).toBe(200);
      expect(await r.bot.post({ ...signed(body), body: `${body} ` })).toBe(401);
    }
    expect(await r.bot.post(signed(`{"private": "${secretWords[0]}"`))).toBe(400);
    expect((await fetch(`${r.bot.url}/webhook?hub.mode=subscribe&hub.verify_token=${TOKEN}`)).status).toBe(403);
    await until(() =>
      ["send_refused", "handler_failed", "handshake_refused", "not_signed"].every((what) => since().includes(what)),
    );
    const [sent] = r.graph.sends;
    if (sent !== undefined) await r.bot.deliver(delivery(echoOf(sent)));
    r.graph.plan = () => undefined;
    await answered("the noise is over");
    const log = since();
    const signatures = bodies.map((body) => signature(body).slice("sha256=".length));
    for (const secret of [...SECRETS, ...signatures, ...proofs, ...secretWords, "private", person, "EAA"]) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toContain("I cannot read");

    function since(): string {
      return r.bot.log.slice(before);
    }
  });
});

describe("after all of it", () => {
  it("the Worker has broken over nothing", () => {
    // The handler broke as it was meant to; and what wrangler's proxy says of a body that broke off is not the Worker's.
    const meant = /"what":"handler_failed"|ProxyWorker/;
    expect(r.bot.faults.filter((line) => !meant.test(line))).toEqual([]);
    expect(r.bot.log).not.toContain("route_failed");
  });
});

/** Somebody new writes, and has an answer. */
async function answered(words: string, ms?: number): Promise<void> {
  const person = somebody();
  expect(await r.bot.deliver(delivery(writes(person, words)))).toBe(200);
  await until(() => r.graph.wordsTo(person).includes(answerTo(words)), ms);
}
