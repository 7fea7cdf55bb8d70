/** What happens outside of Messenger, and what failed and is done again: the Worker's own routes under `/admin`. */
import type { Done, SignalOffer } from "./protocol.ts";

/** The Worker that runs, and what opens its doors. */
export interface Door {
  readonly bot: string;
  readonly adminToken: string;
  /** `messenger:<Page id>` */
  readonly account: string;
}

interface Failed {
  readonly seq: number;
  readonly conversation: string;
}

/** The signals that the bot answers. */
export async function signalsOf(door: Door): Promise<readonly SignalOffer[]> {
  return ((await call(door, "GET", "/dev/about")) as { signals: readonly SignalOffer[] }).signals;
}

/** Sets up the account with a token. A Worker that is gone again is told by its next start. */
export async function setUp(door: Door, token: string): Promise<void> {
  await call(door, "PUT", `/admin/accounts/${door.account.replace(":", "/")}`, { token }).catch(() => undefined);
}

/** Lets something happen, as `POST /admin/signals/<name>` does. */
export function raise(door: Door, psid: string, name: string, data: unknown): Promise<Done> {
  const body = { person: psid, id: crypto.randomUUID(), data };
  return said(call(door, "POST", `/admin/signals/${encodeURIComponent(name)}`, body));
}

/** Does again what was refused to this person last, as `POST /admin/exceptions/<seq>/replay` does. */
export function sendAgain(door: Door, psid: string): Promise<Done> {
  const again = async () => {
    const { conversation } = (await call(door, "POST", "/admin/conversations/find", { person: psid })) as Failed;
    const { exceptions } = (await call(door, "GET", "/admin/exceptions?kind=send_failed")) as {
      exceptions: readonly Failed[];
    };
    const newest = exceptions.find((one) => one.conversation === conversation);
    if (newest === undefined) throw new Error("Nothing of this chat waits to be sent again.");
    await call(door, "POST", `/admin/exceptions/${newest.seq}/replay`, {});
  };
  return said(again());
}

async function said(deed: Promise<unknown>): Promise<Done> {
  try {
    await deed;
    return {};
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function call(
  { bot, adminToken, account }: Door,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const url = new URL(`${bot}${path}`);
  url.searchParams.set("account", account);
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => ({}))) as { readonly detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `The bot's Worker answered ${response.status}.`);
  return answer;
}
