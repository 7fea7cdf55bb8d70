/** Pictures that somebody sends from the page: kept in memory, at an address that the bot can fetch. */
import { randomUUID } from "node:crypto";
import { LIMITS } from "../src/channels/messenger/limits.ts";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const KEPT = 50;

export class Uploads {
  readonly #files = new Map<string, { readonly type: string; readonly bytes: ArrayBuffer }>();

  /** Keeps a picture and answers with its path. */
  async take(request: Request): Promise<Response> {
    const type = request.headers.get("content-type") ?? "";
    if (!PICTURES.includes(type)) return new Response("A picture must be a PNG, JPEG, GIF or WebP.", { status: 415 });
    const bytes = await request.arrayBuffer();
    if (bytes.byteLength > LIMITS.imageBytes.max) return new Response("This picture is too large.", { status: 413 });
    const id = randomUUID();
    this.#files.set(id, { type, bytes });
    const oldest = this.#files.keys().next().value;
    if (this.#files.size > KEPT && oldest !== undefined) this.#files.delete(oldest);
    return Response.json({ path: `/uploads/${id}` });
  }

  serve(id: string): Response {
    const file = this.#files.get(id);
    if (!file) return new Response("Gone", { status: 404 });
    return new Response(file.bytes, { headers: { "content-type": file.type, "x-content-type-options": "nosniff" } });
  }
}
