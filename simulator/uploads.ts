/** Files that somebody sends from the page: kept in memory, at an address that the bot can fetch. */
import { randomUUID } from "node:crypto";
import { LIMITS } from "../src/channels/messenger/limits.ts";
import type { FileKind } from "./protocol.ts";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const KEPT = 50;

export class Uploads {
  readonly #files = new Map<string, { readonly type: string; readonly bytes: ArrayBuffer }>();

  /** `POST /api/uploads?name=…`: keeps a file, and answers with its path and with what it is to Messenger. */
  async take(request: Request): Promise<Response> {
    const type = (request.headers.get("content-type") ?? "").split(";")[0] ?? "";
    const kind = kindOf(type);
    const bytes = await request.arrayBuffer();
    const { max } = kind === "image" ? LIMITS.imageBytes : LIMITS.attachmentBytes;
    if (bytes.byteLength === 0) return new Response("This file is empty.", { status: 400 });
    if (bytes.byteLength > max)
      return new Response(`This file is too large: Messenger takes ${max / 1_000_000} MB.`, { status: 413 });
    const id = randomUUID();
    this.#files.set(id, { type: kind === "file" ? "application/octet-stream" : type, bytes });
    const oldest = this.#files.keys().next().value;
    if (this.#files.size > KEPT && oldest !== undefined) this.#files.delete(oldest);
    const name = new URL(request.url).searchParams.get("name") || "file";
    return Response.json({ path: `/uploads/${id}/${encodeURIComponent(name)}`, kind });
  }

  /** @param path `<id>/<name>`: the name is for people. */
  serve(path: string): Response {
    const file = this.#files.get(path.split("/")[0] ?? "");
    if (!file) return new Response("Gone", { status: 404 });
    return new Response(file.bytes, { headers: { "content-type": file.type, "x-content-type-options": "nosniff" } });
  }
}

/** A picture of another kind, an HTML page, a script: they are sent as files, and downloaded instead of shown. */
function kindOf(type: string): FileKind {
  if (PICTURES.includes(type)) return "image";
  if (type.startsWith("audio/")) return "audio";
  return type.startsWith("video/") ? "video" : "file";
}
