/**
 * What an app made since 4 November 2026 may not use, in any version of the Graph API. Older apps may until v28 comes.
 * Documented by name: Introducing Graph API v27.0, 2026-11-04. How each one looks: Graph API, its guides, and Meta's SDKs.
 */
import type { Json } from "./checks.ts";

/** A request, or a part of a batch, which is one of its own. */
export interface Asked {
  readonly method: string;
  /** Below the version: `/me/messages`. */
  readonly path: string;
  /** Query and body as one. */
  readonly body: Json;
}

const LEGACY: Readonly<Record<string, (asked: Asked) => boolean>> = {
  "HTTP method override (method)": ({ body }) => /^(?:get|post|put|delete)$/i.test(String(body["method"])),
  "Multi-ID request (ids)": ({ body }) => "ids" in body,
  "Date formatting (date_format)": ({ body }) => "date_format" in body,
  "Field alias (.as)": ({ body }) => /\.as\(/i.test(JSON.stringify(body["fields"] ?? "")),
  "JSONP (callback)": ({ body }) => "callback" in body,
  // Meta names "asynchronous batches" without their address: these are the two that its SDKs know.
  "Asynchronous batch": ({ path, body }) =>
    /\/(?:async_batch_requests|asyncadrequestsets)$/.test(path) || "adbatch" in body,
};

/** Which of them a request uses, if any: the first. */
export const legacyUse = (asked: Asked): string | undefined =>
  Object.keys(LEGACY).find((name) => LEGACY[name]?.(asked));
