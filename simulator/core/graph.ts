/** The Graph API's front door: reads a request, checks who asks and how often, and answers as Meta does. */
import { batch } from "./batch.ts";
import type { Json } from "./checks.ts";
import { Cut } from "./faults.ts";
import { type Answer, type Call, type GraphHost, isRefusal, recipientId } from "./graph-call.ts";
import { authenticate, FILE, readFields, string } from "./graph-request.ts";
import { legacyUse } from "./legacy.ts";
import { errorBody, refuse } from "./refusals.ts";
import { route } from "./routes.ts";
import { served } from "./versions.ts";

export type { GraphCall, GraphHost, PageAction } from "./graph-call.ts";

/** What happens to an answer on its way back: nothing, usually. */
export type Return = (answer: Response) => Response | "lost";

/**
 * Answers one request to `/vNN.N/…`.
 * @param instead answers in Meta's place, before it acts
 * @param back what becomes of the answer after Meta has acted
 * @throws {Cut} when the connection breaks
 */
export async function answerGraph(
  host: GraphHost,
  request: Request,
  { instead, back = (answer) => answer }: { readonly instead?: Return | undefined; readonly back?: Return } = {},
): Promise<Response> {
  const at = host.now();
  const url = new URL(request.url);
  const version = served(url.pathname, at, host.page.options.defaultVersion);
  const [, object = "", edge = "", ...more] = (version?.path ?? url.pathname).split("/");
  const path = `/${[object, edge, ...more].filter(Boolean).join("/")}`;
  const sent = await readFields(request, url);
  const { [FILE]: file, ...fields } = isRefusal(sent) ? ({} as Json) : sent;
  const call: Call = {
    host,
    method: methodOf(request, fields),
    object,
    edge,
    fields,
    ...(file instanceof File ? { file } : {}),
  };
  const act = async (): Promise<Answer | readonly unknown[]> => {
    if (isRefusal(sent)) return sent;
    const forbidden = await authenticate(host, object, fields, request);
    if (forbidden) return forbidden;
    const legacy = host.page.options.olderApp ? undefined : legacyUse({ method: request.method, path, body: fields });
    if (legacy !== undefined) return refuse("legacyUse", legacy);
    const isBatch = version !== undefined && object === "" && call.method === "POST";
    if (isBatch) return batch(fields, request, (part) => answerGraph(host, part));
    const throttled = host.page.rates.use("app");
    if (throttled) return throttled;
    if (version === undefined || more.length > 0) return refuse("pathUnknown", path);
    return route(call);
  };
  const answer = instead === undefined ? await act() : {};
  const refusal = isRefusal(answer) ? answer : undefined;
  const traceId = host.traceId();
  const usual = Response.json(refusal ? errorBody(refusal, traceId) : answer, {
    status: refusal?.status ?? 200,
    headers: {
      "facebook-api-version": version?.version ?? "",
      "x-fb-trace-id": traceId,
      ...usage(host),
    },
  });
  const given = (instead ?? back)(usual);
  const psid = recipientId(fields);
  const mid = refusal || Array.isArray(answer) ? undefined : string((answer as Json)["message_id"]);
  host.called({
    at,
    method: request.method,
    path,
    name: callName(call),
    ...(psid === undefined ? {} : { psid }),
    body: withoutSecrets(fields),
    status: given === "lost" ? 0 : given.status,
    ...(refusal ? { refusal } : {}),
    answer: given === "lost" ? null : await read(given),
    ...(mid === undefined ? {} : { mid }),
  });
  if (given === "lost") throw new Cut();
  return given;
}

/** In an older app a POST may stand for another method, so that its fields are in no address. Third party. */
function methodOf({ method }: Request, fields: Json): string {
  const meant = string(fields["method"])?.toUpperCase();
  return method === "POST" && (meant === "GET" || meant === "DELETE") ? meant : method;
}

/** How much of the app's day is used. Documented: Graph API, rate limiting. */
function usage({ page, pageId }: GraphHost): Readonly<Record<string, string>> {
  const { percent, minutes } = page.rates.day;
  const use = { call_count: percent, total_cputime: 0, total_time: 0 };
  const business = [{ type: "messenger", ...use, estimated_time_to_regain_access: minutes }];
  return {
    "x-app-usage": JSON.stringify(use),
    "x-business-use-case-usage": JSON.stringify({ [pageId]: business }),
  };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.clone().text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function callName({ object, edge, method, fields }: Call): string {
  if (edge === "messages") return string(fields["sender_action"]) ?? "message";
  if (object === "") return "batch";
  return edge || (method === "GET" ? "profile" : method.toLowerCase());
}

function withoutSecrets(fields: Json): Json {
  const { access_token: _token, appsecret_proof: _proof, appsecret_time: _time, ...rest } = fields;
  return rest;
}
