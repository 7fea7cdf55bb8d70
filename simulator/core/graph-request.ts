/** Reads a request to the Graph API, and checks who sends it. */
import { isObject, type Json } from "./checks.ts";
import type { GraphHost } from "./graph-call.ts";
import { type Refusal, refuse } from "./refusals.ts";
import { checkProof } from "./signing.ts";

/** Query and body as one, as on Meta; why they cannot be read otherwise. */
export async function readFields(request: Request, url: URL): Promise<Json | Refusal> {
  const query = Object.fromEntries(url.searchParams);
  if (request.method === "GET" || request.method === "HEAD") return parsed(query);
  if (request.headers.get("content-type")?.includes("multipart/form-data")) return readForm(request, query);
  const text = await request.text();
  if (text === "") return parsed(query);
  if (request.headers.get("content-type")?.includes("application/x-www-form-urlencoded"))
    return parsed({ ...query, ...Object.fromEntries(new URLSearchParams(text)) });
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? { ...parsed(query), ...body } : refuse("bodyUnreadable", "a JSON object");
  } catch {
    return refuse("bodyUnreadable", "JSON");
  }
}

/** The name under which Meta takes a file. */
export const FILE = "filedata";

async function readForm(request: Request, query: Readonly<Record<string, string>>): Promise<Json | Refusal> {
  try {
    const form = [...(await request.formData())] as readonly (readonly [string, string | File])[];
    const texts = form.filter((entry): entry is readonly [string, string] => typeof entry[1] === "string");
    const files = form.filter(([name, value]) => name === FILE && typeof value !== "string");
    return { ...parsed({ ...query, ...Object.fromEntries(texts) }), ...Object.fromEntries(files) };
  } catch {
    return refuse("bodyUnreadable", "a form");
  }
}

/** In a query or a form, objects are written as JSON. */
export function parsed(fields: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (!/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value) as unknown];
      } catch {
        return [name, value];
      }
    }),
  );
}

/** Whether the caller has the Page's token and a proof of the app's secret. */
export async function authenticate(
  host: GraphHost,
  object: string,
  fields: Json,
  request: Request,
): Promise<Refusal | undefined> {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const token = bearer ?? string(fields["access_token"]);
  // The app itself has no secret beyond the one that its token is made of. Around a batch it may stand for every part, and
  // each of them is asked again.
  const isForApp = object === "debug_token" || object === "";
  if (isForApp && token === `${host.appId}|${host.appSecret}`) return undefined;
  if (object === "debug_token" && token !== host.pageToken) return refuse("debugForbidden");
  if (token !== host.pageToken) return refuse("tokenInvalid");
  const given = { proof: string(fields["appsecret_proof"]), time: string(fields["appsecret_time"]) };
  switch (await checkProof(given, token, host.appSecret, host.now())) {
    case "fine":
      return undefined;
    case "missing":
      return refuse("proofMissing");
    case "wrong":
      return refuse("proofInvalid");
    case "expired":
      return refuse("proofExpired");
  }
}

/** A text of a call; numbers are texts too. */
export function string(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
