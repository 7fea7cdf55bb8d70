/** One HTTP server on this machine only: the messenger's page, its API, and the simulated Graph API. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { LIMITS } from "../src/channels/messenger/limits.ts";
import { Cut } from "./core/faults.ts";
import { serveFile } from "./files.ts";

/** The largest request body that is read, in bytes: the largest file and some. */
const BODY = LIMITS.attachmentBytes.max + 1_000_000;

/** Answers what is not a file of the page; undefined: there is no such thing. */
export type Routes = (request: Request, path: string) => Promise<Response | undefined>;

/** Listens on 127.0.0.1 at `port`, or the next one that is free. */
export async function listen(port: number, routes: Routes): Promise<{ server: Server; port: number }> {
  for (let tried = port; ; tried++) {
    const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, routes));
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" && port !== 0 && tried < port + 100 ? resolve(true) : reject(error),
      );
      server.listen(tried, "127.0.0.1", () => resolve(false));
    });
    const address = server.address();
    if (!taken && typeof address === "object" && address) return { server, port: address.port };
  }
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, routes: Routes): Promise<void> {
  try {
    const response = refuseForeign(incoming) ?? (await respond(await toRequest(incoming), routes));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) {
      outgoing.end();
      return;
    }
    const body = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream);
    outgoing.on("close", () => body.destroy());
    body.on("error", () => outgoing.destroy());
    body.pipe(outgoing);
  } catch (error) {
    if (error instanceof Cut) {
      incoming.socket.destroy();
      return;
    }
    if (!outgoing.headersSent) outgoing.writeHead(error instanceof TooLarge ? 413 : 500);
    outgoing.end(error instanceof Error ? error.message : "");
    if (!(error instanceof TooLarge)) console.error(error);
  }
}

async function respond(request: Request, routes: Routes): Promise<Response> {
  const path = new URL(request.url).pathname;
  const file = request.method === "GET" ? await serveFile(path) : undefined;
  return file ?? (await routes(request, path)) ?? new Response("Not found", { status: 404 });
}

/**
 * A page of another site must not drive this server: not by a name that it lets point here (the Host), and not by a
 * form or script of its own (the Origin).
 */
function refuseForeign({ headers, socket }: IncomingMessage): Response | undefined {
  const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
  const { host = "", origin } = headers;
  const fine = own.includes(host) && (origin === undefined || origin === `http://${host}`);
  return fine ? undefined : new Response("This address is for this machine only.", { status: 403 });
}

class TooLarge extends Error {
  override readonly message = "The body is too large.";
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY) throw new TooLarge();
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === "string") headers.set(name, value);
  const method = incoming.method ?? "GET";
  return new Request(`http://${incoming.headers.host}${incoming.url ?? "/"}`, {
    method,
    headers,
    ...(method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) }),
  });
}
