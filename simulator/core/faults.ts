/** What can be made to go wrong on purpose, between a bot and the simulated Meta. Plain values: a scenario is a list of them. */
import { REFUSALS } from "./refusals.ts";

/** At the Graph API. `acts` says whether Meta did what it was asked before the answer was lost. */
export type GraphFault =
  | { readonly fault: "latency"; readonly ms: number }
  | { readonly fault: "timeout"; readonly acts: boolean }
  | { readonly fault: "reset"; readonly acts: boolean }
  | { readonly fault: "status"; readonly status: number; readonly body: boolean }
  | { readonly fault: "code"; readonly code: number; readonly subcode?: number; readonly message?: string }
  | { readonly fault: "rate limit"; readonly minutes: number }
  | { readonly fault: "token revoked" }
  /** Everything at once, one after the other: see {@link OUTAGE}. */
  | { readonly fault: "down" };

/** At the webhook. */
export type WebhookFault =
  | { readonly fault: "duplicated" }
  | { readonly fault: "delayed"; readonly ms: number }
  | { readonly fault: "reordered" }
  | { readonly fault: "batched"; readonly ms: number }
  | { readonly fault: "echoes late"; readonly ms: number }
  | { readonly fault: "echoes off" }
  | { readonly fault: "wrong secret" };

/** What the messages of an outage meet, in turns. Meta does nothing of what it is asked. */
export const OUTAGE = [
  { fault: "status", status: 503, body: true },
  { fault: "reset", acts: false },
  { fault: "status", status: 502, body: false },
  { fault: "timeout", acts: false },
] as const satisfies readonly GraphFault[];

/** A fault, and for how many messages or webhooks; without `times` it is for every call, until it is taken away. */
export type Fault = (GraphFault | WebhookFault) & { readonly times?: number };
export type FaultName = Fault["fault"];

/** A connection that breaks instead of an answer: whoever serves the simulated Meta cuts it. */
export class Cut extends Error {
  override readonly name = "Cut";
}

/** The faults that are switched on: one of each name. */
export class Faults {
  readonly #on = new Map<FaultName, Fault>();
  readonly #changed: () => void;

  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  get all(): readonly Fault[] {
    return [...this.#on.values()];
  }

  /** Switches faults on. One that is on already is replaced. */
  add(...faults: readonly Fault[]): void {
    for (const fault of faults) this.#on.set(fault.fault, fault);
    this.#changed();
  }

  /** Switches one off, or all of them. */
  clear(name?: FaultName): void {
    if (name === undefined) this.#on.clear();
    else this.#on.delete(name);
    this.#changed();
  }

  /**
   * The fault of this name if it is on; counts it down.
   * @param counts whether this is what a fault with `times` waits for; if not, it lets it pass
   */
  use<Name extends FaultName>(name: Name, counts = true): Extract<Fault, { readonly fault: Name }> | undefined {
    const fault = this.#on.get(name);
    if (fault?.times !== undefined && !counts) return undefined;
    if (fault?.times !== undefined) {
      if (fault.times > 1) this.#on.set(name, { ...fault, times: fault.times - 1 });
      else this.#on.delete(name);
      this.#changed();
    }
    return fault as Extract<Fault, { readonly fault: Name }> | undefined;
  }
}

const NUMBERS: Readonly<Partial<Record<FaultName, readonly string[]>>> = {
  latency: ["ms"],
  status: ["status"],
  code: ["code"],
  "rate limit": ["minutes"],
  delayed: ["ms"],
  batched: ["ms"],
  "echoes late": ["ms"],
};
const FLAGS: Readonly<Partial<Record<FaultName, readonly string[]>>> = {
  timeout: ["acts"],
  reset: ["acts"],
  status: ["body"],
};
const PLAIN: readonly FaultName[] = ["token revoked", "down", "duplicated", "reordered", "echoes off", "wrong secret"];

/** Every name there is. */
export const FAULT_NAMES = [...new Set([...Object.keys(NUMBERS), ...Object.keys(FLAGS), ...PLAIN])] as FaultName[];

/** Reads a fault's name. @throws {TypeError} with those that there are */
export function readFaultName(value: unknown): FaultName {
  const name = FAULT_NAMES.find((known) => known === value);
  if (name !== undefined) return name;
  throw new TypeError(`There is no fault ${JSON.stringify(value)}. There are: ${FAULT_NAMES.join(", ")}.`);
}

/** Reads a fault from JSON. @throws {TypeError} with what is wrong, and what would be right */
export function readFault(value: unknown): Fault {
  const fault = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const name = readFaultName(fault["fault"]);
  const must = (field: string, type: "number" | "boolean") => {
    if (typeof fault[field] !== type) throw new TypeError(`The fault "${name}" needs "${field}", a ${type}.`);
  };
  const within = (field: string, least: number, most: number, what: string) => {
    must(field, "number");
    const value = Number(fault[field]);
    if (!(value >= least && value <= most)) throw new TypeError(`The fault "${name}" needs "${field}", ${what}.`);
  };
  for (const field of NUMBERS[name] ?? []) {
    if (field === "status") within(field, 400, 599, "an HTTP status from 400 to 599");
    else within(field, 0, Number.MAX_SAFE_INTEGER, "0 or more");
  }
  for (const field of FLAGS[name] ?? []) must(field, "boolean");
  if (fault["times"] !== undefined) within("times", 1, Number.MAX_SAFE_INTEGER, "1 or more");
  if (fault["subcode"] !== undefined) must("subcode", "number");
  return fault as unknown as Fault;
}

/** What Meta writes with a code, for the codes that are tried most. Any other says that it was asked for. */
const MESSAGES: Readonly<Record<number, string>> = {
  1: "An unknown error occurred",
  2: "Service temporarily unavailable",
  4: "Application request limit reached",
  10: "Application does not have permission for this action",
  190: "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  368: "The action attempted has been deemed abusive or is otherwise disallowed",
  551: "This person isn't available right now.",
  613: "Calls to this api have exceeded the rate limit.",
  80006: "There have been too many calls to this Page account. Wait a bit and try again.",
};

/** Meta writes these without the code in front. Documented: Graph API, error handling. */
const PLAIN_CODES: readonly number[] = [1, 102, 190];

function worded(code: number): string {
  const message = MESSAGES[code] ?? "The simulator was asked for this code.";
  return PLAIN_CODES.includes(code) ? message : `(#${code}) ${message}`;
}

/** Meta's answer while this fault is on; undefined for those that are no answer. */
export function faultAnswer(fault: GraphFault, trace: string, page: string): Response | undefined {
  switch (fault.fault) {
    case "status":
      return fault.body
        ? graphError(fault.status, { message: worded(2), type: "OAuthException", code: 2, is_transient: true }, trace)
        : new Response("<html><body>Sorry, something went wrong.</body></html>", {
            status: fault.status,
            headers: { "content-type": "text/html" },
          });
    case "code": {
      const known = Object.values(REFUSALS).find(
        (row) => row.code === fault.code && "subcode" in row && row.subcode === fault.subcode,
      );
      const subcode = fault.subcode === undefined ? {} : { error_subcode: fault.subcode };
      const status = fault.code === 190 ? 401 : fault.code <= 2 ? 500 : 400;
      return graphError(
        status,
        {
          message: fault.message ?? known?.message ?? worded(fault.code),
          type: known?.type ?? "OAuthException",
          code: fault.code,
          ...subcode,
        },
        trace,
      );
    }
    case "rate limit": {
      const use = { call_count: 100, total_cputime: 42, total_time: 61 };
      const usage = [{ type: "messenger", ...use, estimated_time_to_regain_access: fault.minutes }];
      const error = { message: worded(80006), type: "OAuthException", code: 80006 };
      return graphError(400, error, trace, {
        "x-app-usage": JSON.stringify(use),
        "x-business-use-case-usage": JSON.stringify({ [page]: usage }),
      });
    }
    case "token revoked":
      return graphError(401, { message: worded(190), type: "OAuthException", code: 190, error_subcode: 460 }, trace);
    default:
      return undefined;
  }
}

function graphError(
  status: number,
  error: Readonly<Record<string, unknown>>,
  trace: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: { ...error, fbtrace_id: trace } }, { status, headers });
}
