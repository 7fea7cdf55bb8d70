/** A bot's own calls to the Graph API: their answers become JSON, or a GraphError. The transport is `graph.ts`. */

import type { Address } from "../../model/events.ts";
import {
  type Graph,
  type GraphCall,
  GraphError,
  type GraphTrouble,
  type Json,
  type Method,
  type UploadFile,
} from "../../model/graph.ts";
import type { Access, ApiAccess } from "../channel.ts";
import { BATCH_PARTS, batch, del, type GraphAnswer, get, nextPage, post, postFile } from "./graph.ts";
import { each } from "./values.ts";

/** Makes the Graph API for the bot of one conversation. */
export function graphOf({ account, person }: Address, { acquire, used }: ApiAccess): Graph {
  const opened = async (): Promise<Access> => {
    const access = await acquire();
    if (access === null) throw new GraphError(NO_TOKEN);
    return access;
  };
  const one = async (method: Method, path: string, fields: Json, file?: UploadFile): Promise<Json> => {
    const access = await opened();
    const answer = await ask(access, method, path, fields, file);
    if (answer.usage !== undefined) used(answer.usage);
    // The turn is over: its handler must not go on with an answer.
    access.signal?.throwIfAborted();
    if (answer.ended === "done") return answer.body;
    throw errorOf(answer);
  };
  const some = async (calls: readonly GraphCall[]): Promise<(Json | GraphError)[]> => {
    const access = await opened();
    const answers = await batch(access, calls);
    const usage = answers[0]?.usage;
    if (usage !== undefined) used(usage);
    access.signal?.throwIfAborted();
    return answers.map((answer) => (answer.ended === "done" ? answer.body : errorOf(answer)));
  };
  return {
    account,
    person,
    call: async (method, path, fields = {}, file) => one(method, checkedPath(path), fields, file),
    async batch(calls) {
      const parts = calls.map((call) => ({ ...call, path: checkedPath(call.path) }));
      const answers: (Json | GraphError)[] = [];
      for (let from = 0; from < parts.length; from += BATCH_PARTS) {
        answers.push(...(await some(parts.slice(from, from + BATCH_PARTS))));
      }
      return answers;
    },
    async *all(path, query = {}, { limit = Number.POSITIVE_INFINITY } = {}) {
      const below = checkedPath(path);
      let cursor: Json | undefined = {};
      for (let left = limit; left > 0 && cursor !== undefined; ) {
        const body: Json = await one("GET", below, { ...query, ...cursor });
        if (!Array.isArray(body["data"])) throw notUnderstood("The answer is no list.");
        const items = each(body["data"], (item) => item).slice(0, left);
        yield* items;
        left -= items.length;
        const next = nextPage(body);
        // A list that names the same page again would have no end.
        cursor = JSON.stringify(next) === JSON.stringify(cursor) ? undefined : next;
      }
    },
  };
}

function ask(
  access: Access,
  method: Method,
  path: string,
  fields: Json,
  file: UploadFile | undefined,
): Promise<GraphAnswer> {
  if (file !== undefined) return postFile(access, path, fields, file);
  switch (method) {
    case "GET":
      return get(access, path, fields);
    case "POST":
      return post(access, path, fields);
    case "DELETE":
      return del(access, path, fields);
  }
}

/** One name, or several with a slash between: `1234/messages`. */
const PATH = /^[\w.~%:@!$'()*+,;=-]+(?:\/[\w.~%:@!$'()*+,;=-]+)*$/;

/** Checks the path of a call: it carries the token, so it must stay below the version. */
function checkedPath(path: string): string {
  const below = path.replace(/^\/|\/$/g, "");
  const isPlain = PATH.test(below) && !below.split("/").some((one) => /^\.+$/.test(decoded(one)));
  if (isPlain && !/^https?:/i.test(below)) return below;
  throw new TypeError(
    `"${path}" is no path of the Graph API: write what comes after the version, such as "me/personas", and the parameters as fields.`,
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "..";
  }
}

/** Makes an error that a bot can read of a call that was not done. */
export function errorOf(answer: Exclude<GraphAnswer, { ended: "done" }>): GraphError {
  switch (answer.ended) {
    case "unknown":
      return new GraphError({ ...UNKNOWN, message: answer.why });
    case "taken":
    case "refused": {
      const { class: kind } = answer.failure;
      return new GraphError({ ...answer.failure, retryable: kind === "transient" || kind === "brief" });
    }
  }
}

const OURS = { code: 0, status: 0, message: "", retryable: false } as const;

const UNKNOWN: GraphTrouble = {
  ...OURS,
  means: "platform_timeout",
  action: "check_status",
  sentence: "Nobody knows whether it was done.",
};

const NO_TOKEN: GraphTrouble = {
  ...OURS,
  means: "account_reauth_required",
  action: "reconnect_account",
  sentence: "The account has no token that works.",
};

/** Makes the error for an answer that lacks what it has to say. */
export function notUnderstood(sentence: string): GraphError {
  return new GraphError({ ...OURS, means: "platform_error", action: "check_status", sentence });
}
