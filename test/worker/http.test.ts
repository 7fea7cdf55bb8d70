import { describe, expect, it } from "vitest";
import { countOf, cursorOf, cursorText, json, notFound, objectIn, problem, text } from "../../src/http.ts";

describe("an answer", () => {
  it("is JSON that no cache keeps", async () => {
    const answer = json({ a: 1 }, 409);
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      409,
      "application/json",
      "no-store",
    ]);
    expect(await answer.json()).toEqual({ a: 1 });
  });

  it("tells of a problem with its title, its status, a word for programs and the way out", async () => {
    const answer = problem("Deploy that version, and replay it there.", 409, "of_another_version");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      409,
      "application/problem+json",
      "no-store",
    ]);
    expect(await answer.json()).toEqual({
      title: "Conflict",
      status: 409,
      code: "of_another_version",
      detail: "Deploy that version, and replay it there.",
    });
  });

  it("is text that no browser takes for a page", async () => {
    const answer = text("<b>", 200);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect([notFound().status, await notFound().text()]).toEqual([404, "Not found."]);
  });
});

describe("what is read of a request", () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ["[", null],
    ["[1]", null],
    ["null", null],
    ['"text"', null],
    ["", null],
  ])("is an object, or nothing: %s", async (body, read) => {
    expect(await objectIn(new Request("https://bot.test/", { method: "POST", body }))).toEqual(read);
  });

  it.each<[string | string[] | undefined, number]>([
    [undefined, 100],
    ["7", 7],
    [["8", "9"], 8],
    ["200", 200],
    ["201", 200],
    ["0", 100],
    ["-1", 100],
    ["1.5", 100],
    ["many", 100],
    ["", 100],
  ])("is how many items a page has: %j makes %i", (value, count) => {
    expect(countOf(value)).toBe(count);
  });

  it("is a place in a list, as the page before told it", () => {
    const place = { at: 1_700_000_000_000, seq: 12 };
    expect(cursorOf(cursorText(place))).toEqual(place);
    for (const other of ["", "12", "1.2.3", "1.-2", "a.b", " 1.2", `${"9".repeat(16)}.1`]) {
      expect(cursorOf(other)).toBeNull();
    }
  });
});
