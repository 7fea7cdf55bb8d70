/** What no Meta sends. Each is refused or swallowed, and the next person is answered as if nothing had been. */
import { describe, expect, it } from "vitest";
import { answerTo, delivery, PAGE, type Post, rig, signature, signed, somebody, until, writes } from "./rig.ts";

const r = rig();
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
  ["4 MiB, not signed", 413, () => ({ body: padded(4 * MEGABYTE), headers: {} })],
  ["4 MiB that do not say so", 413, () => streamed(signed(padded(4 * MEGABYTE)))],
];

describe("the webhook", () => {
  it.each(POSTS)("gets %s: %i", async (_, status, make) => {
    expect(await r.bot.post(make())).toBe(status);
    const person = somebody();
    expect(await r.bot.deliver(delivery(writes(person, "hello")))).toBe(200);
    await until(() => r.graph.sendsTo(person).length > 0);
    expect(r.graph.wordsTo(person)).toEqual([answerTo("hello")]);
  });

  it("breaks over none of it", () => {
    expect(r.bot.faults).toEqual([]);
  });
});
