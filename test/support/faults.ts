/** What goes wrong between a conversation and Meta, and what became of its messages. */
import { runInDurableObject } from "cloudflare:test";
import type { PlatformError } from "../../src/channels/channel.ts";
import { readFailure } from "../../src/channels/meta/errors.ts";
import type { Part } from "../../src/conversation/schema.ts";
import { objectOf } from "./room.ts";
import { AUTOMATED, type World } from "./world.ts";

/** An error as Meta answers it. `extra` are further fields of it. */
export const graphError = (status: number, code: number, subcode?: number, extra: object = {}): Response => {
  const error = { message: "as Meta says it", type: "OAuthException", code, error_subcode: subcode, fbtrace_id: "A1" };
  return Response.json({ error: { ...error, ...extra } }, { status });
};

/** The same, as a channel reads it. */
export function failureOf(status: number, code: number, subcode?: number): PlatformError {
  const failure = readFailure(status, { error: { message: "as Meta says it", code, error_subcode: subcode } });
  if (failure === null) throw new TypeError("This is no error of Meta's.");
  return failure;
}

/**
 * Answers the first `times` sends of a message with `fault`. `acts` says whether Meta delivers them all the same. Nor can
 * it be asked for the thread: the conversation has nothing but echoes to go by.
 */
export function faulty(
  w: World,
  times: number,
  fault: () => Response | Promise<never>,
  acts = false,
  to?: string,
): { seen: number } {
  const counter = { seen: 0 };
  w.graph = async (request) => {
    if (request.method === "GET") return new Response("<html>", { status: 503 });
    const { message, recipient } = (await request.clone().json()) as {
      message?: { text?: string };
      recipient?: { id: string };
    };
    if (recipient === undefined || (to !== undefined && recipient.id !== to)) return undefined;
    if (message === undefined || message.text === AUTOMATED || counter.seen >= times) return undefined;
    counter.seen++;
    if (acts) await w.meta.handle(request as never);
    return fault();
  };
  return counter;
}

/** Everything that was ever said to a person, as it stands in the outbox, without the disclosure. */
export async function partsOf(psid: string): Promise<Part[]> {
  return runInDurableObject(objectOf(psid), (_, { storage }) =>
    storage.sql
      .exec<{ out: string | null }>("select out from event order by seq")
      .toArray()
      .flatMap(({ out }) => JSON.parse(out ?? "[]") as Part[])
      .filter(({ words }) => words !== AUTOMATED),
  );
}
