/** Web addresses in messages: whole, in https, and not longer than the channel takes. Fetches nothing. */
import { ContentError } from "../../model/rendering.ts";
import { Draft, filled, type Platform } from "./draft.ts";
import { isWithin, overText } from "./limit.ts";

const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Returns the whole URL of a thing that a platform or a person's browser is to fetch. A path of this Worker's own is
 * completed. `http:` is allowed for this machine only: the simulated platform of development fetches from there.
 */
export function webUrl(draft: Draft, value: string, field: string): string {
  const url = isOwnPath(value) ? complete(draft.base, value, field) : value;
  const limit = draft.platform.url;
  if (!isWithin(url, limit)) {
    throw new ContentError("content_too_long", field, `${overText(url, limit)}: use a shorter URL.`);
  }
  if (/\s/.test(url) || !URL.canParse(url)) {
    throw new ContentError(
      "invalid_content",
      field,
      'is not a URL: write "https://…" or a path from "/", a space as %20.',
    );
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname))) return url;
  throw new ContentError("invalid_content", field, "does not begin with https:, which is needed.");
}

/** The same for the calls beside messages, where a path cannot be completed. */
export function wholeUrl(platform: Platform, value: string, field: string): string {
  if (!isOwnPath(value)) return webUrl(new Draft({}, platform), value, field);
  throw new ContentError("invalid_content", field, "is a path: write the whole https:// URL.");
}

function isOwnPath(value: string): boolean {
  return value.startsWith("/") && !value.startsWith("//");
}

function complete(base: string | undefined, path: string, field: string): string {
  if (filled(base) !== undefined) return `${base?.replace(/\/+$/, "")}${path}`;
  throw new ContentError(
    "media_unreachable",
    field,
    "is a path, and where this Worker is reached is not known: set PUBLIC_URL, or write the whole https:// URL.",
  );
}
