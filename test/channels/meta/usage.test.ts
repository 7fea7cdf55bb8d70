import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Usage } from "../../../src/channels/channel.ts";
import { usageOf } from "../../../src/channels/meta/usage.ts";

describe("what Meta tells of the allowance", () => {
  const app = '{"call_count":28,"total_time":25,"total_cputime":30}';
  const business = JSON.stringify({
    "102": [
      { type: "pages", call_count: 12, total_cputime: 3, total_time: 4, estimated_time_to_regain_access: 0 },
      { type: "messenger", call_count: 100, total_cputime: 3, total_time: 4, estimated_time_to_regain_access: 19 },
    ],
    "12345678901234567890": [{ type: "messenger", call_count: 1, estimated_time_to_regain_access: 7 }],
  });

  it.each<[string, Record<string, string>, Usage | undefined]>([
    ["nothing", {}, undefined],
    ["the app's", { "x-app-usage": app }, { percent: 30, regainMs: 0 }],
    ["the Page's", { "X-Page-Usage": '{"call_count":96}' }, { percent: 96, regainMs: 0 }],
    [
      "the business's: the highest figure and the longest wait, which Meta counts in minutes",
      { "x-business-use-case-usage": business },
      { percent: 100, regainMs: 19 * 60_000 },
    ],
    [
      "all of them",
      { "x-app-usage": app, "x-business-use-case-usage": business },
      { percent: 100, regainMs: 1_140_000 },
    ],
    ["figures as texts", { "x-app-usage": '{"call_count":"28"}' }, { percent: 28, regainMs: 0 }],
    [
      "one that is fine beside one that is not",
      { "x-app-usage": "{", "x-page-usage": app },
      { percent: 30, regainMs: 0 },
    ],
    ["what is no JSON", { "x-app-usage": "28 %" }, undefined],
    ["a list", { "x-app-usage": "[28]" }, undefined],
    ["null", { "x-app-usage": "null" }, undefined],
    ["no figures", { "x-app-usage": '{"call_count":null,"other":5}' }, undefined],
    ["less than nothing", { "x-app-usage": '{"call_count":-3}' }, { percent: 0, regainMs: 0 }],
  ])("%s", (_, headers, usage) => {
    expect(usageOf(new Headers(headers))).toEqual(usage);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const usage = usageOf(new Headers({ "x-business-use-case-usage": encodeURI(json) }));
        expect(usage === undefined || usage.percent >= 0).toBe(true);
      }),
    );
  });
});
