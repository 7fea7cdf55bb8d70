/** Which of a conversation's messages come of a turn, and what was changed in them to fit the channel. */
import { channelNamed } from "../../src/channels/list.ts";
import type { Content } from "../../src/content/content.ts";
import type { Warning } from "../../src/content/rendering.ts";
import type { Said, TurnInput } from "../../src/kit/turn.ts";
import { addressOf } from "../../src/objects.ts";

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

/** What a turn says: at its end, and at once. */
export class Answers {
  readonly #input: TurnInput;
  /** By what stands behind the event's id in the id of the row: nothing, or `#0` for the first `c.sayNow`. */
  readonly #adapted = new Map<string, readonly Adapted[]>();
  #saidNow = 0;

  constructor(input: TurnInput) {
    this.#input = input;
  }

  readonly sayNow = async (content: Content): Promise<void> => {
    this.#adapted.set(`#${this.#saidNow}`, adaptationsOf([{ say: content }]));
    this.#saidNow++;
    await this.#input.sayNow(content);
  };

  says(said: readonly Said[]): void {
    this.#adapted.set("", adaptationsOf(said));
  }

  /** Each row of the answers as it stands in `message.metadata` (`ew.<seq>.<n>.<born>` is of `<seq>.<born>`). */
  all(): { readonly row: string; readonly adapted: readonly Adapted[] }[] {
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
      adapted: this.#adapted.get(behind) ?? [],
    }));
  }
}

/** A content that cannot be said at all fails elsewhere, with its own words. */
function adaptationsOf(said: readonly Said[]): Adapted[] {
  let n = 0;
  return said.flatMap((one) => {
    const first = n;
    const { parts, warnings } = "say" in one ? rendered(one.say) : { parts: 1, warnings: [] };
    n += parts;
    return warnings.map(({ field, detail }) => ({ n: first, field, detail }));
  });
}

function rendered(content: Content): { readonly parts: number; readonly warnings: readonly Warning[] } {
  try {
    // Where the Worker is reached from outside changes no limit.
    const { parts, warnings } = channelNamed("messenger").render(content, { base: "https://bot.example" });
    return { parts: parts.length, warnings };
  } catch {
    return { parts: 0, warnings: [] };
  }
}
