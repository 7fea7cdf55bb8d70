/** Which of a conversation's messages come of a turn, and what was changed in them to fit the channel. */

import { channelNamed } from "../../src/channels/registry.ts";
import { addressOf } from "../../src/durable-objects.ts";
import type { Said, TurnInput } from "../../src/kit/runnable.ts";
import { labelsOf, sentencesOf } from "../../src/kit/sentences.ts";
import type { Content } from "../../src/model/content.ts";
import type { SendOptions, Warning } from "../../src/model/rendering.ts";
import { placesOf } from "./places.ts";

const storages = new Map<string, DurableObjectStorage>();

/** A person's conversation has begun to run here. */
export function noteStorage({ id, storage }: DurableObjectState): void {
  if (id.name !== undefined) storages.set(addressOf(id.name).person, storage);
}

/** What was changed in one message to fit the channel: `options[0].title`, and what happened to it. */
interface Adapted {
  /** Which message of its row, counted from 0. */
  readonly n: number;
  readonly field: string;
  readonly detail: string;
}

/** From which message of its row on a handler speaks: the stack in which it was registered. */
interface Placed {
  readonly n: number;
  readonly place: string;
}

interface Row {
  readonly adapted: readonly Adapted[];
  readonly places: readonly Placed[];
}

/** What a turn says: at its end, and at once. */
export class Answers {
  readonly #input: TurnInput;
  /** By what stands behind the event's id in the id of the row: nothing, or `#0` for the first `c.sayNow`. */
  readonly #rows = new Map<string, Row>();
  #saidNow = 0;

  /** The turn as the bot gets it. */
  readonly turn: TurnInput;

  constructor(input: TurnInput) {
    this.#input = input;
    this.turn = { ...input, sayNow: (content, manner) => this.#sayNow(content, manner) };
  }

  async #sayNow(content: Content, manner?: SendOptions): Promise<void> {
    const last = placesOf(this.turn).at(-1);
    const places = last === undefined ? [] : [{ n: 0, place: last.place }];
    this.#rows.set(`#${this.#saidNow}`, { adapted: adaptationsOf(partsOf([{ say: content }])), places });
    this.#saidNow++;
    await this.#input.sayNow(content, manner);
  }

  says(said: readonly Said[]): void {
    const parts = partsOf(said);
    const places = placesOf(this.turn).flatMap((one) => {
      const first = parts[one.said];
      return first === undefined ? [] : [{ n: first.n, place: one.place }];
    });
    this.#rows.set("", { adapted: adaptationsOf(parts), places });
  }

  /** Each row of the answers as it stands in `message.metadata` (`ew.<seq>.<n>.<born>` is of `<seq>.<born>`). */
  all(): ({ readonly row: string } & Row)[] {
    const { person, event } = this.#input;
    const sql = storages.get(person)?.sql;
    if (sql === undefined) return [];
    const { born = 0 } =
      sql.exec<{ born: number }>("select facts ->> 'born' as born from conversation").toArray()[0] ?? {};
    const rows = sql.exec<{ seq: number; behind: string }>(
      `select seq, substr(id, length(?1) + 1) as behind from event
        where id = ?1 or substr(id, 1, length(?1) + 1) = ?1 || '#'`,
      event.id,
    );
    return rows.toArray().map(({ seq, behind }) => ({
      row: `${seq}.${born.toString(36)}`,
      ...(this.#rows.get(behind) ?? { adapted: [], places: [] }),
    }));
  }
}

interface Parts {
  /** Which message of the row is its first. */
  readonly n: number;
  readonly warnings: readonly Warning[];
}

/** A content that cannot be said at all fails elsewhere, with its own words. */
function partsOf(said: readonly Said[]): Parts[] {
  let next = 0;
  return said.map((one) => {
    const n = next;
    const { parts, warnings } = "say" in one ? rendered(one.say) : { parts: 1, warnings: [] };
    next += parts;
    return { n, warnings };
  });
}

const adaptationsOf = (parts: readonly Parts[]): Adapted[] =>
  parts.flatMap(({ n, warnings }) => warnings.map(({ field, detail }) => ({ n, field, detail })));

const LABELS = labelsOf(sentencesOf()("en"));

function rendered(content: Content): { readonly parts: number; readonly warnings: readonly Warning[] } {
  try {
    // Where the Worker is reached from outside changes no limit.
    const { parts, warnings } = channelNamed("messenger").render(content, {
      base: "https://bot.example",
      labels: LABELS,
    });
    return { parts: parts.length, warnings };
  } catch {
    return { parts: 0, warnings: [] };
  }
}
