/** The download of files that people send, from Meta's hosts only. It stores nothing. */
import { LIMITS } from "../limits.ts";
import { MediaError } from "./media-error.ts";

/**
 * The hosts of files that people send, with those below them. As of 2026-11-22; third party, since Meta's pages name
 * none: `scontent.xx.fbcdn.net`, `video.xx.fbcdn.net`, `cdn.fbsbx.com`, `lookaside.fbsbx.com`.
 */
export const META_HOSTS: readonly string[] = ["fbcdn.net", "fbsbx.com"];

/** The limits of a download. */
export interface FetchOptions {
  /** The most bytes; 25 MB if missing, which is the most that a person can send. */
  readonly maxBytes?: number;
  /** The MIME types that are allowed: `image/png`, or `image/*`. Without any, every type is. */
  readonly types?: readonly string[];
  /**
   * The hosts that are allowed, with those below them, in place of Meta's own. For development also an origin of this
   * machine: `http://127.0.0.1:8787`, the only kind of address that need not begin with `https:`.
   */
  readonly hosts?: readonly string[];
  /** The time-out for the whole download, in milliseconds; 10 seconds if missing. */
  readonly timeout?: number;
  /** Replaces the network, in tests. */
  readonly fetch?: typeof fetch;
}

/** A file that was fetched. */
export interface FetchedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its MIME type, without parameters, as its host says. */
  readonly type: string;
}

const REDIRECTS = 3;
const PATIENCE_MS = 10_000;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Fetches an attachment that a person sent. The address comes with the event, and a forged event could name any: so it
 * has to be Meta's, over https, at every redirect anew; no token and no cookie goes along; and the file is cut off at
 * its limit, whatever size its header promises.
 * @param url `c.event.url` of an image, a video, an audio or a file. It expires, so fetch it in the turn that it came with
 * @throws {MediaError}
 * @example
 * bot.on("image", async (c) => {
 *   const { bytes, type } = await fetchAttachment(c.event.url, { maxBytes: 5_000_000, types: ["image/*"] });
 *   c.say(`Thank you for ${bytes.length} bytes of ${type}.`);
 * });
 */
export async function fetchAttachment(url: string | undefined, options: FetchOptions = {}): Promise<FetchedFile> {
  const { hosts = META_HOSTS, timeout = PATIENCE_MS, types = [], maxBytes = LIMITS.attachmentBytes.max } = options;
  if (url === undefined) throw unreachable("It came without an address.");
  const send = options.fetch ?? fetch;
  const signal = AbortSignal.timeout(timeout);
  try {
    let address = checkedAddress(url, hosts);
    for (let hops = 0; ; hops++) {
      const response = await send(address.href, { method: "GET", redirect: "manual", signal });
      if (response.status < 300 || response.status > 399) return await read(response, types, maxBytes);
      await response.body?.cancel();
      const next = response.headers.get("location");
      if (next === null || !URL.canParse(next, address.href)) throw unreachable("It leads nowhere.");
      if (hops === REDIRECTS) throw unreachable(`It leads on more than ${REDIRECTS} times.`);
      address = checkedAddress(new URL(next, address.href).href, hosts);
    }
  } catch (error) {
    if (error instanceof MediaError) throw error;
    // A time-out, a broken connection, an unknown host. The error's own words may quote the address.
    throw unreachable(`The connection failed (${error instanceof Error ? error.name : "unknown"}).`);
  }
}

function checkedAddress(url: string, hosts: readonly string[]): URL {
  if (!URL.canParse(url)) throw new MediaError("media_not_allowed", "The address is no URL.");
  const address = new URL(url);
  const { protocol, hostname, origin, port, username, password } = address;
  if (username !== "" || password !== "") {
    throw new MediaError("media_not_allowed", "The address has a name or a password in it.");
  }
  if (hosts.includes(origin) && LOOPBACK.test(origin)) return address;
  if (protocol !== "https:")
    throw new MediaError("media_not_allowed", `The address begins with ${protocol}, not https:.`);
  const isKnown = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  if (isKnown && port === "") return address;
  throw new MediaError("media_not_allowed", `${address.host} is none of the hosts that are fetched from.`);
}

async function read(response: Response, types: readonly string[], maxBytes: number): Promise<FetchedFile> {
  try {
    if (response.status !== 200) throw unreachable(`Its host answered with HTTP ${response.status}.`);
    const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    if (types.length > 0 && !types.some((wanted) => fits(type, wanted))) {
      throw new MediaError("media_not_allowed", `Its type is "${type}", none of ${types.join(", ")}.`);
    }
    if (Number(response.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return { bytes: await bytesOf(response, maxBytes), type };
  } catch (error) {
    if (response.body !== null && !response.body.locked) await response.body.cancel().catch(() => {});
    throw error;
  }
}

function fits(type: string, wanted: string): boolean {
  return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Counts the bytes as they come: a header may promise fewer, or name no size. */
async function bytesOf(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

const tooLarge = (maxBytes: number): MediaError =>
  new MediaError("media_too_large", `It has more than ${maxBytes} bytes.`);
const unreachable = (why: string): MediaError => new MediaError("media_unreachable", why);
