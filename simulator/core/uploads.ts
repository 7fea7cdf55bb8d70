/** Files that were uploaded, by their attachment id. Ids belong to the Page and end after 90 days. */
import { LIMITS } from "../../src/channels/messenger/limits.ts";

interface Upload {
  readonly url: string;
  readonly type: string;
  readonly at: number;
}

export class Uploads {
  readonly #now: () => number;
  readonly #count: () => number;
  readonly #files = new Map<string, Upload>();

  constructor(now: () => number, count: () => number) {
    this.#now = now;
    this.#count = count;
  }

  /** Keeps a file's address and gives its id. */
  add(type: string, url: string): string {
    const id = String(1_000_000_000_000_000 + this.#count());
    this.#files.set(id, { type, url, at: this.#now() });
    return id;
  }

  /** A file whose id has not ended yet. */
  find(id: string): Upload | undefined {
    const file = this.#files.get(id);
    return file && this.#now() - file.at <= LIMITS.attachmentAge.max ? file : undefined;
  }
}
