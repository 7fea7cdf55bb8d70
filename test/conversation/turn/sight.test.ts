/** Which question a reply belongs to, in a real conversation. */
import { expect, it } from "vitest";
import { PAGE_INBOX } from "../../../src/channels/messenger/limits.ts";
import type { MessageEvent } from "../../../src/model/events.ts";
import { orders } from "../../support/orders.ts";
import { inRoom, type Room } from "../../support/room.ts";
import { time } from "../../support/time.ts";
import { world } from "../../support/world.ts";

const w = world();
const t = time();
/** Takes a text in as Meta tells it. */
const says = (room: Room, text: string, change: Partial<MessageEvent> = {}) => {
  const mid = `m_${crypto.randomUUID()}`;
  return room.takes({ kind: "message", id: mid, mid, at: Date.now(), text, attachments: [], ...change });
};

/** Meta refuses the next message. */
function refusesOnce(error: object, status: number): void {
  let refused = 0;
  w.graph = async (request) => {
    const isMessage = (await request.clone().text()).includes('"message":');
    return isMessage && refused++ === 0 ? Response.json({ error }, { status }) : undefined;
  };
}

/** Somebody at a question, with the time standing still. */
async function inOrder(work: (room: Room) => Promise<void>): Promise<string[]> {
  const psid = w.writer();
  t.stops();
  await inRoom(psid, orders(), {}, async (room) => {
    says(room, "order");
    await room.runs();
    t.passes(3_000);
    await work(room);
  });
  return w.screen(psid);
}

it.each([
  ["with another webhook", 0],
  ["with a webhook that comes late", 60_000],
])("what was written before the question set out is not its answer: %s", async (_, late) => {
  const screen = await inOrder(async (room) => {
    says(room, "Ana");
    const wrote = Date.now();
    await room.runs();
    t.passes(late);
    says(room, "García", { at: wrote });
    await room.runs();
    t.passes(3_000);
    says(room, "Main Street 5");
    await room.runs();
    t.passes(3_000);
    says(room, "Madrid");
    await room.runs();
    t.passes(3_000);
    says(room, "3");
    await room.runs();
  });
  expect(screen).toEqual([
    "Your name?",
    "Your street?",
    "Your city?",
    "How many?",
    expect.stringContaining("Ana; Main Street 5; Madrid; 3."),
  ]);
});

it("what is written while the question waits to be sent is not its answer", async () => {
  const screen = await inOrder(async (room) => {
    refusesOnce({ message: "Not now.", code: 2, is_transient: true }, 500);
    says(room, "Ana");
    await room.runs();
    t.passes(10);
    says(room, "Hello?");
    await room.runs();
    t.passes(60_000);
    await room.wakes();
    t.passes(3_000);
    says(room, "Main Street 5");
    await room.runs();
  });
  expect(screen).toEqual(["Your name?", "Your street?", "Your city?"]);
});

it("a question that could not be sent is asked again, and what was written is not its answer", async () => {
  const screen = await inOrder(async (room) => {
    refusesOnce({ message: "No.", code: 100 }, 400);
    says(room, "Ana");
    await room.runs();
    t.passes(3_000);
    says(room, "Hello?");
    await room.runs();
    t.passes(3_000);
    says(room, "Main Street 5");
    await room.runs();
  });
  expect(screen).toEqual(["Your name?", "Your street?", "Your city?"]);
});

it("a reply to an earlier question corrects its answer, and a reply to anything else fills nothing", async () => {
  const screen = await inOrder(async (room) => {
    const mids: string[] = [];
    for (const words of ["Ana", "Main Street 5", "Madrid"]) {
      const { seq } = says(room, words);
      await room.runs();
      mids.push(room.parts(seq)[0]?.mid ?? "");
      t.passes(3_000);
    }
    const [street = ""] = mids;
    says(room, "Main Street 6", { replyTo: street });
    await room.runs();
    t.passes(3_000);
    says(room, "5", { replyTo: "m_of_somebody" });
    await room.runs();
    t.passes(3_000);
    says(room, "2", { replyTo: mids[2] ?? "" });
    await room.runs();
  });
  expect(screen.slice(3)).toEqual([
    "How many?",
    "How many?",
    "Nothing: 5",
    "How many?",
    expect.stringContaining("Ana; Main Street 6; Madrid; 2."),
  ]);
});

it("an edit corrects the answer that the message gave", async () => {
  const screen = await inOrder(async (room) => {
    const { id } = says(room, "Ana");
    await room.runs();
    t.passes(3_000);
    room.takes({ kind: "edit", id: "edit 1", at: Date.now(), mid: id, text: "Eva", edits: 1 });
    await room.runs();
    for (const words of ["Main Street 5", "Madrid", "3"]) {
      t.passes(3_000);
      says(room, words);
      await room.runs();
    }
  });
  expect(screen.at(-1)).toContain("Eva; Main Street 5; Madrid; 3.");
});

it.each([
  ["another app takes", { action: "pass", from: null, to: "1234567890" }, 1],
  ["a colleague takes", { action: "pass", from: null, to: PAGE_INBOX }, 1],
  ["somebody asks for", { action: "request", to: "1234567890" }, 0],
] as const)("control that %s is counted as another's", async (_, control, others) => {
  await inRoom(w.writer(), orders(), {}, async (room) => {
    room.takes({ kind: "control", id: "control", at: Date.now(), ...control });
    expect(room.scope.store.facts.others).toBe(others);
  });
});
