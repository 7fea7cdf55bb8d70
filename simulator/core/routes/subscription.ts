/** `subscribed_apps` of the Page, and `debug_token`. */
import { type Answer, type Call, SUCCESS } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { ALL_PERMISSIONS } from "../permissions.ts";
import { refuse } from "../refusals.ts";
import { KNOWN_FIELDS } from "../subscription-fields.ts";

export function subscribe({ host, fields }: Call): Answer {
  const given = fields["subscribed_fields"];
  const names = (Array.isArray(given) ? given.map(String) : (string(given)?.split(",") ?? [])).map((one) => one.trim());
  if (names.length === 0) return refuse("required", "subscribed_fields");
  const unknown = names.find((name) => !KNOWN_FIELDS.includes(name));
  if (unknown !== undefined) return refuse("unknownValue", "subscribed_fields", `{${KNOWN_FIELDS.join(", ")}}`);
  host.page.subscribed = new Set(names.map((name) => name.replace("messaging_reactions", "message_reactions")));
  return SUCCESS;
}

export function unsubscribe({ host }: Call): Answer {
  host.page.subscribed = null;
  return SUCCESS;
}

export function subscription({ host }: Call): Answer {
  const { subscribed } = host.page;
  return { data: subscribed === null ? [] : [{ id: host.appId, subscribed_fields: [...subscribed] }] };
}

/** What a token is: asked with the app's own token, or with the token itself. */
export function debugToken({ host, fields }: Call): Answer {
  const asked = string(fields["input_token"]);
  if (asked === undefined) return refuse("required", "input_token");
  const { permissions = ALL_PERMISSIONS } = host.page.options;
  const valid = asked === host.pageToken;
  return {
    data: {
      app_id: host.appId,
      type: "PAGE",
      application: "The app",
      expires_at: 0,
      is_valid: valid,
      scopes: valid ? permissions : [],
      ...(valid
        ? {
            data_access_expires_at: 0,
            profile_id: host.pageId,
            granular_scopes: permissions.map((scope) => ({ scope, target_ids: [host.pageId] })),
          }
        : { error: { code: 190, message: "Invalid OAuth access token." } }),
    },
  };
}
