import { describe, expect, it } from "vitest";
import { GraphError } from "../../src/content/graph.ts";
import { ContentError } from "../../src/content/rendering.ts";
import { backOff, isProgrammingError, resolveDoubt } from "../../src/conversation/retry.ts";

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

describe("a send in doubt", () => {
  const T = 1_000_000;
  const WAIT = 90_000;
  const again = { is: "again", isProven: true };
  const guessed = { is: "again", isProven: false };
  const never = { echoed: 0, succeeded: 0 };
  const others = { echoed: 0, succeeded: T + 1 };

  it.each([
    ["waits for its echo first", {}, never, T + 5_000, { is: "wait", when: T + 25_000 }],
    ["is not waited for longer than stated", {}, never, T + 80_000, { is: "wait", when: T + WAIT }],
    [
      "was not sent, when 20 s have passed and a later send's echo has come",
      {},
      { ...others, echoed: T + 20_000 },
      T + 20_000,
      again,
    ],
    [
      "is not proved unsent by the echo of a send a little later: echoes overtake each other",
      {},
      { ...others, echoed: T + 19_999 },
      T + 30_000,
      { is: "wait", when: T + 50_000 },
    ],
    [
      "is not proved unsent too early",
      {},
      { ...others, echoed: T + 20_000 },
      T + 19_999,
      { is: "wait", when: T + 39_999 },
    ],
    [
      "is waited for anew when the object was away meanwhile",
      { doubtedAt: T + 500_000 },
      { ...others, echoed: T + 20_000 },
      T + 510_000,
      { is: "wait", when: T + 530_000 },
    ],
    ["is said once more without evidence", { doubts: 1 }, others, T + WAIT, guessed],
    ["is given up after that where no echoes come", { doubts: 2 }, others, T + WAIT, { is: "give up" }],
    [
      "waits on for evidence where echoes come",
      { doubts: 2 },
      { ...others, echoed: T - 1 },
      T + WAIT,
      { is: "wait", when: T + WAIT + 20_000 },
    ],
    [
      "is said a last time when nothing else was said by which an echo could have told",
      { doubts: 2 },
      { ...others, echoed: T - 1 },
      T + 10 * WAIT,
      guessed,
    ],
    ["is given up after that", { doubts: 3 }, { ...others, echoed: T - 1 }, T + 10 * WAIT, { is: "give up" }],
    [
      "is given up in the end where echoes came once, and come no more",
      { doubts: 2 },
      { echoed: T - 1, succeeded: T + WAIT },
      T + 10 * WAIT,
      { is: "give up" },
    ],
    ["is given up in the end where nothing ever got through", { doubts: 2 }, never, T + 10 * WAIT, { is: "give up" }],
    [
      "is held while nothing of the Page gets through",
      { doubts: 2 },
      never,
      T + WAIT,
      { is: "wait", when: T + WAIT + 20_000 },
    ],
    [
      "is not said again on a guess when it is a receipt",
      { careful: true, doubts: 1 },
      never,
      T + WAIT,
      { is: "give up" },
    ],
    [
      "is sent again on evidence, a receipt too",
      { careful: true, doubts: 3 },
      { ...others, echoed: T + 20_000 },
      T + 20_000,
      again,
    ],
  ] as const)("%s", (_, part, seen, now, expected) => {
    expect(resolveDoubt({ triedAt: T, ...part }, seen, now, { UNKNOWN_MS: WAIT, HOLD_MS: 10 * WAIT })).toEqual(
      expected,
    );
  });
});

describe("the pause before a retry", () => {
  it("doubles from a second to five minutes, with a tenth of jitter to each side", () => {
    const middle = Array.from({ length: 11 }, (_, tries) => backOff(tries, () => 0.5));
    expect(middle).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
    expect([backOff(0, () => 0), backOff(0, () => 1)]).toEqual([900, 1_100]);
  });
});
