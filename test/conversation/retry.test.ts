import { describe, expect, it } from "vitest";
import { GraphError } from "../../src/content/graph.ts";
import { ContentError } from "../../src/content/rendering.ts";
import { backOff, isProgrammingError } from "../../src/conversation/retry.ts";

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

describe("the pause before a retry", () => {
  it("doubles from a second to five minutes, with a tenth of jitter to each side", () => {
    const middle = Array.from({ length: 11 }, (_, tries) => backOff(tries, () => 0.5));
    expect(middle).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
    expect([backOff(0, () => 0), backOff(0, () => 1)]).toEqual([900, 1_100]);
  });
});
