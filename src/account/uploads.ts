/**
 * The ids of files that the platform has fetched already, in KV, by the file's address. Meta keeps a file for 90 days, but
 * the file at an address may change before that, and nobody tells. So an id is used for a day; then the file is fetched again.
 */
import type { FileAt } from "../channels/channel.ts";
import { hex } from "../crypto.ts";
import { RETENTION } from "../retention.ts";

/** The time for which an address that could not be uploaded is not tried again: until then its messages carry the address. */
const LEAVE_MS = 60_000;

/** Names of parameters that sign an address or say who may open it: exactly these, or beginning so. In small letters. */
const SIGNS = new Set([
  ...["sig", "signature", "hmac", "policy", "key-pair-id", "expires", "exp", "oh", "__gda__", "googleaccessid"],
  ...["token", "access_token", "auth_token", "id_token", "auth", "authorization", "jwt", "session", "sid", "ticket"],
  ...["apikey", "api_key", "awsaccesskeyid", "ossaccesskeyid"],
]);
const SIGN_PREFIXES = ["x-amz-", "x-goog-", "x-oss-", "x-cos-", "x-ms-", "hdnea", "hdnts", "hdntl"];

/**
 * Returns whether an address is for one person: it is signed, or names a token or the person. Nobody else is ever sent it, so
 * an upload would cost a call, a slot and a key for nothing, and leave the file with the platform. Reads the address only.
 */
export function isPersonal({ url }: FileAt, person: string): boolean {
  if ((person !== "" && url.includes(person)) || !URL.canParse(url)) return true;
  const { username, password, searchParams } = new URL(url);
  if (username !== "" || password !== "") return true;
  return [...searchParams.keys()]
    .map((name) => name.toLowerCase())
    .some((name) => SIGNS.has(name) || SIGN_PREFIXES.some((prefix) => name.startsWith(prefix)));
}

type Store = Pick<KVNamespace, "get" | "put" | "delete">;

/** `upload:<channel>:<account>:<SHA-256 of type and address>`: an address may name a person, and is longer than a key may be. */
export async function uploadKey(account: string, { type, url }: FileAt): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${type} ${url}`));
  return `upload:${account}:${hex(bytes)}`;
}

/** One account's uploads. Everyone who asks for a file that is being uploaded waits for the same upload. */
export class Uploads {
  readonly #account: string;
  readonly #kv: Store;
  readonly #upload: (file: FileAt) => Promise<string | null>;
  readonly #now: () => number;
  readonly #underWay = new Map<string, Promise<string | null>>();
  readonly #left = new Map<string, number>();
  /** Ids that the platform does not know any more: KV may still return them for a while after they were deleted. */
  readonly #dead = new Set<string>();

  constructor(account: string, kv: Store, upload: (file: FileAt) => Promise<string | null>, now: () => number) {
    this.#account = account;
    this.#kv = kv;
    this.#upload = upload;
    this.#now = now;
  }

  /** Returns the id to send instead of the address; null when there is none: then the address is sent. */
  async idOf(file: FileAt): Promise<string | null> {
    const key = await uploadKey(this.#account, file);
    const known = this.#underWay.get(key);
    if (known !== undefined) return known;
    if ((this.#left.get(key) ?? 0) > this.#now()) return null;
    const work = this.#find(key, file).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }

  /** Removes an id that the platform does not know any more: the next one who asks uploads again. */
  async forget(file: FileAt, id: string): Promise<void> {
    this.#dead.add(id);
    await this.#kv.delete(await uploadKey(this.#account, file)).catch(() => undefined);
  }

  async #find(key: string, file: FileAt): Promise<string | null> {
    const kept = await this.#kv.get(key).catch(() => null);
    if (kept !== null && !this.#dead.has(kept)) return kept;
    const id = await this.#upload(file);
    if (id === null) {
      if (this.#left.size > 1_000) this.#left.clear();
      this.#left.set(key, this.#now() + LEAVE_MS);
      return null;
    }
    // An id that could not be stored is used all the same; the file is uploaded once more later.
    await this.#kv.put(key, id, { expirationTtl: RETENTION.uploads.for / 1_000 }).catch(() => undefined);
    return id;
  }
}
