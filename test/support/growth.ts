/** What grows with a conversation and with an account, counted: rows that are read and written, and characters. */
import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { Alerts } from "../../src/account/alerts.ts";
import { Conversations, type Sweep } from "../../src/account/conversations.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { Store } from "../../src/conversation/store.ts";
import { historyOf } from "../../src/conversation/turn/history.ts";
import { createBot } from "../../src/kit/index.ts";
import { inRoom, objectOf, type Room } from "./room.ts";
import { type World, worker } from "./world.ts";

const DAY_MS = 86_400_000;
/** So many may be said to a person within an hour, and by a Page within a second. */
const UNLIMITED = { PERSON_RATE: 0, PAGE_RATE: 0, FLOOD_TURNS: 0 };

/** What the statements of an object did. */
export interface Counted {
  readonly read: number;
  readonly written: number;
  /** Of what was bound to statements that write. */
  readonly characters: number;
}

export async function counted(sql: SqlStorage, work: () => unknown): Promise<Counted> {
  const prototype = Object.getPrototypeOf(sql) as SqlStorage;
  const { exec } = prototype;
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  let characters = 0;
  prototype.exec = function (this: SqlStorage, query: string, ...bindings: unknown[]) {
    const cursor = exec.call(this, query, ...bindings);
    cursors.push(cursor as never);
    if (/^\s*(insert|update)/.test(query)) {
      for (const one of bindings) if (typeof one === "string") characters += one.length;
    }
    return cursor as never;
  } as SqlStorage["exec"];
  try {
    await work();
  } finally {
    prototype.exec = exec;
  }
  const sum = (of: (cursor: (typeof cursors)[number]) => number) => cursors.reduce((all, one) => all + of(one), 0);
  return { read: sum(({ rowsRead }) => rowsRead), written: sum(({ rowsWritten }) => rowsWritten), characters };
}

/** Something that there can be much of. */
export interface Growing {
  readonly name: string;
  /** What the price of it is. */
  readonly unit: keyof Counted;
  /** Whether it is the price of one step among `n`, which is to stay what it is; or that of all `n`. */
  readonly of: "one" | "all";
  readonly sizes: readonly [number, number, number];
  readonly measure: (w: World, n: number) => Promise<number>;
}

const SIZES = [10, 1_000, 20_000] as const;

/** A conversation in which `n` events are finished; their words are those of three weeks, or forgotten. */
async function old(w: World, n: number, isForgotten: boolean, work: (room: Room) => Promise<number>): Promise<number> {
  const psid = w.writer();
  const stub = objectOf(psid);
  await runInDurableObject(stub, (_, { storage }) => {
    new Store(storage, Date.now(), messenger.opensWindow); // makes the tables
    const first = Date.now() - 20 * DAY_MS;
    storage.transactionSync(() => {
      for (let i = 1; i <= n; i++) {
        const words = { kind: "message", id: `old${i}`, mid: `old${i}`, at: first + i, text: "hello", attachments: [] };
        const body = isForgotten ? "{}" : JSON.stringify(words);
        const row = "insert into event (seq, id, at, received, status, turn, body) values (?, ?, ?, ?, 2, ?, ?)";
        storage.sql.exec(row, i, `old${i}`, first + i, first + i, i, body);
      }
      const facts = "update conversation set facts = json_set(facts, '$.floor', ?1, '$.turns', ?1, '$.forgotten', ?2)";
      storage.sql.exec(facts, n, isForgotten ? n : 0);
    });
  });
  const bot = createBot();
  bot.otherwise((c) => c.say("ok"));
  return inRoom(psid, bot, { ...UNLIMITED, KEEP_MESSAGES: 100_000 }, work);
}

/** What an alarm does that finds nothing left to do. */
function idles({ scope: { store, settings } }: Room): void {
  store.nextDue();
  store.prune(Date.now() - settings.KEEP_MS, Date.now() - 2 * settings.KEEP_MS);
  store.pruneBeyond(settings.KEEP_MESSAGES);
  store.nextWake();
  store.oldestWords();
}

const sqlOf = ({ scope }: Room) => scope.ctx.storage.sql;
const inAccount = (name: string, work: (sql: SqlStorage) => Promise<number>) =>
  runInDurableObject(worker.ACCOUNT.getByName(`messenger:${name}`), (_, { storage: { sql } }) => work(sql));

/** @param day when all of them were last talked to, in days before today */
const sweeps = (which: Sweep, day: number) => (_: World, n: number) =>
  inAccount(`people${which}${n}`, async (sql) => {
    const people = new Conversations(sql);
    const today = Math.floor(Date.now() / DAY_MS);
    for (let i = 0; i < n; i++) {
      sql.exec(
        "insert into conversation values (?, ?, ?)",
        `messenger:1:${String(i).padStart(9, "0")}`,
        `a${i}`,
        today - day,
      );
    }
    return (await counted(sql, () => people.page(which, null, 200, Date.now()))).read;
  });

const lists = (work: (list: Alerts) => unknown) => (_: World, n: number) =>
  inAccount(`list${n}`, async (sql) => {
    const list = new Alerts(sql);
    for (let i = 0; i < n; i++) list.add({ kind: "person_floods", conversation: `c${i}`, detail: "" });
    const { read } = await counted(sql, () => work(list));
    sql.exec("delete from alert");
    return read;
  });

export const GROWING: readonly Growing[] = [
  {
    name: "a text turn in a conversation of n events",
    unit: "read",
    of: "one",
    sizes: SIZES,
    measure: (w, n) =>
      old(w, n, false, async (room) => {
        const turn = async () => {
          room.says("hi");
          await room.runs();
        };
        await turn(); // the first one knows nothing of what is open
        return (await counted(sqlOf(room), turn)).read;
      }),
  },
  {
    name: "an idle alarm in a conversation of n events",
    unit: "read",
    of: "one",
    sizes: SIZES,
    measure: (w, n) => old(w, n, false, async (room) => (await counted(sqlOf(room), () => idles(room))).read),
  },
  {
    name: "an idle alarm after one that has forgotten the words of n events",
    unit: "read",
    of: "one",
    sizes: SIZES,
    measure: (w, n) =>
      old(w, n, false, async (room) => {
        const { KEEP_MS } = room.scope.settings;
        vi.setSystemTime(Date.now() + KEEP_MS);
        idles(room);
        const { read } = await counted(sqlOf(room), () => idles(room));
        vi.useRealTimers();
        return read;
      }),
  },
  {
    name: "`c.history(1000)` after n events whose words are forgotten",
    unit: "read",
    of: "one",
    sizes: SIZES,
    measure: (w, n) =>
      old(w, n, true, async (room) => {
        const asks = () => historyOf(room.scope.store, 1_000, { turn: new Set(), asides: ["", ""], itself: true });
        return (await counted(sqlOf(room), asks)).read;
      }),
  },
  {
    name: "n texts that came while a person of the Page has the conversation",
    unit: "read",
    of: "all",
    sizes: SIZES,
    measure: (w, n) => {
      const bot = createBot();
      bot.otherwise((c) => c.say("ok"));
      return inRoom(w.writer(), bot, UNLIMITED, async (room) => {
        const { store } = room.scope;
        const { read } = await counted(sqlOf(room), async () => {
          for (let i = 0; i < n; i++) {
            room.says("hi");
            store.nextDue(); // as each delivery does
          }
          if (store.count().pending !== n) throw new Error("Not all of them wait.");
          store.note({ control: { by: "human", until: Date.now() + DAY_MS, held: true } });
          await room.runs();
        });
        if (store.count().pending !== 0) throw new Error("Some still wait.");
        return read;
      });
    },
  },
  {
    name: "an answer of n parts",
    unit: "characters",
    of: "all",
    sizes: [10, 100, 1_000],
    measure: (w, n) => {
      const bot = createBot();
      bot.otherwise((c) => {
        for (let i = 0; i < n; i++) c.say(`${i} ${"x".repeat(500)}`);
      });
      return inRoom(w.writer(), bot, UNLIMITED, async (room) => {
        const { characters } = await counted(sqlOf(room), async () => {
          room.says("hi");
          await room.runs();
        });
        if (room.scope.store.nextOut() !== undefined) throw new Error("Not all of it was said.");
        return characters;
      });
    },
  },
  {
    name: "a page of the sweep, when none of n people was here in the last days",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 300_000],
    measure: sweeps("recent", 30),
  },
  {
    name: "a page of the sweep of the others, when all of n people were here in the last days",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 300_000],
    measure: sweeps("others", 0),
  },
  {
    name: "a report, while n floods are listed",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 10_000],
    measure: lists((list) => list.add({ kind: "send_failed", conversation: "z", event: "e", detail: "" })),
  },
  {
    name: "tidying the list, as each sweep does, with n floods on it",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 10_000],
    measure: lists((list) => list.tidy(0, 0)),
  },
  {
    name: "a page of one other kind, while n floods are listed",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 10_000],
    measure: lists((list) => list.list({ kind: "send_failed" })),
  },
  {
    name: "`/health`, while n floods are listed",
    unit: "read",
    of: "one",
    sizes: [10, 1_000, 10_000],
    measure: lists((list) => list.counts()),
  },
];

/** A Graph that takes everything: the simulated Meta has limits of its own. */
export function takesEverything(w: World): void {
  let sent = 0;
  w.graph = () => Response.json({ recipient_id: "1", message_id: `m_out${sent++}` });
  for (const level of ["warn", "error", "info"] as const) vi.spyOn(console, level).mockImplementation(() => {});
}
