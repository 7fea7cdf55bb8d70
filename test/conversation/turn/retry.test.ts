import { describe, expect, it } from "vitest";
import { backOff, isProgrammingError, nextTry, waitsSince } from "../../../src/conversation/retry.ts";
import { GraphError } from "../../../src/model/graph.ts";
import { ContentError } from "../../../src/model/rendering.ts";

describe("a handler that failed", () => {
  const refused = (retryable: boolean) =>
    new GraphError({
      code: 100,
      status: 400,
      message: "(#100) Invalid parameter",
      means: "invalid_content",
      action: "fix_request",
      sentence: "Something is wrong.",
      retryable,
    });

  it.each<[string, Error, boolean]>([
    ["a mistake in the code", new TypeError("x is undefined"), true],
    ["content that cannot be said", new ContentError("invalid_content", "text", "is empty."), true],
    ["a call that never works", refused(false), true],
    ["a call that may work later", refused(true), false],
    ["anything else", new Error("The shop is closed."), false],
  ])("is given up at once or not: %s", (_, error, isGivenUp) => {
    expect(isProgrammingError(error)).toBe(isGivenUp);
  });
});

describe("how long a person waits for a turn", () => {
  const T = 1_000_000;
  const TURN_MS = 20_000;

  it.each([
    ["since they wrote", { wrote: T, heard: 0, begun: T + 100 }, T],
    ["since they wrote, as long as that can be kept", { wrote: T, heard: 0, begun: T + 19_999 }, T],
    ["since the first run, after an outage", { wrote: T, heard: 0, begun: T + 20_000 }, T + 20_000],
    [
      "since they last heard something, behind their other turns",
      { wrote: T, heard: T + 15_000, begun: T + 15_001 },
      T + 15_000,
    ],
    ["since they wrote, when they have heard nothing since", { wrote: T, heard: T - 60_000, begun: T }, T],
    ["from the run on, when the clock was set back", { wrote: T + 3_600_000, heard: 0, begun: T }, T],
  ])("counts %s", (_, waited, since) => {
    expect(waitsSince(waited, TURN_MS)).toBe(since);
  });

  it("ends the run of a handler, and never later than by its own length", () => {
    const left = (now: number) => nextTry.left(T, now, TURN_MS, 5_000);
    expect([left(T), left(T + 12_000), left(T + 19_000), left(T - 3_600_000)]).toEqual([20_000, 8_000, 5_000, 20_000]);
  });

  it("ends the tries", () => {
    const at = (tries: number, now: number) => nextTry.at(T, tries, now, TURN_MS);
    expect([at(1, T), at(2, T + 1_000), at(3, T + 5_000), at(4, T + 15_000)]).toEqual([
      T + 1_000,
      T + 5_000,
      T + 15_000,
      null,
    ]);
    expect(at(3, T + 10_000)).toBeNull();
  });
});

describe("the pause before a retry", () => {
  it("doubles from a second to five minutes, with a tenth of jitter to each side", () => {
    const middle = Array.from({ length: 11 }, (_, tries) => backOff(tries, () => 0.5));
    expect(middle).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
    expect([backOff(0, () => 0), backOff(0, () => 1)]).toEqual([900, 1_100]);
  });
});
