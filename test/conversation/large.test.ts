/** Events that are larger than anybody expects. */
import { expect, it } from "vitest";
import { PAGE, postSigned, until, worker, world } from "../support/world.ts";

const w = world();
const account = () => worker.ACCOUNT.getByName(`messenger:${PAGE}`);

async function sends(text: string): Promise<string> {
  const { psid } = w.joins();
  w.meta.says(psid, "hello");
  await w.hears(psid, 1);
  const at = Date.now();
  const item = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: at, message: { mid: `m_${psid}`, text } };
  expect(await postSigned({ object: "page", entry: [{ id: PAGE, time: at, messaging: [item] }] })).toBe(200);
  await w.settled();
  return psid;
}

it("19,900 characters in short lines are answered, and nothing is listed", async () => {
  const psid = await sends(`please help\n${"ab\n".repeat(6_629)}`);
  expect((await w.hears(psid, 2)).at(-1)).toMatch(/How can I help you/);
  expect(await account().alerts()).toEqual([]);
});

it("what is beyond 1 MB is answered by its head, and listed with its size and none of its words", async () => {
  const psid = await sends(`please help ${"secret ".repeat(200_000)}`);
  expect((await w.hears(psid, 2)).at(-1)).toMatch(/How can I help you/);
  const listed = await until(async () => {
    const found = await account().alerts();
    return found.length > 0 ? found : null;
  });
  expect(listed).toMatchObject([
    { kind: "event_cut", event: `m_${psid}`, detail: expect.stringMatching(/14\d{5} bytes/) },
  ]);
  expect(JSON.stringify(listed)).not.toContain("secret");
});

it("a notice that is large is kept with its head, and listed", async () => {
  const change = { field: "feed", value: { item: "post", message: "x".repeat(60_000) } };
  expect(await postSigned({ object: "page", entry: [{ id: PAGE, time: 1, changes: [change] }] })).toBe(200);
  expect(await account().alerts()).toMatchObject([{ kind: "event_cut", conversation: "" }]);
  const [notice] = await account().events();
  expect(notice?.body.length).toBeLessThanOrEqual(30_000);
});
