import { describe, expect, it } from "vitest";
import { createBot, type Graph, GraphError } from "../../src/kit/index.ts";
import { person } from "../../src/testing/person.ts";
import { inRoom } from "../support/room.ts";
import { PAGE, text, world } from "../support/world.ts";

const w = world();

/** A bot that does `work` with each text, and remembers what came of it. */
function working(work: (c: { readonly graph: Graph }) => Promise<unknown>) {
  const bot = createBot();
  const came: unknown[] = [];
  bot.otherwise(async (c) => void came.push(await work(c).catch((error: unknown) => error)));
  bot.onError(() => {});
  return { bot, came };
}

describe("c.graph", () => {
  it("calls for the conversation's own account, with its token", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const { bot, came } = working(({ graph }) =>
      graph.call("GET", `${graph.account}/thread_owner`, { recipient: graph.person }),
    );
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("who has it?");
      await runs();
    });
    expect(came).toMatchObject([{ data: [{ thread_owner: { app_id: text("FACEBOOK_APP_ID") } }] }]);
    const call = w.meta.calls.find(({ name }) => name === "thread_owner");
    expect(call).toMatchObject({ path: `/${PAGE}/thread_owner`, body: { recipient: psid }, status: 200 });
  });

  it("throws what Meta says no to", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const { bot, came } = working(({ graph }) => graph.call("GET", "nowhere/at_all"));
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
    });
    expect(came[0]).toBeInstanceOf(GraphError);
    expect(came[0]).toMatchObject({ status: 400, means: expect.any(String) });
  });

  it("throws without a token, and asks nothing", async () => {
    const { psid } = w.joins();
    const { bot, came } = working(({ graph }) => graph.call("GET", "me"));
    await inRoom(psid, bot, {}, async ({ scope, says, runs }) => {
      Object.assign(scope.account, { permit: async () => ({ access: null, at: 0, echoed: 0, succeeded: 0 }) });
      says("go");
      await Promise.race([runs(), w.until(() => came.length > 0)]);
    });
    expect(came[0]).toMatchObject({ means: "account_reauth_required" });
    expect(w.meta.calls.filter(({ name }) => name === "get")).toEqual([]);
  });

  it("ends with its turn: what a handler does too late is not done", async () => {
    const { psid } = w.joins();
    w.meta.says(psid, "hello");
    const { promise: late, resolve: goesOn } = Promise.withResolvers<void>();
    const after: unknown[] = [];
    const bot = createBot();
    bot.otherwise((c) => {
      void late
        .then(() => c.graph.call("POST", "me/personas", { name: "Kim" }))
        .catch((error: unknown) => after.push((error as Error).name));
    });
    await inRoom(psid, bot, {}, async ({ says, runs }) => {
      says("go");
      await runs();
      goesOn();
      await w.until(() => after.length > 0);
    });
    expect(after).toEqual(["AbortError"]);
    expect(w.meta.calls.filter(({ name }) => name === "personas")).toEqual([]);
  });

  it("is answered by the simulated Meta in the tests of a team", async () => {
    const bot = createBot();
    bot.otherwise(async (c) => {
      const { name } = await c.graph.call("GET", c.graph.account);
      c.say(`You are writing to ${name}.`);
    });
    const ana = person(bot);
    await ana.says("hello");
    expect(ana.screen()).toMatch(/You are writing to The Page\./);
  });
});
