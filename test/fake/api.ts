/** The fake platform's one call, with the refusals of a real one. What becomes of a message, it leaves to whoever made it. */
import { type Call, PHONE, PLATFORM_RATE, REFUSALS, TEXT_MAX, WINDOW_MS } from "./wire.ts";

/** A message that was accepted. */
export interface AcceptedMessage extends Call {
  readonly id: string;
  readonly account: string;
}

export interface ApiOptions {
  /** The tokens of the accounts. */
  readonly tokens: Readonly<Record<string, string>>;
  /** When somebody last wrote to an account; undefined: nobody has this number, or they never wrote. */
  readonly wroteAt: (account: string, person: string) => number | undefined;
  readonly accepts: (message: AcceptedMessage) => void;
  /** Whether the pace for a person holds. */
  readonly paced?: boolean;
}

interface Bucket {
  left: number;
  at: number;
}

export class FakeApi {
  readonly #options: ApiOptions;
  readonly #buckets = new Map<string, Bucket>();
  /** What was refused, in its order. */
  readonly refusals: (keyof typeof REFUSALS)[] = [];
  #ids = 0;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  async answer(request: Request): Promise<Response> {
    const [, account = ""] = /^\/([^/]+)\/messages$/.exec(new URL(request.url).pathname) ?? [];
    if (request.method !== "POST" || account === "") return new Response("Not found.", { status: 404 });
    const call = (await request.json()) as Partial<Call>;
    const refusal = this.#refusal(account, call, request.headers.get("authorization") ?? "");
    if (refusal !== null) {
      this.refusals.push(refusal);
      const { status, ...error } = REFUSALS[refusal];
      return Response.json({ error }, { status });
    }
    const message = { ...(call as Call), id: `fid.${account}.${++this.#ids}`, account };
    this.#options.accepts(message);
    return Response.json({ messages: [{ id: message.id }] });
  }

  #refusal(account: string, { to = "", text }: Partial<Call>, authorization: string): keyof typeof REFUSALS | null {
    const { tokens, wroteAt, paced = true } = this.#options;
    const now = Date.now();
    if (authorization !== `Bearer ${tokens[account]}`) return "token";
    const wrote = wroteAt(account, to);
    if (!PHONE.test(to) || wrote === undefined) return "unknown_number";
    if (now - wrote > WINDOW_MS) return "window";
    if (typeof text?.body !== "string" || text.body === "" || text.body.length > TEXT_MAX) return "too_long";
    return paced && !this.#goes(`${account}:${to}`, now) ? "person_rate" : null;
  }

  #goes(pair: string, now: number): boolean {
    const { everyMs, burst } = PLATFORM_RATE;
    const bucket = this.#buckets.get(pair) ?? { left: burst, at: now };
    const left = Math.min(burst, bucket.left + (now - bucket.at) / everyMs);
    this.#buckets.set(pair, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1;
  }
}
