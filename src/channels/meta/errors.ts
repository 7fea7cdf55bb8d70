/**
 * What Meta's error codes mean for the next step, once. As of 2026-11-22, from Meta's page "Common Error Codes" of
 * 2026-06-25 and the Graph API error guide. A subcode beats its code; what is not here is permanent: Meta has looked at
 * the request and said no, and saying it again can only make things worse.
 */
import type { Failure, FailureClass } from "../channel.ts";

const CLASSES: Readonly<Record<string, FailureClass>> = {
  "1": "transient",
  "1/99": "permanent",
  "2": "transient",
  "2/2018344": "permanent",
  "4": "transient",
  "4/2018354": "permanent",
  "9": "transient",
  "17": "transient",
  "32": "transient",
  "341": "transient",
  "613": "transient",
  "613/1893016": "permanent",
  "613/2018338": "permanent",
  "80001": "transient",
  "80002": "transient",
  "80006": "transient",
  "1200": "transient",
  "2018321": "transient",
  "100/2018008": "transient",
  "100/2018294": "transient",
  "102": "token",
  "190": "token",
  "10/1893063": "blocked",
  "368": "blocked",
  "2022": "blocked",
};

/** Meta describes it as "sent, although an error came back": every message of the call went out. */
export const SENT_ALL_THE_SAME = { code: 1, subcode: 1_357_046 } as const;

/** Another app, or a person in the inbox, has the conversation. Documented: conversation routing. */
export const OTHER_APP_HAS_IT = 2_018_300;

interface GraphErrorBody {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly error_subcode?: unknown;
  readonly is_transient?: unknown;
  readonly fbtrace_id?: unknown;
}

/** Reads Meta's error body. Null when it is none: then nobody knows what happened. */
export function readFailure(status: number, body: unknown): Failure | null {
  const error = (body as { error?: GraphErrorBody } | null)?.error;
  if (typeof error !== "object" || error === null || typeof error.code !== "number") return null;
  const { code } = error;
  const subcode = typeof error.error_subcode === "number" ? error.error_subcode : undefined;
  // While a secret is rotated, Graph may not know yet, or not any more, the one that our proof is made with.
  const isProof = code === 100 && typeof error.message === "string" && error.message.includes("appsecret_proof");
  return {
    class: isProof ? "token" : error.is_transient === true ? "transient" : classOf(code, subcode),
    status,
    code,
    ...(subcode === undefined ? {} : { subcode }),
    message: typeof error.message === "string" ? withoutToken(error.message).slice(0, 500) : "",
    ...(typeof error.fbtrace_id === "string" ? { trace: error.fbtrace_id } : {}),
  };
}

/** Meta may quote the token that it refuses. */
const withoutToken = (message: string): string => message.replace(/EAA[\w-]+/g, "[token]");

export function classOf(code: number, subcode: number | undefined): FailureClass {
  return (subcode === undefined ? undefined : CLASSES[`${code}/${subcode}`]) ?? CLASSES[String(code)] ?? "permanent";
}
