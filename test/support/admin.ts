/** The admin routes, as somebody with the token asks them. */
import type { Shown } from "../../src/rpc.ts";
import { get, text } from "./world.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An exception as the routes show it. */
export interface ShownException {
  readonly seq: number;
  readonly kind: string;
  readonly conversation: string;
  readonly event: string;
  readonly message: string | null;
  readonly code: number | string | null;
  readonly detail: string;
  readonly replay: boolean;
}

/** A request for `/health` with the admin token. */
export const asAdmin = () =>
  new Request<unknown, IncomingRequestCfProperties>("https://bot.test/health", {
    headers: { authorization: `Bearer ${text("ADMIN_TOKEN")}` },
  });

/** Every address that was asked so far: none of them may name a person. */
export const asked: string[] = [];

export async function ask(path: string, method = "GET", body?: unknown): Promise<Answer> {
  asked.push(path);
  const response = await get(`/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${text("ADMIN_TOKEN")}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export async function exceptions(query = ""): Promise<ShownException[]> {
  return (await ask(`/exceptions${query}`)).body["exceptions"] as ShownException[];
}

/** How the routes call a person. */
export async function aliasOfPerson(person: string): Promise<string> {
  return (await ask("/conversations/find", "POST", { person })).body["conversation"] as string;
}

export async function shownOf(person: string): Promise<Shown & { readonly person: string }> {
  return (await ask(`/conversations/${await aliasOfPerson(person)}`)).body as never;
}
