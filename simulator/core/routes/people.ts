/** The Page itself, and what Meta tells it of a person. */
import type { Json } from "../checks.ts";
import type { Answer, Call } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { refuse } from "../refusals.ts";

/** Fields of a person, and what it takes to read them beside the permission to send. */
const PROFILE: Readonly<Record<string, string | undefined>> = {
  id: undefined,
  name: undefined,
  first_name: undefined,
  last_name: undefined,
  profile_pic: undefined,
  locale: "pages_user_locale",
  timezone: "pages_user_timezone",
  gender: "pages_user_gender",
};
const PAGE = ["id", "name", "messaging_feature_status"];

export function page({ host, fields }: Call): Answer {
  const asked = (string(fields["fields"]) ?? "id,name").split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !PAGE.includes(name));
  if (unknown !== undefined) return refuse("fieldUnknown", unknown);
  const all: Json = {
    name: host.pageName,
    messaging_feature_status: { hop_v2: true, msgr_multi_app: true, ig_multi_app: false },
  };
  return {
    ...Object.fromEntries(asked.filter((name) => name in all).map((name) => [name, all[name]])),
    id: host.pageId,
  };
}

export function profile({ host, object, fields }: Call): Answer {
  const person = host.person(object);
  if (!person) return refuse("objectUnknown", object);
  if (person.actedAt === undefined) return refuse("profileUnavailable");
  const asked = (string(fields["fields"]) ?? "first_name,last_name,profile_pic").split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !Object.hasOwn(PROFILE, name));
  if (unknown !== undefined) return refuse("fieldUnknown", unknown);
  const missing = asked.map((name) => PROFILE[name]).find((needed) => needed && !host.page.grants(needed));
  if (missing !== undefined) return refuse("fieldForbidden", missing);
  const all: Json = {
    locale: person.locale ?? "en_US",
    timezone: 0,
    name: `${person.firstName} ${person.lastName}`.trim(),
    first_name: person.firstName,
    last_name: person.lastName,
    ...(person.picture === undefined ? {} : { profile_pic: person.picture }),
  };
  return {
    ...Object.fromEntries(asked.filter((name) => name in all).map((name) => [name, all[name]])),
    id: person.psid,
  };
}
