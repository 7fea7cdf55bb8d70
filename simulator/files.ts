/** The page's own files. Its TypeScript is served as it stands, without its types. */
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Pictures and pages come from the bot on this machine, or over https; scripts and styles only from here. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  ...["img-src", "media-src"].map((kind) => `${kind} 'self' https: data: blob: http://127.0.0.1:* http://localhost:*`),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Only these rooms are served: `/page/…` and `/core/…`, so that the page's imports are the files' own. */
export async function serveFile(path: string): Promise<Response | undefined> {
  const name = normalize(path === "/" ? "page/index.html" : path.slice(1));
  if (!name.startsWith(`page${sep}`) && !name.startsWith(`core${sep}`)) return undefined;
  const type = TYPES[extname(name)];
  if (type === undefined) return undefined;
  const text = await readFile(join(HERE, name), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return new Response(extname(name) === ".ts" ? stripTypeScriptTypes(text) : text, {
    headers: {
      "content-type": type,
      "content-security-policy": CSP,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
  });
}
