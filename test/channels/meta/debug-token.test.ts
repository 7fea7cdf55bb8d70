import { describe, expect, it } from "vitest";
import { debugToken } from "../../../src/channels/meta/debug-token.ts";
import { NEWEST } from "../../../src/channels/meta/versions.ts";
import { answering, refusal } from "../../support/graph-double.ts";

describe("debugToken", () => {
  const data = {
    ...{ app_id: "808", type: "PAGE", application: "Bot", is_valid: true, profile_id: "707", user_id: "5" },
    ...{ expires_at: 0, data_access_expires_at: 1_790_000_000, scopes: ["pages_messaging", "pages_show_list"] },
  };

  it("asks with the app's own credentials, and with the token in the body", async () => {
    const { access, asked } = answering({ data });
    expect(await debugToken(access, "808")).toEqual({
      ended: "done",
      token: {
        ...{ valid: true, app: "808", type: "PAGE", profile: "707", expiresAt: null },
        ...{ dataAccessExpiresAt: 1_790_000_000_000, scopes: ["pages_messaging", "pages_show_list"] },
      },
    });
    expect(asked).toMatchObject([{ method: "POST", address: `https://graph.test/${NEWEST}/debug_token` }]);
    expect(asked[0]?.body).toEqual({ method: "get", input_token: "EAAtoken" });
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer 808|an app secret" });
  });

  it.each<[string, unknown, object]>([
    ["a token that is dead", { data: { is_valid: false } }, { ended: "done", token: { valid: false, scopes: [] } }],
    ["a refusal", refusal(190), { ended: "refused", failure: { class: "token" } }],
    ["an answer without data", { success: true }, { ended: "unknown" }],
    ["a list", new Response("[]"), { ended: "unknown" }],
    ["nothing", new Response(""), { ended: "unknown" }],
  ])("understands %s", async (_, answer, outcome) => {
    const { access } = answering(answer);
    expect(await debugToken(access, "808")).toMatchObject(outcome);
  });
});
