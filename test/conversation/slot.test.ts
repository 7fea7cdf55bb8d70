import { expect, it } from "vitest";
import type { Permit } from "../../src/account/permits.ts";
import { inTurn } from "../../src/conversation/slot.ts";

it("a slot that has passed is no right: whoever comes too late asks again, and says by how much", async () => {
  const began = Date.now();
  const permit = (at: number): Permit => ({ token: "a token", at, until: at + 50, echoed: 0, succeeded: 0 });
  const asked: number[] = [];
  const turn = await inTurn(permit(began - 200), async (late) => {
    asked.push(late);
    return permit(Date.now());
  });
  expect(turn).toEqual({ goes: true, token: "a token" });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toBeGreaterThanOrEqual(200);
});
