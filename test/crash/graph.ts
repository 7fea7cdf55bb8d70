/** The simulated Meta's Graph API over HTTP, with faults. What it has acted upon, a person has on the screen. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageItem, Person } from "../../simulator/core/chat.ts";
import { answerGraph, type GraphHost } from "../../simulator/core/graph.ts";
import type { SentMessage } from "../../simulator/core/message.ts";
import { PageState } from "../../simulator/core/page-state.ts";
import { look } from "../support/legacy-uses.ts";
import type { Faults } from "./faults.ts";
import { APP, PAGE, SECRET, TOKEN } from "./settings.ts";

/** As many messages as Meta gives details of. */
const SHOWN = 20;

export interface GraphOptions {
  readonly faults: Faults;
  readonly psids: ReadonlySet<string>;
  /** Whether the Conversations API shows what was said. */
  readonly thread: boolean;
  /** A message was sent. @returns its mid */
  readonly onSend: (psid: string, message: SentMessage) => string;
}

export class Graph {
  readonly counts = { calls: 0, sends: 0 };
  /** Meta said no, and not as one of the faults. */
  readonly refusals: string[] = [];
  /** Called when a message arrives, and when its answer has left. */
  onMessage: () => void = () => undefined;
  onAnswered: () => void = () => undefined;
  readonly #faults: Faults;
  readonly #host: GraphHost;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => request.destroy());
  });

  constructor({ faults, psids, thread, onSend }: GraphOptions) {
    this.#faults = faults;
    let counter = 0;
    const said = new Map<string, MessageItem[]>();
    const person = (psid: string): Person => ({ psid, firstName: "", lastName: "", owner: "bot", open: false });
    this.#host = {
      appId: APP,
      appSecret: SECRET,
      pageId: PAGE,
      pageName: "The crash suite",
      pageToken: TOKEN,
      page: new PageState({ now: Date.now, rates: "off" }),
      now: Date.now,
      people: () => [...said.keys()].map(person),
      chat: (psid) => said.get(psid) ?? [],
      person: (psid) => (psids.has(psid) ? person(psid) : undefined),
      reaches: () => true,
      usedOrder: () => false,
      fetches: async () => "fine",
      sends: (psid, message) => {
        this.counts.sends++;
        const id = onSend(psid ?? "", message);
        if (thread && psid !== null) {
          const item = { kind: "message", id, psid, at: Date.now(), from: "bot", message } as const;
          said.set(psid, [...(said.get(psid) ?? []).slice(1 - SHOWN), item]);
        }
        return id;
      },
      acts: () => undefined,
      owner: () => APP,
      controlUntil: () => null,
      gives: () => undefined,
      extends: () => undefined,
      asksFor: () => undefined,
      called: (call) => {
        look(call);
        if (call.refusal !== undefined) this.refusals.push(call.refusal.message);
      },
      traceId: () => `trace${++counter}`,
    };
    this.#server.keepAliveTimeout = 600_000;
  }

  /** @returns the address */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // Half of a request is none: its sender died.
    if (!request.complete) return;
    this.counts.calls++;
    const body = Buffer.concat(chunks).toString();
    const isMessage = request.method === "POST" && "message" in JSON.parse(body || "{}");
    if (!isMessage) return this.#answer(request, body, response);
    this.onMessage();
    const fault = this.#faults.next();
    switch (fault.do) {
      case "refuse":
        response.writeHead(fault.status, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { ...fault.error, fbtrace_id: "trace" } }));
        break;
      case "cut":
        if (fault.acts === "after") await this.#ask(request, body);
        request.socket.destroy();
        break;
      case "send":
        // Whoever asked may be dead by now: it is sent all the same.
        await sleep(this.#faults.cutting ? fault.slow / 2 : 0);
        await this.#answer(request, body, response, fault.slow / 2);
        this.onAnswered();
        break;
    }
  }

  #ask({ method = "GET", url = "/", headers }: IncomingMessage, body: string): Promise<Response> {
    const { authorization = "", "content-type": type = "application/json" } = headers;
    const given = { method, headers: { authorization, "content-type": type }, ...(body === "" ? {} : { body }) };
    return answerGraph(this.#host, new Request(`http://graph${url}`, given));
  }

  async #answer(request: IncomingMessage, body: string, response: ServerResponse, slow = 0): Promise<void> {
    const answer = await this.#ask(request, body);
    if (slow > 0) await sleep(slow);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  }
}
