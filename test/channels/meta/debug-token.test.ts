import { describe, expect, it } from "vitest";
import { debugToken } from "../../../src/channels/meta/debug-token.ts";
import { NEWEST } from "../../../src/channels/meta/versions.ts";
import { answering, refusal } from "../../support/graph-double.ts";

describe("debugToken", () => {
  const data = {
    ...{ app_id: "808", type: "PAGE", application: "Bot", is_valid: true, profile_id: "707", user_id: "5" },
    ...{
      issued_at: 1_700_000_000,
      expires_at: 0,
      data_access_expires_at: 1_790_000_000,
      scopes: ["pages_messaging", "pages_show_list"],
    },
    granular_scopes: [{ scope: "pages_messaging", target_ids: ["707", 808] }, { scope: "pages_show_list" }],
  };
  const told = (answer: unknown) => [{ code: 200, body: JSON.stringify(answer) }];

  it("asks with the app's own credentials, as a part of a batch: the token is in no address", async () => {
    const { access, asked } = answering(() => told({ data }));
    expect(await debugToken(access, "808")).toEqual({
      ended: "done",
      token: {
        ...{ valid: true, app: "808", type: "PAGE", profile: "707", user: "5" },
        ...{ issuedAt: 1_700_000_000_000, expiresAt: null, dataAccessExpiresAt: 1_790_000_000_000 },
        ...{ scopes: ["pages_messaging", "pages_show_list"], granted: { pages_messaging: ["707", "808"] } },
      },
    });
    expect(asked).toMatchObject([{ method: "POST", address: `https://graph.test/${NEWEST}` }]);
    const part = { method: "GET", relative_url: "debug_token?input_token=EAAtoken" };
    expect(asked[0]?.body).toEqual({ batch: [part], include_headers: false });
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer 808|an app secret" });
  });

  it.each<[string, unknown, object]>([
    [
      "a token that is dead",
      told({ data: { is_valid: false } }),
      { ended: "done", token: { valid: false, scopes: [] } },
    ],
    ["a refusal", refusal(190), { ended: "refused", failure: { class: "token" } }],
    ["a refusal of the part", [{ code: 400, body: JSON.stringify({ error: { code: 100 } }) }], { ended: "refused" }],
    ["an answer without data", told({ success: true }), { ended: "unknown" }],
    ["a part that Meta did not get to", [null], { ended: "unknown" }],
    ["a list of none", [], { ended: "unknown" }],
    ["no list", { success: true }, { ended: "unknown" }],
    ["nothing", new Response(""), { ended: "unknown" }],
  ])("understands %s", async (_, answer, outcome) => {
    const { access } = answering(() => answer);
    expect(await debugToken(access, "808")).toMatchObject(outcome);
  });
});
