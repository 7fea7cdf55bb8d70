/** What every channel's deliveries meet: 200 for what is durable, each thing once, and nothing for what is not its own. */
import { describe, expect, it, vi } from "vitest";
import { sign } from "../../simulator/core/webhooks.ts";
import { Conversation } from "../../src/conversation/conversation.ts";
import { ACCOUNT, fakeSide, OTHER_ACCOUNT } from "../fake/side.ts";
import { seconds } from "../fake/wire.ts";
import { AUTOMATED, post, postSigned, text, until, worker } from "../support/world.ts";
import { answer, SIDES } from "./sides.ts";

describe.each(SIDES)("on %s", (_, make) => {
  const s = make();
  const one = (words: string, person = s.joins()) => ({ person, id: `id.${crypto.randomUUID()}`, words });

  it("takes the events of several people in one delivery, each in their order", async () => {
    const [ana, ben] = [s.joins(), s.joins()];
    for (const person of [ana, ben]) s.says(person, "first");
    await Promise.all([ana, ben].map((person) => s.hears(person, 1)));
    expect(await postSigned(s.written([one("a1", ana), one("b1", ben), one("a2", ana), one("b2", ben)]))).toBe(200);
    expect((await s.hears(ana, 3)).slice(1)).toEqual([answer("a1"), answer("a2")]);
    expect((await s.hears(ben, 3)).slice(1)).toEqual([answer("b1"), answer("b2")]);
  });

  it("says 200 when what came is stored, and not before", async () => {
    const { person, ...message } = one("kept");
    const counts: number[] = [];
    const real = Conversation.prototype.accept;
    const spy = vi.spyOn(Conversation.prototype, "accept").mockImplementation(async function (this: Conversation, it) {
      const fresh = await real.call(this, it);
      counts.push(this.count().acknowledged);
      return fresh;
    });
    expect(await postSigned(s.written([{ person, ...message }]))).toBe(200);
    expect(counts).toEqual([1]);
    spy.mockRestore();
  });

  it("says 503 when it can be stored nowhere", async () => {
    const spy = vi.spyOn(Conversation.prototype, "accept").mockRejectedValue(new Error("away"));
    const full = vi.spyOn(worker.EVENTS, "sendBatch").mockRejectedValue(new Error("away"));
    for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
    expect(await postSigned(s.written([one("lost?")]))).toBe(503);
    spy.mockRestore();
    full.mockRestore();
  });

  it("refuses what is not signed, what was changed since, and an object that is nobody's", async () => {
    const message = one("hi");
    const { body, headers } = await sign(s.written([message]), text("FACEBOOK_APP_SECRET"));
    const statusOf = async (response: Response) => {
      await response.text();
      return response.status;
    };
    expect(await statusOf(await post(body))).toBe(401);
    expect(await statusOf(await post(body.replace('"hi"', '"ho"'), headers))).toBe(401);
    expect(await postSigned(s.written([message]), "another secret")).toBe(401);
    expect(await postSigned({ ...(s.written([message]) as object), object: "nobody" })).toBe(404);
    expect(await s.objectOf(message.person).count()).toMatchObject({ acknowledged: 0 });
  });

  it("answers a message once, however often it is delivered", async () => {
    const person = s.joins();
    s.says(person, "first");
    await s.hears(person, 1);
    const again = one("again", person);
    for (let n = 0; n < 3; n++) expect(await postSigned(s.written([again, again]))).toBe(200);
    await s.hears(person, 2);
    await s.settled();
    expect(s.screen(person)).toEqual([answer("first"), answer("again")]);
    expect(await until(async () => s.objectOf(person).count())).toMatchObject({ acknowledged: 2, handled: 2 });
  });

  it("takes a choice once, however often it is delivered", async () => {
    const person = s.joins();
    s.says(person, "products");
    await s.hears(person, 1);
    const tap = { ...one("1", person), payload: "BUY_HEADPHONES" };
    for (let n = 0; n < 3; n++) expect(await postSigned(s.written([tap, tap]))).toBe(200);
    await s.hears(person, 2);
    await s.settled();
    expect(s.screen(person)).toHaveLength(2);
    expect(s.screen(person)[1]).toContain("HEADPHONES is in your cart.");
    expect(await s.objectOf(person).count()).toMatchObject({ acknowledged: 2, handled: 2 });
  });

  it("keeps what it does not understand, and answers what comes with it", async () => {
    const person = s.joins();
    s.says(person, "first");
    await s.hears(person, 1);
    const delivery = JSON.parse(JSON.stringify(s.written([one("odd", person), one("even", person)])));
    const items = delivery.entry[0].messaging ?? delivery.entry[0].messages;
    for (const key of ["message", "text"]) delete items[0][key];
    expect(await postSigned(delivery)).toBe(200);
    await s.hears(person, 2);
    await s.settled();
    expect(s.screen(person)).toContain(answer("even"));
    expect(await s.objectOf(person).count()).toMatchObject({ acknowledged: 3 });
  });
});

describe("a delivery of several accounts", () => {
  const s = fakeSide();

  it("goes to the people of each, who are not the same for having the same number", async () => {
    const person = s.joins();
    s.platform.says(ACCOUNT, person, "hi");
    s.platform.says(OTHER_ACCOUNT, person, "hi there");
    await s.hears(person, 2);
    await s.settled();
    const message = (n: number) => ({ id: `both.${n}`, from: person, at: seconds(Date.now()), text: `number ${n}` });
    const entry = [ACCOUNT, OTHER_ACCOUNT].map((account, n) => ({ account, messages: [message(n)] }));
    expect(await postSigned({ object: "fake_account", entry })).toBe(200);
    await s.hears(person, 4);
    const said = (account: string) =>
      s.platform.accepted.filter((one) => one.account === account).map(({ text: { body } }) => body);
    expect(said(ACCOUNT)).toEqual([AUTOMATED, answer("hi"), answer("number 0")]);
    expect(said(OTHER_ACCOUNT)).toEqual([AUTOMATED, answer("hi there"), answer("number 1")]);
    expect(await s.objectAt(OTHER_ACCOUNT, person).count()).toMatchObject({ acknowledged: 2, handled: 2 });
    expect(s.platform.api.refusals).toEqual([]);
  });
});
