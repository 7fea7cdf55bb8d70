/** A platform's API over HTTP, with faults. What it has acted upon, a person has on the screen. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChannelPlatform } from "./channels.ts";
import type { Faults } from "./faults.ts";

export class Graph {
  readonly counts = { calls: 0 };
  /** Called when a message arrives, and when its answer has left. */
  onMessage: () => void = () => undefined;
  onAnswered: () => void = () => undefined;
  readonly #faults: Faults;
  readonly #platform: ChannelPlatform;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => request.destroy());
  });

  constructor(platform: ChannelPlatform, faults: Faults) {
    this.#faults = faults;
    this.#platform = platform;
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
    if (request.method !== "POST" || !this.#platform.says(JSON.parse(body || "{}")))
      return this.#answer(request, body, response);
    this.onMessage();
    const fault = this.#faults.next();
    switch (fault.do) {
      case "refuse":
        response.writeHead(fault.status, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: fault.error }));
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
    return this.#platform.answer(new Request(`http://graph${url}`, given));
  }

  async #answer(request: IncomingMessage, body: string, response: ServerResponse, slow = 0): Promise<void> {
    const answer = await this.#ask(request, body);
    if (slow > 0) await sleep(slow);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  }
}
