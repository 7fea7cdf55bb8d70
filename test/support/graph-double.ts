/** A Graph API for one test: it answers as it is told to, and remembers how it was asked. */
import type { Access, ApiAccess } from "../../src/channels/channel.ts";
import { graphOf } from "../../src/channels/meta/calls.ts";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import type { Graph } from "../../src/model/graph.ts";
import { lookAt } from "./legacy-uses.ts";

export const PAGE = "707070707070707";
export const PERSON = "123";

export interface Asked {
  readonly method: string;
  readonly address: string;
  /** Below the version. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: unknown;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly form?: FormData;
}

/** As Meta says no. */
export function refusal(code: number, subcode?: number, message = "No."): Response {
  const error = { message, code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: "AbC" };
  return Response.json({ error }, { status: 400 });
}

/**
 * @param answers JSON, a Response, an Error to throw, or a function of the request's JSON; a list of them for one call
 * after the other
 */
export function answering(
  answers: unknown = {},
  door: Partial<ApiAccess> = {},
): { readonly graph: Graph; readonly access: Access; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const left = Array.isArray(answers) ? [...answers] : undefined;
  const send = async (address: string, init: RequestInit): Promise<Response> => {
    lookAt(address, init);
    const url = new URL(address);
    const form = init.body instanceof FormData ? init.body : undefined;
    const body = typeof init.body === "string" ? JSON.parse(init.body) : null;
    asked.push({
      method: init.method ?? "",
      address,
      path: url.pathname.replace(/^\/v\d+\.\d+\/?/, ""),
      query: Object.fromEntries(url.searchParams),
      headers: init.headers,
      body,
      ...(form === undefined ? {} : { form }),
    });
    const next = left === undefined ? answers : left.shift();
    const answer: unknown = typeof next === "function" ? next(body) : next;
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : Response.json(answer);
  };
  const access: Access = {
    url: "https://graph.test",
    version: NEWEST,
    token: "EAAtoken",
    appSecret: "an app secret",
    timeout: 1_000,
    fetch: send as unknown as typeof fetch,
  };
  const graph = graphOf(
    { channel: "messenger", account: PAGE, person: PERSON },
    { acquire: async () => access, used: () => {}, ...door },
  );
  return { graph, access, asked };
}
