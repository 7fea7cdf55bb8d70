/**
 * A channel of the tests, unlike Messenger in everything: people have phone numbers, nothing is echoed and no thread can be
 * asked, an answer means accepted, and statuses with our reference tell the rest, in any order. There is a pace for each
 * person, and no hand-over, upload, profile, menu, gesture or call of a bot's own.
 */
import type {
  Access,
  Channel,
  ErrorClass,
  OutboundAction,
  PersonRate,
  PlatformError,
  SendResult,
} from "../../src/channels/channel.ts";
import { errorName } from "../../src/log.ts";
import type { ChannelName } from "../../src/model/content.ts";
import type { ErrorAction, ErrorCode } from "../../src/model/errors.ts";
import { type Address, LONGEST_ID } from "../../src/model/events.ts";
import { decode } from "./decode.ts";
import { render } from "./render.ts";
import { type Call, REFUSALS, WINDOW_MS } from "./wire.ts";

/** Its name: the one place that says a bot's content knows it, which it does not, so that no bot can name it. */
export const FAKE = "fake" as string as ChannelName;

/** A little slower than the platform would take it. */
const PERSON_RATE: PersonRate = { everyMs: 120, burst: 10 };

export const fake: Channel = {
  name: FAKE,
  object: "fake_account",
  decode,
  render,
  send,
  window: () => ({ window: WINDOW_MS, once: false }),
  opensWindow: ({ kind }) => kind === "message" || kind === "tap",
  evidence: {
    answer: "accepted",
    returns: "byStatus",
    textOf: ({ text }) => (text as Call["text"] | undefined)?.body ?? "",
    repeats: false,
    orderMs: 500,
  },
  lanes: () => ({ message: { perSecond: 200 } }),
  laneOf: () => "message",
  personRate: PERSON_RATE,
  isColleague: () => false,
  graph: ({ account, person }) => ({ account, person, call: noCalls, batch: noCalls, all: noCalls }),
  buttons: { title: 100, payload: 1_000 },
};

const noCalls = (): never => {
  throw new TypeError("This platform takes no calls of a bot's own.");
};

/** Never throws. A gesture is left undone; nothing is passed on, so nobody may ask for it. */
async function send(action: OutboundAction, { account, person }: Address, access: Access): Promise<SendResult> {
  if (action.do === "pass" || action.do === "take") {
    return { ended: "refused", failure: failureOf(404, 100, `There is no "${action.do}" here.`) };
  }
  if (action.do !== "message") return { ended: "done" };
  const call = { ...action.message, to: person, reference: action.metadata };
  try {
    const late = AbortSignal.timeout(access.timeout);
    const response = await (access.fetch ?? fetch)(`${access.url}/${account}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${access.token}`, "content-type": "application/json" },
      body: JSON.stringify(call),
      redirect: "manual",
      signal: access.signal === undefined ? late : AbortSignal.any([late, access.signal]),
    });
    return read(response.status, await response.text());
  } catch (error) {
    return { ended: "unknown", why: error instanceof Error ? errorName(error) : "no answer" };
  }
}

function read(status: number, text: string): SendResult {
  const { messages, error } = parse(text);
  const id = messages?.[0]?.id;
  if (typeof id === "string") return { ended: "done", mid: id.slice(0, LONGEST_ID) };
  if (typeof error?.code !== "number") return { ended: "unknown", why: `HTTP ${status} that names no message` };
  return { ended: "refused", failure: failureOf(status, error.code, error.message ?? "") };
}

interface Answer {
  readonly messages?: readonly { readonly id?: unknown }[];
  readonly error?: { readonly code?: unknown; readonly message?: string };
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

type Meaning = readonly [ErrorClass, ErrorCode, ErrorAction];

const MEANINGS: Readonly<Record<number, Meaning>> = {
  [REFUSALS.token.code]: ["token", "account_reauth_required", "reconnect_account"],
  [REFUSALS.unknown_number.code]: ["permanent", "recipient_unreachable", "do_not_retry"],
  [REFUSALS.window.code]: ["permanent", "window_closed", "use_template"],
  [REFUSALS.person_rate.code]: ["transient", "platform_rate_limited", "wait"],
  [REFUSALS.busy.code]: ["transient", "platform_rate_limited", "wait"],
  [REFUSALS.too_long.code]: ["permanent", "invalid_content", "fix_request"],
};

function failureOf(status: number, code: number, message: string): PlatformError {
  const [errorClass, means, action] = MEANINGS[code] ?? ["permanent", "platform_error", "check_status"];
  return { class: errorClass, means, action, sentence: "The platform refused it.", status, code, message };
}
