import { describe, expect, it } from "vitest";
import { describe as describeFailure, type ErrorClass } from "../../../src/channels/channel.ts";
import { CODES, known, readFailure } from "../../../src/channels/meta/errors.ts";
import type { ErrorAction, ErrorCode } from "../../../src/model/errors.ts";

/**
 * Every code and subcode of Meta's page "Common Error Codes" (2026-06-25), of the Graph API error guide, and of the pages
 * on limits, profiles, media templates and private replies. As of 2026-11-22; the project's own copy of the facts.
 */
const FACTS: readonly (readonly [code: string, kind: ErrorClass, means: ErrorCode, action: ErrorAction])[] = [
  ["1", "brief", "platform_unavailable", "wait"],
  ["1/99", "permanent", "account_permission_missing", "fix_account"],
  ["1/1357046", "permanent", "platform_timeout", "check_status"],
  ["2", "brief", "platform_unavailable", "wait"],
  ["2/2018344", "permanent", "account_misconfigured", "fix_account"],
  ["3", "permanent", "account_permission_missing", "fix_account"],
  ["4", "transient", "platform_rate_limited", "wait"],
  ["4/2018354", "permanent", "frequency_capped", "wait"],
  ["9", "transient", "platform_rate_limited", "wait"],
  ["9/2018352", "transient", "platform_rate_limited", "wait"],
  ["10", "permanent", "account_permission_missing", "fix_account"],
  ["10/1404170", "permanent", "account_restricted", "fix_account"],
  ["10/1893015", "permanent", "recipient_opted_out", "do_not_retry"],
  ["10/1893063", "blocked", "policy_blocked", "fix_account"],
  ["10/2018065", "permanent", "window_closed", "use_template"],
  ["10/2018108", "permanent", "recipient_unreachable", "do_not_retry"],
  ["10/2018278", "permanent", "window_closed", "use_template"],
  ["10/2018336", "permanent", "platform_error", "check_status"],
  ["10/2534022", "permanent", "window_closed", "do_not_retry"],
  ["10/2534077", "permanent", "account_misconfigured", "fix_account"],
  ["17", "transient", "platform_rate_limited", "wait"],
  ["32", "transient", "platform_rate_limited", "wait"],
  ["40", "permanent", "comment_reply_expired", "do_not_retry"],
  ["100", "permanent", "invalid_content", "fix_request"],
  ["100/33", "permanent", "account_misconfigured", "fix_account"],
  ["100/2018001", "permanent", "recipient_invalid", "fix_request"],
  ["100/2018008", "brief", "media_unreachable", "fix_request"],
  ["100/2018014", "permanent", "invalid_content", "fix_request"],
  ["100/2018047", "permanent", "media_upload_failed", "fix_request"],
  ["100/2018074", "upload", "media_not_found", "fix_request"],
  ["100/2018109", "permanent", "media_too_large", "fix_request"],
  ["100/2018164", "permanent", "invalid_content", "fix_request"],
  ["100/2018218", "permanent", "not_found", "none"],
  ["100/2018247", "permanent", "account_permission_missing", "fix_account"],
  ["100/2018294", "brief", "media_unreachable", "fix_request"],
  ["100/2018320", "permanent", "invalid_content", "fix_request"],
  ["100/2018328", "permanent", "invalid_content", "fix_request"],
  ["100/2534013", "permanent", "account_misconfigured", "fix_account"],
  ["100/2534014", "permanent", "recipient_invalid", "fix_request"],
  ["100/2534015", "permanent", "invalid_content", "fix_request"],
  ["100/2534025", "permanent", "comment_reply_expired", "do_not_retry"],
  ["100/2534029", "permanent", "recipient_unreachable", "do_not_retry"],
  ["100/2534037", "permanent", "conversation_taken", "wait"],
  ["100/2534039", "permanent", "comment_reply_used", "do_not_retry"],
  ["100/2534068", "permanent", "content_not_supported", "fix_request"],
  ["102", "token", "account_reauth_required", "reconnect_account"],
  ["190", "token", "account_reauth_required", "reconnect_account"],
  ["190/458", "token", "account_reauth_required", "reconnect_account"],
  ["190/459", "token", "account_reauth_required", "reconnect_account"],
  ["190/460", "token", "account_reauth_required", "reconnect_account"],
  ["190/463", "token", "account_reauth_required", "reconnect_account"],
  ["190/464", "token", "account_reauth_required", "reconnect_account"],
  ["190/467", "token", "account_reauth_required", "reconnect_account"],
  ["190/492", "token", "account_reauth_required", "reconnect_account"],
  ["200", "permanent", "account_permission_missing", "fix_account"],
  ["200/1545041", "permanent", "recipient_unreachable", "do_not_retry"],
  ["200/2018021", "permanent", "account_permission_missing", "fix_account"],
  ["200/2018027", "permanent", "account_permission_missing", "fix_account"],
  ["200/2018028", "permanent", "app_not_live", "fix_account"],
  ["200/2534041", "permanent", "account_misconfigured", "fix_account"],
  ["341", "transient", "platform_rate_limited", "wait"],
  ["368", "blocked", "policy_blocked", "fix_account"],
  ["506", "permanent", "invalid_content", "do_not_retry"],
  ["551", "permanent", "recipient_unreachable", "do_not_retry"],
  ["551/1545041", "permanent", "recipient_unreachable", "do_not_retry"],
  ["613", "transient", "platform_rate_limited", "wait"],
  ["613/1893016", "permanent", "frequency_capped", "do_not_retry"],
  ["613/2018338", "permanent", "frequency_capped", "do_not_retry"],
  ["613/2534040", "transient", "platform_rate_limited", "wait"],
  ["1200", "transient", "platform_unavailable", "wait"],
  ["2022", "blocked", "policy_blocked", "fix_account"],
  ["10303", "permanent", "invalid_content", "fix_request"],
  ["10903", "permanent", "comment_reply_used", "do_not_retry"],
  ["80000", "transient", "platform_rate_limited", "wait"],
  ["80001", "transient", "platform_rate_limited", "wait"],
  ["80002", "transient", "platform_rate_limited", "wait"],
  ["80003", "transient", "platform_rate_limited", "wait"],
  ["80004", "transient", "platform_rate_limited", "wait"],
  ["80005", "transient", "platform_rate_limited", "wait"],
  ["80006", "transient", "platform_rate_limited", "wait"],
  ["80007", "transient", "platform_rate_limited", "wait"],
  ["80008", "transient", "platform_rate_limited", "wait"],
  ["80009", "transient", "platform_rate_limited", "wait"],
  ["80014", "transient", "platform_rate_limited", "wait"],
  ["2018171", "permanent", "invalid_content", "fix_request"],
  ["2018218", "permanent", "not_found", "none"],
  ["2018234", "permanent", "invalid_content", "fix_request"],
  ["2018247", "permanent", "account_permission_missing", "fix_account"],
  ["2018300", "permanent", "conversation_taken", "wait"],
  ["2018321", "transient", "conversation_taken", "wait"],
  ["9000001", "permanent", "not_found", "do_not_retry"],
  ...each([2018173, 2018175, ...from(2018182, 2018188)], "permanent", "invalid_content", "fix_request"),
  ...each(from(2018389, 2018396), "permanent", "platform_error", "check_status"),
  ...each([2018144, 2018154, 2018163, 2018166], "permanent", "content_not_supported", "do_not_retry"),
  ...each([24001, 24002, 24005, 36103], "permanent", "content_not_supported", "do_not_retry"),
  ...each(from(2071010, 2071025), "permanent", "content_not_supported", "do_not_retry"),
];

function each(codes: readonly number[], kind: ErrorClass, means: ErrorCode, action: ErrorAction) {
  return codes.map((code) => [String(code), kind, means, action] as const);
}

function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

describe("what Meta's codes mean", () => {
  it.each(FACTS)("%s: %s, %s, %s", (written, kind, means, action) => {
    const [code, subcode] = written.split("/").map(Number);
    expect(known(code ?? 0, subcode)).toMatchObject({ class: kind, means, action });
  });

  it("stands in the table for each of them, and for nothing that nobody has looked at", () => {
    const facts = FACTS.map(([code]) => code).filter((code) => !["100/2018218", "100/2018247"].includes(code));
    expect(CODES.toSorted()).toEqual(facts.toSorted());
  });

  it("is said in a sentence", () => {
    for (const [written] of FACTS) {
      const [code, subcode] = written.split("/").map(Number);
      expect(known(code ?? 0, subcode).sentence).toMatch(/^[A-Z].+\.$/);
    }
  });

  it.each<[string, ErrorClass, ErrorCode, number, number | undefined]>([
    ["a subcode that nobody knows: its code counts", "blocked", "policy_blocked", 368, 1390008],
    ["a small subcode is no code", "permanent", "platform_error", 987654, 4],
    ["a subcode that Meta names without its code", "transient", "conversation_taken", 100, 2018321],
    ["the same as a code", "transient", "conversation_taken", 2018321, undefined],
    ["permissions from 200 to 299", "permanent", "account_permission_missing", 283, undefined],
    ["and not 300", "permanent", "platform_error", 300, undefined],
    ["what nobody knows", "permanent", "platform_error", 987654, undefined],
    ["what nobody knows, with a subcode", "permanent", "platform_error", 987654, 99],
    ["no code", "permanent", "platform_error", 0, undefined],
  ])("%s: %s, %s", (_, kind, means, code, subcode) => {
    expect(known(code, subcode)).toMatchObject({ class: kind, means });
  });
});

describe("readFailure", () => {
  const message = "(#10) This message is sent outside of allowed window.";

  it("reads Meta's error", () => {
    const error = { message, type: "OAuthException", code: 10, error_subcode: 2018278, fbtrace_id: "AbC" };
    expect(readFailure(400, { error })).toStrictEqual({
      class: "permanent",
      means: "window_closed",
      action: "use_template",
      sentence: "The person last wrote more than 24 hours ago.",
      status: 400,
      code: 10,
      subcode: 2018278,
      message,
      trace: "AbC",
    });
  });

  it("reads one with nothing but its code", () => {
    expect(readFailure(400, { error: { code: 4 } })).toStrictEqual({
      ...known(4),
      status: 400,
      code: 4,
      message: "",
    });
  });

  it.each<[ErrorClass, number, object]>([
    ["transient", 400, { code: 100, is_transient: true }],
    ["permanent", 400, { code: 100, is_transient: false }],
    ["permanent", 400, { code: 100, is_transient: "true" }],
    ["transient", 400, { code: 10, error_subcode: 2018278, is_transient: true }],
    ["transient", 400, { code: 1, is_transient: true }],
    ["transient", 500, { code: 1 }],
    ["brief", 400, { code: 1 }],
    ["brief", 400, { code: 2, is_transient: false }],
    ["transient", 400, { code: 2, is_transient: true }],
    ["transient", 500, { code: 2 }],
    ["transient", 503, { code: 2, is_transient: false }],
    ["permanent", 500, { code: 2, error_subcode: 2018344 }],
    ["token", 400, { code: 190, is_transient: true }],
    ["blocked", 400, { code: 368, is_transient: true }],
    ["upload", 400, { code: 100, error_subcode: 2018074, is_transient: true }],
  ])("is %s for HTTP %i with %j", (kind, status, error) => {
    expect(readFailure(status, { error })?.class).toBe(kind);
  });

  it.each<[ErrorClass, object]>([
    ["token", { code: 100, message: "Invalid appsecret_proof provided in the API argument" }],
    ["token", { code: 100, message: "(#100) Invalid appsecret_proof provided", is_transient: true }],
    ["token", { code: 100, error_subcode: 2018008, message: "Invalid appsecret_proof" }],
    ["permanent", { code: 100, message: "Invalid parameter" }],
    ["permanent", { code: 100, message: { appsecret_proof: "invalid" } }],
    ["permanent", { code: 10, message: "appsecret_proof" }],
    ["brief", { code: 2, message: "appsecret_proof" }],
  ])("is %s for what Graph says of our proof: %j", (kind, error) => {
    expect(readFailure(400, { error })?.class).toBe(kind);
  });

  it("leaves out what has another type", () => {
    const error = { code: 4, error_subcode: {}, message: { not: "text" }, fbtrace_id: 7 };
    expect(readFailure(400, { error })).toStrictEqual({ ...known(4), status: 400, code: 4, message: "" });
  });

  it("reads a code that is written as text, and masks what nobody's log should hold", () => {
    const error = {
      code: "190",
      error_subcode: "460",
      message: "EAAabc of 1234567890123456",
    };
    expect(readFailure(400, { error })).toMatchObject({ code: 190, subcode: 460, class: "token" });
    expect(readFailure(400, { error })?.message).toBe("[token] of [id]");
  });

  it.each(["x".repeat(201), "words of somebody", "two\nlines", "", 7])(
    "takes no trace that looks like none: %j",
    (id) => {
      expect(readFailure(400, { error: { code: 1, fbtrace_id: id } })).not.toHaveProperty("trace");
      expect(readFailure(400, { error: { code: 1, fbtrace_id: "A_b-9+/=" } })?.trace).toBe("A_b-9+/=");
    },
  );

  it.each([
    ["Invalid parameter", "Placeholders are not in order.", "Invalid parameter Placeholders are not in order."],
    ["The same.", "The same.", "The same."],
    [undefined, "For EAAabc alone.", "For [token] alone."],
    ["Alone.", { not: "text" }, "Alone."],
  ])("has what Meta would show to a person too: %j and %j", (message, error_user_msg, said) => {
    expect(readFailure(400, { error: { code: 100, message, error_user_msg } })?.message).toBe(said);
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
    [{ error: { code: null } }],
    [{ message_id: "m_1" }],
  ])("is null for %j", (body) => {
    expect(readFailure(400, body)).toBeNull();
  });
});

describe("describe", () => {
  const means =
    "The person last wrote more than 24 hours ago. Send an approved utility template, or wait until they write.";
  const failure = { ...known(10, 2018278), status: 400, code: 10, message: "Meta's words." };
  it.each<[string, object]>([
    ["10/2018278 [trace AbC]", { subcode: 2018278, trace: "AbC" }],
    ["10 [trace AbC]", { trace: "AbC" }],
    ["10/2018278", { subcode: 2018278 }],
    ["10", {}],
    ["HTTP 400", { code: 0 }],
  ])("%s, and what it means, and what to do", (line, more) => {
    expect(describeFailure({ ...failure, ...more })).toBe(`${line} ${means}`);
  });

  it("has Meta's words when it is asked for them", () => {
    const whole = { ...failure, trace: "AbC" };
    expect(describeFailure(whole, true)).toBe(`10 Meta's words. [trace AbC] ${means}`);
    expect(describeFailure({ ...failure, message: "" }, true)).toBe(`10 ${means}`);
  });
});
