import { describe, expect, it } from "vitest";
import { describe as describeFailure, type FailureClass } from "../../../src/channels/channel.ts";
import { classOf, readFailure } from "../../../src/channels/meta/errors.ts";

describe("classOf", () => {
  it.each<[FailureClass, number, number | undefined, string]>([
    ["transient", 1, undefined, "an unknown error"],
    ["permanent", 1, 99, "what a retry does not help"],
    ["transient", 2, undefined, "the service is down"],
    ["permanent", 2, 2018344, "a subcode that beats its code"],
    ["transient", 4, undefined, "too many calls"],
    ["permanent", 4, 2018354, "a subcode that beats its code"],
    ["transient", 17, undefined, "too many calls of a user"],
    ["transient", 32, undefined, "too many calls for a Page"],
    ["transient", 341, undefined, "an application's limit"],
    ["transient", 613, undefined, "too many calls to the Send API"],
    ["permanent", 613, 1893016, "a limit that waiting does not help"],
    ["permanent", 613, 2018338, "a limit that waiting does not help"],
    ["transient", 80006, undefined, "too many calls to Messenger"],
    ["transient", 1200, undefined, "a temporary failure"],
    ["transient", 100, 2018008, "an attachment that could not be fetched"],
    ["permanent", 100, undefined, "a wrong parameter"],
    ["permanent", 100, 2018001, "nobody of that id"],
    ["token", 102, undefined, "a session that has ended"],
    ["token", 190, undefined, "a token that does not work"],
    ["token", 190, 463, "a token that has expired"],
    ["permanent", 10, undefined, "no permission"],
    ["permanent", 10, 2018278, "outside of the window"],
    ["blocked", 10, 1893063, "a Page that may not send"],
    ["blocked", 368, undefined, "a blocked Page"],
    ["blocked", 368, 1390008, "a subcode that nobody knows: its code counts"],
    ["permanent", 200, 1545041, "a person who is not available"],
    ["permanent", 551, undefined, "a person who is not available"],
    ["permanent", 987654, undefined, "what nobody knows"],
    ["permanent", 987654, 99, "what nobody knows"],
    ["permanent", 0, undefined, "no code"],
  ])("%s: %d/%s, %s", (kind, code, subcode) => {
    expect(classOf(code, subcode)).toBe(kind);
  });
});

describe("readFailure", () => {
  const message = "(#10) This message is sent outside of allowed window.";

  it("reads Meta's error", () => {
    const error = { message, type: "OAuthException", code: 10, error_subcode: 2018278, fbtrace_id: "AbC" };
    expect(readFailure(400, { error })).toStrictEqual({
      class: "permanent",
      status: 400,
      code: 10,
      subcode: 2018278,
      message,
      trace: "AbC",
    });
  });

  it("reads one with nothing but its code", () => {
    expect(readFailure(500, { error: { code: 2 } })).toStrictEqual({
      class: "transient",
      status: 500,
      code: 2,
      message: "",
    });
  });

  it.each<[FailureClass, object]>([
    ["transient", { code: 100, is_transient: true }],
    ["permanent", { code: 100, is_transient: false }],
    ["permanent", { code: 100, is_transient: "true" }],
    ["transient", { code: 2, is_transient: false }],
  ])("is %s for %j", (kind, error) => {
    expect(readFailure(400, { error })?.class).toBe(kind);
  });

  it.each<[FailureClass, object]>([
    ["token", { code: 100, message: "Invalid appsecret_proof provided in the API argument" }],
    ["token", { code: 100, message: "(#100) Invalid appsecret_proof provided", is_transient: true }],
    ["token", { code: 100, error_subcode: 2018008, message: "Invalid appsecret_proof" }],
    ["permanent", { code: 100, message: "Invalid parameter" }],
    ["permanent", { code: 100, message: { appsecret_proof: "invalid" } }],
    ["permanent", { code: 10, message: "appsecret_proof" }],
    ["transient", { code: 2, message: "appsecret_proof" }],
  ])("is %s for what Graph says of our proof: %j", (kind, error) => {
    expect(readFailure(400, { error })?.class).toBe(kind);
  });

  it("leaves out what has another type", () => {
    const error = { code: 2, error_subcode: "2018344", message: { not: "text" }, fbtrace_id: 7 };
    expect(readFailure(400, { error })).toStrictEqual({ class: "transient", status: 400, code: 2, message: "" });
  });

  it("cuts an endless message", () => {
    expect(readFailure(400, { error: { code: 1, message: "x".repeat(10_000) } })?.message).toBe("x".repeat(500));
  });

  it.each<[unknown]>([
    [null],
    [undefined],
    ["error"],
    [42],
    [[]],
    [{}],
    [{ error: null }],
    [{ error: "invalid_request" }],
    [{ error: [] }],
    [{ error: {} }],
    [{ error: { message } }],
    [{ error: { code: "190", message } }],
    [{ error: { code: null } }],
    [{ message_id: "m_1" }],
  ])("is null for %j", (body) => {
    expect(readFailure(400, body)).toBeNull();
  });
});

describe("describe", () => {
  it.each<[string, object]>([
    ["10/2018278 Outside of the window. [trace AbC]", { subcode: 2018278, trace: "AbC" }],
    ["10 Outside of the window. [trace AbC]", { trace: "AbC" }],
    ["10/2018278 Outside of the window.", { subcode: 2018278 }],
    ["10 Outside of the window.", {}],
  ])("%s", (line, more) => {
    const failure = { class: "permanent", status: 400, code: 10, message: "Outside of the window.", ...more } as const;
    expect(describeFailure(failure)).toBe(line);
  });
});
