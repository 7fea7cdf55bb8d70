import { describe, expect, it } from "vitest";
import { type FetchOptions, fetchAttachment, MediaError } from "../../../src/channels/messenger/index.ts";

const PICTURE = "https://scontent.xx.fbcdn.net/v/t1/a.png?oh=1";
const png = (bytes = 3, headers: Record<string, string> = {}) =>
  new Response(new Uint8Array(bytes), { headers: { "content-type": "image/png", ...headers } });
const to = (location: string, status = 302) => new Response("moved", { status, headers: { location } });

/** A network that gives one answer after the other. */
function network(...answers: (Response | Error)[]) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const send = async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error("Nobody is asked so often.");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { fetch: send as unknown as typeof fetch, asked };
}

const failure = (url: string, options: FetchOptions) => fetchAttachment(url, options).catch((error: unknown) => error);

describe("fetchAttachment", () => {
  it("gives the bytes and their type, and takes no credentials along", async () => {
    const { fetch, asked } = network(png(3, { "content-type": "Image/PNG; charset=binary" }));
    expect(await fetchAttachment(PICTURE, { fetch })).toEqual({ bytes: new Uint8Array(3), type: "image/png" });
    expect(asked).toMatchObject([{ url: PICTURE, init: { method: "GET", redirect: "manual" } }]);
    expect(asked[0]?.init.headers).toBeUndefined();
    expect(asked[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });

  it.each([
    ...["https://scontent.xx.fbcdn.net/a", "https://video.fbcdn.net/a", "https://cdn.fbsbx.com/a"],
    ...["https://lookaside.fbsbx.com/ig_messaging_cdn/?a=1", "https://FBCDN.NET/a"],
  ])("fetches from %s", async (url) => {
    const { fetch } = network(png());
    expect((await fetchAttachment(url, { fetch })).bytes).toHaveLength(3);
  });

  it.each([
    ...[
      "http://scontent.xx.fbcdn.net/a",
      "https://evil.test/a",
      "https://fbcdn.net.evil.test/a",
      "https://evilfbcdn.net/a",
    ],
    ...[
      "https://fbcdn.net@evil.test/a",
      "https://user:pass@scontent.xx.fbcdn.net/a",
      "https://scontent.xx.fbcdn.net:8443/a",
    ],
    ...[
      "http://127.0.0.1/a",
      "https://127.0.0.1/a",
      "https://169.254.169.254/",
      "file:///etc/passwd",
      "data:,a",
      "nothing",
      "",
    ],
  ])("does not fetch from %j", async (url) => {
    const { fetch, asked } = network(png());
    expect(await failure(url, { fetch })).toMatchObject({ name: "MediaError", means: "media_not_allowed" });
    expect(asked).toEqual([]);
  });

  it("fetches from this machine for a caller who asks for it, and from nowhere else over http", async () => {
    const hosts = ["http://127.0.0.1:8787", "http://evil.test", "cdn.test"];
    const { fetch } = network(png(), png());
    expect((await fetchAttachment("http://127.0.0.1:8787/u/1", { fetch, hosts })).type).toBe("image/png");
    expect((await fetchAttachment("https://a.cdn.test/u/1", { fetch, hosts })).type).toBe("image/png");
    const others = [
      "http://127.0.0.1:9000/",
      "http://evil.test/",
      "https://127.0.0.1:8787/",
      "http://cdn.test/",
      PICTURE,
    ];
    for (const other of others)
      expect(await failure(other, { fetch, hosts })).toMatchObject({ means: "media_not_allowed" });
  });

  it("follows three redirects, each checked as the first", async () => {
    const hop = "https://lookaside.fbsbx.com/b";
    const { fetch, asked } = network(to(hop), to("/c", 307), to(PICTURE, 301), png());
    expect((await fetchAttachment(PICTURE, { fetch })).type).toBe("image/png");
    expect(asked.map(({ url }) => url)).toEqual([PICTURE, hop, "https://lookaside.fbsbx.com/c", PICTURE]);
  });

  it.each<[string, Response[], string]>([
    ["a fourth one", [to(PICTURE), to(PICTURE), to(PICTURE), to(PICTURE)], "media_unreachable"],
    ["one to another host", [to("https://evil.test/")], "media_not_allowed"],
    ["one to this machine", [to("http://127.0.0.1:8787/")], "media_not_allowed"],
    ["one without a secret line", [to("http://scontent.xx.fbcdn.net/a")], "media_not_allowed"],
    ["one to nowhere", [new Response(null, { status: 302 })], "media_unreachable"],
    ["one to no address", [to("https://[")], "media_unreachable"],
  ])("does not follow %s", async (_, answers, means) => {
    const { fetch } = network(...answers);
    expect(await failure(PICTURE, { fetch })).toMatchObject({ means });
  });

  it.each<[string, Response | Error, FetchOptions, string]>([
    ["what is gone", new Response("Gone", { status: 404 }), {}, "media_unreachable"],
    ["a part of it", new Response("a", { status: 206 }), {}, "media_unreachable"],
    ["a broken connection", new TypeError(`Could not reach ${PICTURE}`), {}, "media_unreachable"],
    ["a promise of too much", png(3, { "content-length": "11" }), { maxBytes: 10 }, "media_too_large"],
    ["too much", png(11), { maxBytes: 10 }, "media_too_large"],
    ["another type", png(), { types: ["image/jpeg", "video/*"] }, "media_not_allowed"],
    ["no type", new Response(new Uint8Array(1)), { types: ["image/*"] }, "media_not_allowed"],
  ])("refuses %s", async (_, answer, options, means) => {
    const { fetch } = network(answer);
    const error = await failure(PICTURE, { ...options, fetch });
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ means });
    expect((error as Error).message).not.toContain("oh=1");
  });

  it("says so when there is no address", async () => {
    await expect(fetchAttachment(undefined)).rejects.toMatchObject({ means: "media_unreachable" });
  });

  it("takes exactly what is allowed", async () => {
    const { fetch } = network(png(10), png(10));
    expect((await fetchAttachment(PICTURE, { fetch, maxBytes: 10, types: ["image/png"] })).bytes).toHaveLength(10);
    expect((await fetchAttachment(PICTURE, { fetch, maxBytes: 10, types: ["image/*"] })).bytes).toHaveLength(10);
  });

  it("cuts off a file without end", async () => {
    let sent = 0;
    let isCut = false;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent++;
        controller.enqueue(new Uint8Array(1_000));
      },
      cancel: () => {
        isCut = true;
      },
    });
    const { fetch } = network(new Response(endless, { headers: { "content-type": "image/png" } }));
    expect(await failure(PICTURE, { fetch, maxBytes: 5_000 })).toMatchObject({ means: "media_too_large" });
    expect([isCut, sent < 20]).toEqual([true, true]);
  });

  it("does not wait for ever", async () => {
    const silent = (async (_: string, { signal }: RequestInit) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      signal?.addEventListener("abort", () => reject(signal.reason));
      return promise;
    }) as unknown as typeof fetch;
    expect(await failure(PICTURE, { fetch: silent, timeout: 1 })).toMatchObject({
      means: "media_unreachable",
      message: "The connection failed (TimeoutError).",
    });
  });
});
