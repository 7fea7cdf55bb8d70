/**
 * A Graph API that takes every message after a while. It checks nothing, unlike the simulated Meta: what it took for that
 * would be measured too.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How long a call takes. */
export const GRAPH_MS = 100;

/** How many connections may wait to be taken: a crowd opens a thousand, and one that was turned away comes late. */
const BACKLOG = 4_096;

export interface Sent {
  readonly person: string;
  readonly text: string;
  readonly metadata: unknown;
}

export class Graph {
  /** All of them: messages, "seen" and typing, hand-overs. */
  calls = 0;
  readonly #onSend: (sent: Sent) => string;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => request.destroy());
  });

  /** @param onSend hears of each message when it arrives, and gives its mid */
  constructor(onSend: (sent: Sent) => string) {
    this.#onSend = onSend;
    this.#server.keepAliveTimeout = 600_000;
  }

  /** @returns the address */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen({ port: 0, host: "127.0.0.1", backlog: BACKLOG }, resolve);
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
    this.calls++;
    const { recipient, message } = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const id: string = recipient?.id ?? "";
    const mid =
      message === undefined
        ? undefined
        : this.#onSend({ person: id, text: message.text ?? "", metadata: message.metadata });
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ recipient_id: id, success: true, message_id: mid }));
    }, GRAPH_MS);
  }
}
