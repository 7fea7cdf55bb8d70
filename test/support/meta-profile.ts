/**
 * What of Meta keeps a Messenger profile: it gives things back in another order than it got them, with fields of its own
 * and slashes that nobody wrote, and refuses a menu without Get Started. Web standards only.
 */
import { lookAt } from "./legacy-uses.ts";

type Stored = Record<string, unknown>;

export interface ProfileCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export class MetaProfile {
  stored: Stored = {};
  readonly calls: ProfileCall[] = [];
  /** Whether it says no to every change. */
  refuses = false;

  async handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const words = await request.text();
    const call: ProfileCall = {
      method: request.method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: words === "" ? {} : JSON.parse(words),
    };
    this.calls.push(call);
    lookAt(request.url, { method: request.method, body: words });
    if (request.method === "GET") return Response.json({ data: [this.#given(searchParams.get("fields") ?? "")] });
    const { appsecret_proof: _, appsecret_time: __, ...body } = call.body as Stored;
    if (this.refuses) return refusal("(#100) Not today");
    if (pathname.endsWith("/messenger_profile")) {
      if (request.method === "POST") this.stored = { ...this.stored, ...body };
      else for (const field of body["fields"] as string[]) delete this.stored[field];
    }
    if ("persistent_menu" in this.stored && !("get_started" in this.stored))
      return refusal("(#100) You must set a Get Started button if you also wish to use persistent menu");
    return Response.json({ result: "success" });
  }

  #given(fields: string): Stored {
    const wanted = fields.split(",").filter((field) => field in this.stored);
    return Object.fromEntries(wanted.toReversed().map((field) => [field, embellished(this.stored[field])]));
  }
}

const refusal = (message: string): Response =>
  Response.json({ error: { message, type: "OAuthException", code: 100, fbtrace_id: "T" } }, { status: 400 });

function embellished(value: unknown): unknown {
  if (typeof value === "string") return /^https:\/\/[^/]+$/.test(value) ? `${value}/` : value;
  if (Array.isArray(value)) {
    const all = value.map(embellished);
    // A menu's lines keep their order; languages and domains do not.
    return all.every((one) => typeof one === "string" || (one as Stored)["locale"] !== undefined)
      ? all.toReversed()
      : all;
  }
  if (typeof value !== "object" || value === null) return value;
  const more = (value as Stored)["type"] === "web_url" ? { webview_height_ratio: "full" } : {};
  const entries = Object.entries(value).map(([name, one]) => [name, embellished(one)] as const);
  return { ...more, ...Object.fromEntries(entries.toReversed()) };
}
