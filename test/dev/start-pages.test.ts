/** `npm start -- --pages 2`: two Pages of a simulated Meta, one Worker. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChatItem, Person } from "../../simulator/core/chat.ts";
import type { Command, Update } from "../../simulator/protocol.ts";
import { type Running, start, until } from "../browser/start.ts";

let running: Running;
beforeAll(async () => {
  running = await start({ args: ["--pages", "2"] });
});
afterAll(() => running?.stop());

type State = Extract<Update, { readonly kind: "state" }>;

/** What a page that is opened now would see. */
async function seen(): Promise<State> {
  const over = new AbortController();
  const response = await fetch(`${running.address}/api/events`, { signal: over.signal });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes("\n\n")) break;
  }
  over.abort();
  return JSON.parse(text.replace(/^data: /, "")) as State;
}

const post = async (path: string, body: unknown): Promise<{ readonly result?: unknown }> => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${running.address}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as { readonly result?: unknown };
};
const does = (command: Command) => post("/api/do", command);

const words = (items: readonly ChatItem[], psid: string): (string | undefined)[] =>
  items.flatMap((item) =>
    item.psid === psid && item.kind === "message" && item.from === "bot" ? [item.message.text] : [],
  );
const answer = (text: string) => `You said: "${text}". How can I help you today?`;
const hears = (psid: string, text: string) =>
  until(async () => words((await seen()).items, psid).includes(answer(text)), 20_000);
const personOf = ({ people }: State, page: string | undefined): string =>
  people.find((person) => person.page === page)?.psid ?? "";

it("has somebody on each, who is answered there, and others can be added to either", async () => {
  const state = await seen();
  const [first, second] = state.people.map(({ page }) => page);
  expect([first, second]).toEqual(["Demo Shop", "Demo Shop 2"]);
  for (const [n, page] of [first, second].entries()) {
    const psid = personOf(state, page);
    await does({ do: "say", psid, text: `hello ${n}` });
    await hears(psid, `hello ${n}`);
  }
  const { result } = await does({ do: "join", page: "Demo Shop 2" });
  expect((result as Person).page).toBe("Demo Shop 2");
});

it("a token that is revoked stops one of them and not the other, and what waited goes out afterwards", async () => {
  const state = await seen();
  const [here, there] = [personOf(state, "Demo Shop"), personOf(state, "Demo Shop 2")];
  await post("/api/faults", { fault: "token revoked" });
  await does({ do: "say", psid: here, text: "anybody here?" });
  await does({ do: "say", psid: there, text: "and there?" });
  await hears(there, "and there?");
  const { items } = await seen();
  expect(words(items, here)).not.toContain(answer("anybody here?"));
  expect(items.filter((item) => item.kind === "notice" && item.notice.about === "refused")).toMatchObject([
    { psid: here, notice: { code: 190 } },
  ]);
  await fetch(`${running.address}/api/faults`, { method: "DELETE" });
  await does({ do: "clock", ms: 60_000 });
  await hears(here, "anybody here?");
});
