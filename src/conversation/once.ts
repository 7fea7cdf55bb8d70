import type { Desk } from "./desk.ts";

/** What `c.once` does: the result is stored beside the event before anybody has it, so that no later run does it again. */
export class Once {
  readonly #desk: Pick<Desk, "ctx" | "store">;
  /** By key. A run that failed may have left it under way: the next run waits for it instead of beginning it again. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(desk: Pick<Desk, "ctx" | "store">) {
    this.#desk = desk;
  }

  /** @param origin the event that it is done for; `over` ends what has not begun */
  async result<Value>(
    { seq, origin, name, over }: Doing,
    make: (key: string) => Value | Promise<Value>,
  ): Promise<Value> {
    const known = this.#known(seq);
    if (Object.hasOwn(known, name)) return known[name] as Value;
    over.throwIfAborted(); // given up: the person was told that nothing came of it
    const key = `${this.#desk.ctx.id}:${origin}:${name}`;
    const work = this.#underWay.get(key) ?? this.#begin(seq, name, async () => make(key));
    this.#underWay.set(key, work);
    try {
      return (await work) as Value;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #begin(seq: number, name: string, make: () => Promise<unknown>): Promise<unknown> {
    const value = (await make()) ?? null;
    // Beside what others have stored meanwhile.
    this.#desk.store.remember(seq, { ...this.#known(seq), [name]: value });
    await this.#desk.ctx.storage.sync();
    return value;
  }

  #known(seq: number): Record<string, unknown> {
    return JSON.parse(this.#desk.store.row(seq)?.once ?? "{}");
  }
}

interface Doing {
  readonly seq: number;
  readonly origin: string;
  readonly name: string;
  readonly over: AbortSignal;
}
