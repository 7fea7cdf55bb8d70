/** The list of accounts: a key in KV for each that somebody wrote to or set up. A queue or a webhook names only its own. */
import type { KeyValue } from "./facts.ts";

/** `account:<channel>:<account>`; the value is empty. */
const PREFIX = "account:";

/** An account's own entry. */
export class RegistryEntry {
  readonly #name: string;
  readonly #kv: Pick<KVNamespace, "put">;
  readonly #facts: KeyValue;
  #isThere: boolean;

  constructor(name: string, kv: Pick<KVNamespace, "put">, facts: KeyValue) {
    this.#name = name;
    this.#kv = kv;
    this.#facts = facts;
    this.#isThere = facts.recall("indexed") !== null;
  }

  get isThere(): boolean {
    return this.#isThere;
  }

  /** Writes the entry; null when it is there. One that could not be written is written with the next message. */
  write(): Promise<void> | null {
    if (this.#isThere) return null;
    this.#isThere = true;
    return this.#kv.put(`${PREFIX}${this.#name}`, "").then(
      () => this.#facts.keep("indexed", true),
      () => {
        this.#isThere = false;
      },
    );
  }
}

/** Returns the names of all accounts. Throws what KV throws. */
export async function everyAccount(kv: Pick<KVNamespace, "list">): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await kv.list({ prefix: PREFIX, ...(cursor === undefined ? {} : { cursor }) });
    names.push(...page.keys.map(({ name }) => name.slice(PREFIX.length)));
    if (page.list_complete) return names;
    cursor = page.cursor;
  }
}
