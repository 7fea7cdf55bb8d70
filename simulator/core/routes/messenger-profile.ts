/** `messenger_profile` of the Page, and `custom_user_settings` of one person. */

import { PROFILE_FIELDS } from "../../../src/channels/messenger/limits.ts";
import { isObject, type Json } from "../checks.ts";
import { type Answer, type Call, SUCCESS } from "../graph-call.ts";
import { parsed, string } from "../graph-request.ts";
import { checkMenu, checkProfile, type MessengerProfile } from "../messenger-profile.ts";
import { refuse } from "../refusals.ts";

export function readProfile({ host, fields }: Call): Answer {
  const asked = names(fields["fields"]);
  if (asked.length === 0) return refuse("required", "fields");
  const unknown = asked.find((name) => !PROFILE_FIELDS.some((field) => field === name));
  if (unknown !== undefined) return refuse("fieldUnknown", unknown);
  const profile: Json = host.page.profile;
  const found = asked.filter((name) => profile[name] !== undefined).map((name) => [name, profile[name]]);
  return { data: found.length === 0 ? [] : [Object.fromEntries(found)] };
}

export function setProfile({ host, fields }: Call): Answer {
  const { page } = host;
  const refusal = checkProfile(fields, page.profile);
  if (refusal) return refusal;
  const given = PROFILE_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]);
  page.setProfile({ ...page.profile, ...(Object.fromEntries(given) as MessengerProfile) });
  return { result: "success" };
}

export function deleteProfile({ host, fields }: Call): Answer {
  const { page } = host;
  const gone = names(fields["fields"]);
  if (gone.length === 0) return refuse("required", "fields");
  const unknown = gone.find((name) => !PROFILE_FIELDS.some((field) => field === name));
  if (unknown !== undefined) return refuse("fieldUnknown", unknown);
  const after: MessengerProfile = Object.fromEntries(
    Object.entries(page.profile).filter(([name]) => !gone.includes(name)),
  );
  if (after.persistent_menu !== undefined && after.get_started === undefined) return refuse("menuWithoutGetStarted");
  page.setProfile(after);
  return { result: "success" };
}

export function readUserSettings(call: Call): Answer {
  const psid = known(call);
  if (typeof psid !== "string") return psid;
  const settings = call.host.page.userSettings.get(psid);
  const menu = call.host.page.profile.persistent_menu;
  const all = {
    ...(settings ? { user_level_persistent_menu: settings.persistent_menu } : {}),
    ...(menu === undefined ? {} : { page_level_persistent_menu: menu }),
  };
  return { data: Object.keys(all).length === 0 ? [] : [all] };
}

export function setUserSettings(call: Call): Answer {
  const psid = known(call);
  if (typeof psid !== "string") return psid;
  const { page } = call.host;
  const menu = call.fields["persistent_menu"];
  const refusal = checkMenu(menu, "persistent_menu");
  if (refusal) return refusal;
  page.setUserSettings(psid, { persistent_menu: menu });
  return SUCCESS;
}

export function deleteUserSettings(call: Call): Answer {
  const psid = known(call);
  if (typeof psid !== "string") return psid;
  const { page } = call.host;
  if (!names(call.fields["params"]).includes("persistent_menu")) return refuse("required", "params");
  page.setUserSettings(psid, undefined);
  return SUCCESS;
}

/** The psid of a call, if the Page knows it. */
function known({ host, fields }: Call): string | ReturnType<typeof refuse> {
  const psid = string(fields["psid"]);
  if (psid === undefined) return refuse("required", "psid");
  return host.person(psid) ? psid : refuse("recipientUnknown");
}

/** `a,b` or `["a","b"]`, which may be a text in a body of JSON. */
function names(given: unknown): readonly string[] {
  const value = typeof given === "string" ? parsed({ given })["given"] : given;
  const list = Array.isArray(value) ? value.map(String) : isObject(value) ? [] : (string(value)?.split(",") ?? []);
  return list.map((name) => name.trim()).filter(Boolean);
}
