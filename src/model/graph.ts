/** A bot's own calls to the platform's API: their form, and the error of a failed one. A channel makes the calls. */

import { ACTION_HINTS, type ErrorAction, type ErrorCode } from "./errors.ts";

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** The facts about a call that failed. */
export interface GraphTrouble {
  /** The platform's own code; 0 when the refusal is not the platform's own, or when there was no answer. */
  readonly code: number;
  readonly subcode?: number;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /** The platform's own words. */
  readonly message: string;
  /** For Meta's support. */
  readonly trace?: string;
  readonly means: ErrorCode;
  readonly action: ErrorAction;
  /** The error as a sentence, for a person. */
  readonly sentence: string;
  readonly retryable: boolean;
}

/**
 * A direct call to the platform that did not work: it was refused, or its outcome is not known (`platform_timeout`).
 * Its message names the error, in the platform's words too, and the remedy. It never holds a token.
 * @example
 * bot.hears("who has it", async (c) => {
 *   try {
 *     await c.graph.call("GET", `${c.graph.account}/thread_owner`, { recipient: c.person });
 *   } catch (error) {
 *     if (!(error instanceof GraphError)) throw error;
 *     c.say(error.means === "platform_rate_limited" ? "One moment, please." : "I cannot look that up.");
 *   }
 * });
 */
export class GraphError extends Error {
  override readonly name = "GraphError";
  /** Meta's code; 0 when the refusal is not Meta's own, or when there was no answer. */
  readonly code: number;
  /** Meta's `error_subcode`. It says more than the code. */
  readonly subcode?: number;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /** Meta's `fbtrace_id`, for its support. */
  readonly trace?: string;
  /** The error's meaning, in one word: `window_closed`, `account_permission_missing`, … */
  readonly means: ErrorCode;
  /** The remedy: `wait`, `fix_request`, … */
  readonly action: ErrorAction;
  /** Tells whether the very same call may work later. */
  readonly retryable: boolean;

  constructor(trouble: GraphTrouble) {
    super(sentenceOf(trouble));
    const { code, subcode, status, trace, means, action, retryable } = trouble;
    this.code = code;
    if (subcode !== undefined) this.subcode = subcode;
    this.status = status;
    if (trace !== undefined) this.trace = trace;
    this.means = means;
    this.action = action;
    this.retryable = retryable;
  }
}

function sentenceOf({ code, subcode, status, message, trace, sentence, action }: GraphTrouble): string {
  const number = subcode === undefined ? `${code}` : `${code}/${subcode}`;
  const where = status === 0 ? "" : ` ${number}${message === "" ? "" : `: ${message}`}${inBrackets(trace)}`;
  return `${sentence}${status === 0 && message !== "" ? ` (${message})` : ""}${where} ${ACTION_HINTS[action]}`;
}

const inBrackets = (trace: string | undefined): string => (trace === undefined ? "" : ` [trace ${trace}]`);

/** One call of a batch. */
export interface GraphCall {
  readonly method: Method;
  /** The path below the version: `1234/personas`. */
  readonly path: string;
  readonly fields?: Json;
}

/** The methods of the platform's API. */
export type Method = "GET" | "POST" | "DELETE";

/** A file that goes along with a call. */
export interface UploadFile {
  /** The file's name with its ending: the platform looks at it. */
  readonly name: string;
  /** Its MIME type: `image/png`. */
  readonly type: string;
  readonly bytes: Uint8Array | ArrayBuffer;
}

/**
 * The platform's API, for the account of this conversation. It belongs to the turn: after its end every call throws. Each
 * call waits for a slot of the account's pace, carries the account's token, and follows no redirect.
 *
 * A call that changes something is an effect: a handler may run again, so it belongs into `c.once`.
 */
export interface Graph {
  /** The id of the account: the Page. */
  readonly account: string;
  /** The id of the person whose turn it is (PSID). */
  readonly person: string;
  /**
   * Makes one call. Returns the answer, a JSON object.
   * @param path below the version: `me/personas`, or `${c.graph.account}/personas`
   * @param fields of a GET in the address, of others as JSON
   * @param file goes along as `filedata`
   * @throws {GraphError} when it was refused, or its outcome is not known
   * @throws {TypeError} when the path is invalid, or names a host
   */
  call(method: Method, path: string, fields?: Json, file?: UploadFile): Promise<Json>;
  /**
   * Makes several calls in one request; each counts as a call of its own. Over 50, which is the platform's limit, they
   * go in several requests, one after the other.
   * @returns for each call, in order, its answer or its error: one that fails does not fail the others
   */
  batch(calls: readonly GraphCall[]): Promise<readonly (Json | GraphError)[]>;
  /**
   * Returns the items of a list, fetched page after page as they are used.
   * @param options `limit`: the most items
   * @throws {GraphError} in the middle of the list too
   */
  all(path: string, query?: Json, options?: { readonly limit?: number }): AsyncGenerator<Json, void, undefined>;
}
