/** Reads what the dead Worker has left on disk: for the conservation of events, and to say why something is missing. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface Books {
  /** People's events by what became of them. */
  readonly events: { waiting: number; answered: number; done: number; dead: number };
  /** Parts of answers by their status. */
  readonly parts: Map<string, number>;
  /** What needs eyes, by kind. */
  readonly exceptions: Map<string, number>;
  /** The events, by their mid, that stand on the list of what needs eyes: a person can see that they were not answered. */
  readonly listed: Set<string>;
  /** What is known of an event, by its mid. */
  readonly notes: Map<string, string>;
}

const STATUS = ["waiting", "answered", "done", "dead"] as const;

export function readBooks(storage: string): Books {
  const books: Books = {
    events: { waiting: 0, answered: 0, done: 0, dead: 0 },
    parts: new Map(),
    exceptions: new Map(),
    listed: new Set(),
    notes: new Map(),
  };
  const mids = new Map<string, string>();
  each(join(storage, "edgewise-Conversation"), "event", (database) => {
    for (const { id, status, body, out } of database.prepare("select id, status, body, out from event").all()) {
      const { kind, mid } = JSON.parse(String(body)) as { kind?: string; mid?: string };
      if (kind !== "message" && kind !== "tap") continue;
      mids.set(String(id), mid ?? "");
      const name = STATUS[Number(status)] ?? "dead";
      books.events[name]++;
      const parts = JSON.parse(String(out ?? "[]")) as {
        status: string;
        doubts?: number;
        tries: number;
        why?: string;
      }[];
      for (const part of parts) raise(books.parts, part.status);
      books.notes.set(mid ?? "", `${name}; ${parts.map((part) => JSON.stringify(pick(part))).join(", ")}`);
    }
  });
  each(join(storage, "edgewise-Account"), "exception", (database) => {
    for (const { kind, event } of database.prepare("select kind, event from alert").all()) {
      raise(books.exceptions, String(kind));
      for (const id of String(event).split(" ")) books.listed.add(mids.get(id) ?? id);
    }
  });
  return books;
}

const pick = ({
  status,
  tries,
  doubts = 0,
  why = "",
}: {
  status: string;
  tries: number;
  doubts?: number;
  why?: string;
}) => ({
  status,
  tries,
  doubts,
  why,
});

function raise(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Every object of a class that has the table. */
function each(folder: string, table: string, read: (database: DatabaseSync) => void): void {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(folder, file));
    try {
      const known = database.prepare("select 1 from sqlite_master where name = ?").get(table);
      if (known !== undefined) read(database);
    } finally {
      database.close();
    }
  }
}
