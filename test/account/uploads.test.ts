import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isPersonal, Uploads, uploadKey } from "../../src/account/uploads.ts";
import type { Channel, SendResult } from "../../src/channels/channel.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { createBot, image } from "../../src/kit/index.ts";
import { failureOf } from "../support/faults.ts";
import { inRoom } from "../support/room.ts";
import { PAGE, worker, world } from "../support/world.ts";

const w = world();
const FILE = { type: "image", url: "https://cdn.test/pear.jpg" } as const;
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);
/** What Meta was asked to upload, and the ids or addresses that were sent. */
let uploaded: string[] = [];
let sent: string[] = [];
let refuses = false;

beforeEach(() => {
  uploaded = [];
  sent = [];
  refuses = false;
  w.graph = async (request) => {
    const { message } = (await request.clone().json()) as {
      message?: { attachment?: { payload: { url: string; attachment_id?: string } } };
    };
    if (message?.attachment === undefined) return undefined;
    const { url, attachment_id: id } = message.attachment.payload;
    if (request.url.endsWith("/message_attachments")) {
      uploaded.push(url);
      await scheduler.wait(30);
      if (refuses) return Response.json({ error: { code: 100, message: "no such file" } }, { status: 400 });
      return Response.json({ attachment_id: `id-${uploaded.length}` });
    }
    sent.push(id ?? url);
    return Response.json({ recipient_id: "1", message_id: `m_${sent.length}` });
  };
});
afterEach(() => vi.restoreAllMocks());

const showing = () => {
  const bot = createBot();
  bot.hears("words", (c) => c.say("only words"));
  bot.otherwise((c) => c.say(image(FILE.url)));
  return bot;
};

describe("an address of one person's own", () => {
  const ticket = "https://cdn.test/ticket.png";

  it.each([
    `${ticket}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0f`,
    `${ticket}?Expires=1&Signature=a~b&Key-Pair-Id=K`,
    `${ticket}?sv=2024&se=2026&sr=b&sig=a%2Bb`,
    `${ticket}?X-Goog-Signature=0f`,
    `${ticket}?w=200&token=4711`,
    `${ticket}?TOKEN=4711`,
    "https://ana:secret@cdn.test/ticket.png",
    "https://cdn.test/u/1234567890/ticket.png",
  ])("is not uploaded, and leaves no key: %s", async (url) => {
    expect(isPersonal({ type: "image", url }, "1234567890")).toBe(true);
    const bot = createBot();
    bot.otherwise((c) => c.say(image(url.replace("1234567890", c.person))));
    await inRoom(w.writer(), bot, {}, async ({ says, runs }) => {
      says("show me");
      await runs();
    });
    expect(uploaded).toEqual([]);
    expect(sent).toHaveLength(1);
    expect((await worker.KV.list({ prefix: "upload:" })).keys).toEqual([]);
  });

  it.each([ticket, `${ticket}?v=3&w=200`, "https://cdn.test/sig/token/expires.png", `${ticket}?hash=0f`])(
    "is not %s",
    (url) => {
      expect(isPersonal({ type: "image", url }, "1234567890")).toBe(false);
    },
  );
});

/** Somebody is shown the picture. */
const shown = (psid = w.writer(), own = {}) =>
  inRoom(
    psid,
    showing(),
    {},
    async ({ says, runs, parts }) => {
      const { seq } = says("show me");
      await runs();
      return parts(seq);
    },
    own,
  );

/** Ends the account's object: its memory is gone, its rows stay. */
const restart = () =>
  runInDurableObject(account(), (_, state) => state.abort("crash of the test")).catch((error: unknown) => {
    if (!String(error).includes("crash of the test")) throw error;
  });

describe("a file that is shown to many", () => {
  it("is uploaded once, however many ask at once", async () => {
    await Promise.all(Array.from({ length: 50 }, () => shown()));
    expect(uploaded).toEqual([FILE.url]);
    expect(sent).toEqual(Array.from({ length: 50 }, () => "id-1"));
  });

  it("is known for a day, and after a restart", async () => {
    const begun = Date.now() / 1_000;
    await shown();
    const { keys } = await worker.KV.list({ prefix: "upload:" });
    expect(keys.map(({ name }) => name)).toEqual([await uploadKey(`messenger:${PAGE}`, FILE)]);
    expect(Math.round(((keys[0]?.expiration ?? 0) - begun) / 86_400)).toBe(1);
    expect(JSON.stringify(keys)).not.toContain("pear");
    await restart();
    await shown();
    expect([uploaded, sent]).toEqual([[FILE.url], ["id-1", "id-1"]]);
  });

  it("is sent by its address when it cannot be uploaded, which is not tried again at once", async () => {
    refuses = true;
    expect(await shown()).toMatchObject([{ status: "sent" }]);
    await shown();
    expect([uploaded, sent]).toEqual([[FILE.url], [FILE.url, FILE.url]]);
  });

  it("is sent by its address when the account gives no id", async () => {
    const psid = w.writer();
    await inRoom(psid, showing(), {}, async ({ scope, says, runs, parts }) => {
      vi.spyOn(scope.account, "uploadId").mockResolvedValue(null);
      const { seq } = says("show me");
      await runs();
      expect(parts(seq)).toMatchObject([{ status: "sent" }]);
    });
    expect([uploaded, sent]).toEqual([[], [FILE.url]]);
  });
});

describe("an id that Meta does not know any more", () => {
  /** Meta, to which these ids are dead. */
  const forgetting = (isDead: (id: string) => boolean): Channel => ({
    ...messenger,
    send: async (deed, to, graph): Promise<SendResult> => {
      const { attachment } = (deed.do === "message" ? deed.message : {}) as {
        attachment?: { payload: { attachment_id?: string } };
      };
      const id = attachment?.payload.attachment_id;
      if (id === undefined || !isDead(id)) return messenger.send(deed, to, graph);
      sent.push(`${id} is dead`);
      return { ended: "refused", failure: failureOf(400, 100, 2_018_074) };
    },
  });

  it("is uploaded again, and the message is sent once", async () => {
    await shown();
    const channel = forgetting((id) => id === "id-1");
    expect(await shown(w.writer(), { channel })).toMatchObject([{ status: "sent" }]);
    expect(uploaded).toEqual([FILE.url, FILE.url]);
    expect(sent).toEqual(["id-1", "id-1 is dead", "id-2"]);
    expect(await worker.KV.get(await uploadKey(`messenger:${PAGE}`, FILE))).toBe("id-2");
    expect(await account().alerts()).toEqual([]);
  });

  it("fails for good the second time, and what comes after it goes on", async () => {
    const psid = w.writer();
    const channel = forgetting(() => true);
    expect(await shown(psid, { channel })).toMatchObject([{ status: "failed" }]);
    expect(sent).toEqual(["id-1 is dead", "id-2 is dead"]);
    expect(await account().alerts()).toMatchObject([
      { kind: "send_failed", detail: expect.stringMatching(/^100\/2018074 /) },
    ]);
    await inRoom(psid, showing(), {}, async ({ says, runs }) => {
      says("words");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["only words"]);
  });
});

describe("KV", () => {
  it("is read for a file, and never for a text", async () => {
    const get = vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "get");
    const psid = w.writer();
    await inRoom(psid, showing(), {}, async ({ says, runs }) => {
      says("words");
      await runs();
    });
    expect(w.screen(psid)).toEqual(["only words"]);
    expect(get).not.toHaveBeenCalled();
    await shown();
    expect(get).toHaveBeenCalledTimes(1);
  });

  it.each(["get", "put"] as const)("may fail to %s: the file is uploaded and shown all the same", async (what) => {
    const fails = () => Promise.reject(new Error("KV is away"));
    const kv = { get: async () => null, put: async () => {}, delete: async () => {}, [what]: fails };
    let count = 0;
    const uploads = new Uploads(PAGE, kv as never, async () => `id-${++count}`, Date.now);
    expect(await uploads.idOf(FILE)).toBe("id-1");
    await uploads.forget(FILE, "id-1");
    expect(await uploads.idOf(FILE)).toBe("id-2");
  });

  it("may still show an id that was deleted: it is not used", async () => {
    let count = 0;
    const kv = { get: async () => "id-1", put: async () => {}, delete: async () => {} };
    const uploads = new Uploads(PAGE, kv as never, async () => `id-${++count + 1}`, Date.now);
    expect(await uploads.idOf(FILE)).toBe("id-1");
    await uploads.forget(FILE, "id-1");
    expect(await uploads.idOf(FILE)).toBe("id-2");
  });
});

describe("a failed upload", () => {
  it("is left alone for a minute, for that file only", async () => {
    let time = 0;
    let tries = 0;
    const kv = { get: async () => null, put: async () => {}, delete: async () => {} };
    const uploads = new Uploads(
      PAGE,
      kv as never,
      async () => {
        tries++;
        return null;
      },
      () => time,
    );
    for (let n = 0; n < 3; n++) expect(await uploads.idOf(FILE)).toBeNull();
    expect(tries).toBe(1);
    await uploads.idOf({ ...FILE, url: "https://cdn.test/plum.jpg" });
    expect(tries).toBe(2);
    time = 60_000;
    await uploads.idOf(FILE);
    expect(tries).toBe(3);
  });
});
