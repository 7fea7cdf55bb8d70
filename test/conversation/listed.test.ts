/** What needs eyes is on the list before it is over in the conversation: a death between the two loses nothing. */
import { describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { Status } from "../../src/conversation/schema.ts";
import type { Scope } from "../../src/conversation/scope.ts";
import { createBot } from "../../src/kit/index.ts";
import { inRoom } from "../support/room.ts";
import { time } from "../support/time.ts";
import { PAGE, until, worker, world } from "../support/world.ts";

const w = world();
const t = time();

/** An account that takes no report until it is let, and what it was told. */
function deaf(scope: Scope) {
  const told: string[] = [];
  const { account } = scope;
  vi.spyOn(account, "report").mockImplementation(({ kind }) => {
    told.push(kind);
    return new Promise(() => {});
  });
  return told;
}

const failing = () => {
  const bot = createBot();
  bot.otherwise(() => {
    throw new TypeError("a mistake");
  });
  bot.onError((c) => c.say("Something broke."));
  return bot;
};

describe("it is listed first", () => {
  it("when a handler failed for good", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const psid = w.writer();
    const seq = await inRoom(psid, failing(), {}, async ({ scope, says, turns, row }) => {
      const told = deaf(scope);
      const { seq } = says("hello");
      void turns.run();
      await vi.waitFor(() => expect(told).toEqual(["handler_failed"]));
      await scheduler.wait(50);
      expect(row(seq).status).toBe(Status.waiting);
      return seq;
    });
    await inRoom(psid, failing(), {}, async ({ scope, runs, row }) => {
      const report = vi.spyOn(scope.account, "report");
      await runs();
      expect(report.mock.calls).toMatchObject([[{ kind: "handler_failed" }]]);
      expect(row(seq)).toMatchObject({ status: Status.done, dead: 1 });
    });
    expect(w.screen(psid)).toEqual(["Something broke."]);
  });

  it("when an answer is stale", async () => {
    const psid = w.writer();
    const bot = createBot();
    bot.otherwise((c) => c.say("late"));
    t.stops();
    const seq = await inRoom(psid, bot, {}, async ({ scope, says, turns, outbox, parts }) => {
      vi.spyOn(scope.account, "permit").mockImplementation(async () => ({
        access: null,
        at: Date.now() + 1_000,
        echoed: 0,
        succeeded: 0,
      }));
      const { seq } = says("hello");
      await turns.run();
      await outbox.run();
      t.passes(2 * scope.settings.EXPIRE_MS);
      const told = deaf(scope);
      void outbox.run();
      await vi.waitFor(() => expect(told).toEqual(["send_expired"]));
      await scheduler.wait(50);
      expect(parts(seq)).toMatchObject([{ status: "queued" }]);
      return seq;
    });
    await inRoom(psid, bot, {}, async ({ scope, runs, parts }) => {
      const report = vi.spyOn(scope.account, "report");
      await runs();
      expect(report.mock.calls).toMatchObject([[{ kind: "send_expired" }]]);
      expect(parts(seq)).toMatchObject([{ status: "expired" }]);
    });
  });
});

it("what needs eyes is listed also when the account's object begins anew just then", async () => {
  const psid = w.writer();
  const bot = createBot();
  bot.otherwise(() => {
    throw new TypeError("broken");
  });
  const reset = vi.spyOn(Account.prototype, "report").mockImplementationOnce(() => {
    throw new Error("Durable Object reset because its code was updated.");
  });
  await inRoom(psid, bot, {}, async ({ says, runs }) => {
    says("hello");
    await runs();
    const account = worker.ACCOUNT.getByName(`messenger:${PAGE}`);
    const [listed] = await until(async () => {
      const list = await account.alerts({ kind: "handler_failed" });
      return list.length > 0 ? list : null;
    });
    expect(listed?.conversation).toBe(`messenger:${PAGE}:${psid}`);
  });
  expect(reset).toHaveBeenCalledTimes(2);
});
