/** A Graph API on loopback: it records every call, and does what a test tells it to do. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { lookAt } from "../support/legacy-uses.ts";

export interface Call {
  readonly at: number;
  readonly method: string;
  /** Below the version: `/1234/messages`. */
  readonly path: string;
  /** The PSID or `user_ref` that it is about. */
  readonly to: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A message that the Graph API has acted upon: the person has it, whatever the Worker was told. */
export interface Send {
  readonly at: number;
  readonly to: string;
  /** What the person reads first: a text, a template's text, or `[generic]`. */
  readonly words: string;
  /** The part id, as it comes back in the echo. */
  readonly metadata: unknown;
  readonly mid: string;
}

/** What becomes of a call. Without a plan it succeeds. */
export type Plan =
  /** An error; nothing is done. Without a body: a proxy's answer, and not Graph's own. */
  | { readonly status: number; readonly body?: unknown; readonly location?: string }
  /** The connection is reset before or after the call was acted upon. */
  | { readonly reset: "before" | "after" }
  /** The connection stays open without an answer, before or after the call was acted upon. */
  | { readonly hang: "before" | "after" }
  /** It succeeds at once, and the answer takes a while. */
  | { readonly slow: number };

export class Graph {
  readonly calls: Call[] = [];
  readonly sends: Send[] = [];
  /** Asked for each call that carries a good token. */
  plan: (call: Call) => Plan | undefined = () => undefined;
  readonly #token: string;
  readonly #server = createServer((request, response) => {
    // The Worker may be killed in the middle of its request.
    this.#answer(request, response).catch(() => request.destroy());
  });

  constructor(token: string) {
    this.#token = token;
    // Longer than any test: an idle connection that is closed while a request sets out would look like a reset.
    this.#server.keepAliveTimeout = 600_000;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  sendsTo(person: string): Send[] {
    return this.sends.filter(({ to }) => to === person);
  }

  wordsTo(person: string): string[] {
    return this.sendsTo(person).map(({ words }) => words);
  }

  callsAbout(person: string): Call[] {
    return this.calls.filter(({ to }) => to === person);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = JSON.parse(text || "{}");
    const call: Call = {
      at: Date.now(),
      method: request.method ?? "",
      path: new URL(request.url ?? "/", this.url).pathname.replace(/^\/v\d+\.\d+/, ""),
      to: String(body.recipient?.id ?? body.recipient?.user_ref ?? ""),
      body,
    };
    this.calls.push(call);
    lookAt(`${this.url}${request.url}`, { method: call.method, body: text });
    const end = (status: number, value?: unknown, location?: string) => {
      response.writeHead(status, {
        "content-type": "application/json",
        ...(location === undefined ? {} : { location }),
      });
      response.end(value === undefined ? "" : JSON.stringify(value));
    };
    if (request.headers.authorization !== `Bearer ${this.#token}`) {
      return end(401, { error: { message: "Invalid OAuth access token.", type: "OAuthException", code: 190 } });
    }
    const plan = this.plan(call) ?? { slow: 0 };
    if ("status" in plan) return end(plan.status, plan.body, plan.location);
    if ("reset" in plan) {
      if (plan.reset === "after") this.#act(call);
      request.socket.resetAndDestroy();
      return;
    }
    if ("hang" in plan) {
      if (plan.hang === "after") this.#act(call);
      return;
    }
    const done = this.#act(call);
    if (plan.slow > 0) await sleep(plan.slow);
    end(200, done);
  }

  /** @returns what Graph answers when all is well */
  #act({ at, path, to, body }: Call): unknown {
    const message = body["message"] as (Worded & { metadata?: unknown }) | undefined;
    if (!path.endsWith("/messages") || message === undefined) return { success: true, recipient_id: to };
    const mid = `m_sent_${this.sends.length + 1}`;
    this.sends.push({ at, to, words: wordsOf(message), metadata: message.metadata, mid });
    return { recipient_id: to, message_id: mid };
  }
}

interface Worded {
  readonly text?: string;
  readonly attachment?: {
    readonly type: string;
    readonly payload?: { readonly text?: string; readonly template_type?: string };
  };
}

function wordsOf({ text, attachment }: Worded): string {
  return text ?? attachment?.payload?.text ?? `[${attachment?.payload?.template_type ?? attachment?.type}]`;
}
