/** The thread of the bench's Graph API. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";
import { GRAPH_MS, type Sent, type Told } from "./graph.ts";

/** How many connections may wait to be taken: a crowd opens a thousand, and one that was turned away comes late. */
const BACKLOG = 4_096;

let messages = 0;
const tell = (told: Told): void => parentPort?.postMessage(told);

const server = createServer((request, response) => {
  serve(request, response).catch(() => request.destroy());
});
server.keepAliveTimeout = 600_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: BACKLOG }, () => {
  tell({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrived = performance.timeOrigin + performance.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { recipient, message } = JSON.parse(Buffer.concat(chunks).toString() || "{}");
  const person: string = recipient?.id ?? "";
  const sent: Sent | null =
    message === undefined
      ? null
      : { person, text: message.text ?? "", metadata: message.metadata, mid: `m_page_${++messages}`, arrived };
  tell({ sent });
  setTimeout(() => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ recipient_id: person, success: true, message_id: sent?.mid }));
  }, GRAPH_MS);
}
