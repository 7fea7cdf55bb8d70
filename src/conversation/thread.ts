/** The last word on a send whose outcome nobody knows: whether it stands in the thread, as the platform shows it. */
import { accessOf, type Desk } from "./desk.ts";
import type { Part } from "./schema.ts";
import type { Store } from "./store.ts";

/** How far the platform's clock may be from ours: it shows seconds only. */
const CLOCKS_DIFFER_MS = 3_000;
/** How many rows are looked through for messages that are accounted for: more than a thread shows. */
const ACCOUNTED = 50;

/** The `mid` of a message as the platform shows it; null when it does not stand there, `unknown` when it did not tell. */
export async function inThread(
  desk: Pick<Desk, "account" | "channel" | "address" | "store" | "settings" | "fetch">,
  part: Part,
  token: string,
): Promise<string | null | "unknown"> {
  if (part.work.do !== "message" || !(await desk.account.mayAskThread())) return "unknown";
  const shown = await desk.channel.recent(desk.address, accessOf(desk, token));
  if (shown === "unknown") return "unknown";
  const known = knownMids(desk.store);
  const words = squeezed(part.work.rendered.message["text"]);
  const since = (part.triedAt ?? 0) - CLOCKS_DIFFER_MS;
  const found = shown.find((one) => one.at >= since && squeezed(one.text) === words && !known.has(one.mid));
  return found?.mid ?? null;
}

/** Words without what a platform may change about the space between them. */
const squeezed = (text: unknown): string => (typeof text === "string" ? text.trim().replace(/\s+/g, " ") : "");

/** Messages of the thread that are accounted for: another part's, or a colleague's. */
function knownMids(store: Store): ReadonlySet<string> {
  return new Set(
    store.latest(ACCOUNTED).flatMap(({ body, out }) => {
      const { mid } = JSON.parse(body) as { mid?: string };
      const parts: Part[] = JSON.parse(out ?? "[]");
      return [mid, ...parts.map((part) => part.mid)].filter((one) => one !== undefined);
    }),
  );
}
