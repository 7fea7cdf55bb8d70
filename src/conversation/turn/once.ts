import type { Scope } from "../scope.ts";

/**
 * The largest results that an event keeps of all that was done once for it, in characters of JSON. A Durable Object's
 * row takes 2 MB; answers share it.
 */
const LARGEST_RESULTS = 100_000;

/**
 * The key that stands for a result that cannot be kept: with it stands why nobody gets the result, though it was done.
 */
const LOST = "edgewise.lost";

type Results = Readonly<Record<string, unknown>>;

/**
 * The work of `c.once`: a result is stored beside the event before anybody has it, so that no later run does it again.
 */
export class Once {
  readonly #scope: Pick<Scope, "ctx" | "store">;
  /**
   * Work under way, by key. A run that failed may have left it: the next run waits for it instead of beginning it
   * again.
   */
  readonly #underWay = new Map<string, Promise<unknown>>();
  /** Results, by key, that the storage failed to store. The next run stores them, and does nothing again. */
  readonly #unstored = new Map<string, { readonly value: unknown }>();

  constructor(scope: Pick<Scope, "ctx" | "store">) {
    this.#scope = scope;
  }

  /**
   * Returns the result of the work: does it, if that was not done before.
   * @param doing `origin` is the event for which it is done; `over` stops work that has not begun
   * @throws {TypeError} when it was done and its result cannot be kept: then, and in every later run
   */
  async result<Value>(doing: Doing, make: (key: string) => Value | Promise<Value>): Promise<Value> {
    const { seq, origin, name, over } = doing;
    const known = this.#known(seq);
    if (Object.hasOwn(known, name)) return read(known[name]) as Value;
    over.throwIfAborted(); // given up: the person was told that nothing came of it
    const key = `${this.#scope.ctx.id}:${origin}:${name}`;
    const work = this.#underWay.get(key) ?? this.#begin(doing, key, make);
    this.#underWay.set(key, work);
    try {
      return (await work) as Value;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #begin({ seq, name }: Doing, key: string, make: (key: string) => unknown): Promise<unknown> {
    const done = this.#unstored.get(key) ?? { value: (await make(key)) ?? null };
    this.#unstored.set(key, done);
    const known = this.#known(seq); // with what others have stored meanwhile
    const kept = keepable(name, done.value, known);
    this.#scope.store.remember(seq, { ...known, [name]: kept });
    this.#unstored.delete(key);
    await this.#scope.ctx.storage.sync();
    return read(kept);
  }

  #known(seq: number): Results {
    return JSON.parse(this.#scope.store.row(seq)?.once ?? "{}");
  }
}

/** Returns the result, or what stands for it when it cannot be kept: the effect has happened, so that is kept, too. */
function keepable(name: string, value: unknown, known: Results): unknown {
  const size = sizeOf({ ...known, [name]: value }, name);
  if (size !== null && size <= LARGEST_RESULTS) return value;
  const much = `makes ${size} characters as JSON, with the event's other results; ${LARGEST_RESULTS} are kept`;
  const why = size === null ? "cannot be written as JSON" : much;
  return {
    [LOST]: `c.once("${name}"): its result ${why}. It was done, and is not done again: return an id, and keep the rest elsewhere.`,
  };
}

/** Returns the size in characters of JSON; null for a value that JSON does not hold. */
function sizeOf(results: Results, name: string): number | null {
  try {
    return JSON.stringify(results[name]) === undefined ? null : JSON.stringify(results).length;
  } catch {
    return null;
  }
}

function read(kept: unknown): unknown {
  const why = (kept as { readonly [LOST]?: unknown } | null)?.[LOST];
  if (typeof why === "string") throw new TypeError(why);
  return kept;
}

interface Doing {
  readonly seq: number;
  readonly origin: string;
  readonly name: string;
  readonly over: AbortSignal;
}
