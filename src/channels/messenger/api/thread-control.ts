/** Calls for the control of a conversation. Documented: Messenger Platform, conversation routing, 2025-09-24. */

import { type Duration, milliseconds } from "../../../model/duration.ts";
import type { Graph, Json } from "../../../model/graph.ts";
import { ContentError } from "../../../model/rendering.ts";
import { requireText } from "../../adapt/draft.ts";
import { over } from "../../adapt/limit.ts";
import { notUnderstood } from "../../meta/calls.ts";
import { type ControlCall, controlRequest } from "../../meta/requests.ts";
import { fields, filled, given, time } from "../../meta/values.ts";
import { LIMITS } from "../limits.ts";
import { succeeded } from "./answers.ts";
import { psidOf } from "./psid.ts";

/** Words for the app that gets the conversation, or loses it. */
export interface Metadata {
  /** A text, or an object, which is sent as JSON. At most 1,000 characters, which is a guess: Meta names no limit. */
  readonly metadata?: string | Json;
}

/** The owner of a conversation. */
export interface ThreadOwner {
  /** The id of the app. Meta names it to the app that has the conversation, and to the Page's default app. */
  readonly app?: string;
  /** The end of its control, in milliseconds since 1970. */
  readonly until?: number;
}

/** Calls for the control of this person's conversation. */
export interface ThreadControl {
  /**
   * Passes the conversation to another app, `263902037430900` being the Page's inbox: `POST /<page>/pass_thread_control`.
   * `c.handOver` does this and more: it says so first, and then the bot is silent until it gets the conversation back.
   * @param app the id of the app
   * @throws {GraphError} `conversation_taken` when another app has it
   */
  pass(app: string, options?: Metadata): Promise<void>;
  /**
   * Takes the conversation: `POST /<page>/take_thread_control`. Meta lets an app take one that no app has, and the
   * default app take any.
   * @throws {GraphError}
   */
  take(options?: Metadata): Promise<void>;
  /**
   * Asks the app that has the conversation for it, which gets an event and decides: `POST /<page>/request_thread_control`.
   * @throws {GraphError}
   */
  request(options?: Metadata): Promise<void>;
  /**
   * Gives the conversation up, so that no app has it: `POST /<page>/release_thread_control`.
   * @throws {GraphError} `conversation_taken` when the bot does not have it
   */
  release(options?: Metadata): Promise<void>;
  /**
   * Keeps the conversation for longer than the 24 hours after the person's last word: `POST /<page>/extend_thread_control`.
   * @param duration from now, at most seven days
   * @throws {GraphError} `conversation_taken` when the bot does not have it
   */
  extend(duration: Duration): Promise<void>;
  /**
   * Returns the owner of the conversation; null when no app has it: `GET /<page>/thread_owner`.
   * @throws {GraphError}
   */
  owner(): Promise<ThreadOwner | null>;
  /** `pass`, by the name of Meta's call. */
  passThreadControl: ThreadControl["pass"];
  /** `take`, by the name of Meta's call. */
  takeThreadControl: ThreadControl["take"];
  /** `request`, by the name of Meta's call. */
  requestThreadControl: ThreadControl["request"];
}

export function threadControl(graph: Graph): ThreadControl {
  const { account } = graph;
  const post = async (call: ControlCall, more: Json): Promise<void> => {
    const { path, body } = controlRequest(account, psidOf(graph), call, more);
    succeeded(await graph.call("POST", path, body));
  };
  const pass: ThreadControl["pass"] = async (app, options) =>
    post("pass_thread_control", { target_app_id: requireText(app, "app"), ...written(options) });
  const take: ThreadControl["take"] = async (options) => post("take_thread_control", written(options));
  const request: ThreadControl["request"] = async (options) => post("request_thread_control", written(options));
  return {
    pass,
    take,
    request,
    release: async (options) => post("release_thread_control", written(options)),
    extend: async (duration) => post("extend_thread_control", { duration: seconds(duration) }),
    async owner() {
      const { data } = await graph.call("GET", `${account}/thread_owner`, { recipient: psidOf(graph) });
      if (Array.isArray(data) && data.length === 0) return null;
      const owner = Array.isArray(data) ? fields(fields(data[0])?.["thread_owner"]) : undefined;
      if (owner === undefined) throw notUnderstood("The answer names no thread_owner.");
      return given({ app: filled(owner["app_id"]), until: time(owner["expiration"]) });
    },
    passThreadControl: pass,
    takeThreadControl: take,
    requestThreadControl: request,
  };
}

function written({ metadata }: Metadata = {}): Json {
  if (metadata === undefined) return {};
  const text = typeof metadata === "string" ? metadata : JSON.stringify(metadata);
  const limit = LIMITS.passMetadata;
  if (text.length <= limit.max) return { metadata: text };
  throw new ContentError("content_too_long", "metadata", `${over(text.length, limit)}: pass a key to it instead.`);
}

function seconds(duration: Duration): number {
  const ms = milliseconds(duration);
  if (ms >= 1000 && ms <= LIMITS.controlExtension.max) return Math.floor(ms / 1000);
  throw new ContentError("invalid_content", "duration", 'is out of reach: from "1s" to "7d" can be asked for.');
}
