/**
 * The life of a message, from what was seen on the wire: its webhook, the 200, the turn, what was sent in answer, and
 * what came back of that. Pure: traces in any order go in, lines come out.
 */

/** A webhook: once when it goes out, and again (with the same id) when it was answered. */
export interface WebhookTrace {
  readonly kind: "webhook";
  readonly id: string;
  readonly psid: string;
  readonly at: number;
  /** `message`, `postback`, `echo`, `delivery`, `read`, … */
  readonly what: string;
  readonly mid?: string;
  readonly mids?: readonly string[];
  readonly watermark?: number;
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly attempt: number;
  /** The bot's answer; 0 when none came. */
  readonly status?: number;
  readonly ms?: number;
}

/** A handler ran. */
export interface TurnTrace {
  readonly kind: "turn";
  readonly id: string;
  readonly psid: string;
  /** When it ended. */
  readonly at: number;
  readonly ms: number;
  /** The event's id, which has the message's `mid` in it. */
  readonly event: string;
  /** `src/bot.ts:24`. */
  readonly place?: string;
  /** How many things it said. */
  readonly says: number;
  /** What it said, by row: `<seq>.<born>` of the `ew.<seq>.<n>.<born>` in `message.metadata`. */
  readonly answers: readonly Answer[];
  readonly failed?: { readonly error: string; readonly place?: string };
}

/** One row of a turn's answer: what was changed in it to fit the channel, and who speaks from which message on. */
export interface Answer {
  readonly row: string;
  readonly places?: readonly { readonly n: number; readonly place: string }[];
  readonly adapted: readonly { readonly n: number; readonly field: string; readonly detail: string }[];
}

/** A call to the Graph API that a person would notice: a message, a reaction, a handover. */
export interface CallTrace {
  readonly kind: "call";
  readonly id: string;
  readonly psid: string;
  readonly at: number;
  readonly ms: number;
  readonly name: string;
  readonly body: unknown;
  /** 0 when the bot got no answer. */
  readonly status: number;
  readonly answer: unknown;
  /** The message that came of it, also when its answer was lost. */
  readonly mid?: string;
}

export type Trace = WebhookTrace | TurnTrace | CallTrace;

export interface Dot {
  readonly name: "webhook" | "answer" | "turn" | "send" | "echo" | "delivered" | "read";
  readonly label: string;
  readonly mood: "fine" | "failed" | "waiting";
  readonly at?: number;
  /** What its drawer shows. */
  readonly json?: unknown;
}

/** One message of a person (or something that happened later), and all that came of it. */
export interface Life {
  /** The `mid`, or the event's id. */
  readonly id: string;
  readonly at: number;
  readonly what: string;
  /** The message that was reacted to, edited or taken back. */
  readonly about?: string;
  /** Webhook, answer and turn. */
  readonly dots: readonly Dot[];
  /** What was sent in answer: for each, from the call to the read. */
  readonly sends: readonly { readonly mid?: string; readonly dots: readonly Dot[]; readonly place?: string }[];
  readonly place?: string;
}

/** What begins a life; everything else is a part of one. */
const PARTS = ["echo", "delivery", "read"];

/** What is done to a message and has a life of its own, with what its event's id begins with. */
const DEEDS: Readonly<Record<string, string>> = { reaction: "reaction", message_edit: "edit", deleted: "deleted" };

/** The lives in one person's chat, oldest first. */
export function lives(traces: readonly Trace[]): readonly Life[] {
  const webhooks = traces.filter((one) => one.kind === "webhook");
  const turns = traces.filter((one) => one.kind === "turn").toSorted((a, b) => a.at - b.at);
  const calls = traces.filter((one) => one.kind === "call").toSorted((a, b) => a.at - b.at);
  const begun = webhooks.filter(({ what, mid, id }) => {
    if (PARTS.includes(what)) return false;
    // The same message twice (a duplicate, or one that was batched again) is one life.
    return (
      mid === undefined || what in DEEDS || webhooks.find((one) => one.mid === mid && one.what === what)?.id === id
    );
  });
  const causes = causesOf(turns, calls, begun);
  const own = new Set<TurnTrace>();
  const found: Life[] = begun.map((webhook) => {
    const mine = turns.filter(({ event }) => isOf(event, webhook));
    for (const turn of mine) own.add(turn);
    if (webhook.what in DEEDS && webhook.mid !== undefined) {
      const { id, what, at, mid: about } = webhook;
      return { ...life(id, what, at, [...received(webhook, webhook)], mine), about };
    }
    const latest = webhooks.findLast((one) => one.mid === webhook.mid && one.what === webhook.what) ?? webhook;
    const dots = received(webhook, webhook.mid === undefined ? webhook : latest);
    return life(webhook.mid ?? webhook.id, webhook.what, webhook.at, [...dots], mine);
  });
  for (const event of new Set(turns.filter((turn) => !own.has(turn)).map((turn) => turn.event))) {
    const mine = turns.filter((turn) => turn.event === event);
    const what = event.startsWith("signal:") ? "signal" : "later";
    found.push(life(event, what, mine[0]?.at ?? 0, [], mine));
  }
  return found.toSorted((a, b) => a.at - b.at);

  function life(id: string, what: string, at: number, dots: Dot[], mine: readonly TurnTrace[]): Life {
    const last = mine.at(-1);
    const place = last?.place;
    const sent = calls.filter((call) => mine.some((turn) => causes.get(call) === turn));
    return {
      id,
      at,
      what,
      dots: [...dots, ...mine.map(turned)],
      sends: attempts(sent).map((tries) => {
        const said = speaker(mine, tries) ?? place;
        return { ...sending(tries, webhooks), ...(said === undefined ? {} : { place: said }) };
      }),
      ...(place === undefined ? {} : { place }),
    };
  }
}

/**
 * An event's id has its message's `mid` in it. A reaction's ends with its time and an edit's with its number, as a message
 * may have several.
 */
function isOf(event: string, { what, mid, payload }: WebhookTrace): boolean {
  if (mid === undefined || !event.includes(mid)) return false;
  if (Object.values(DEEDS).find((deed) => event.startsWith(`${deed}:`)) !== DEEDS[what]) return false;
  if (what !== "reaction" && what !== "message_edit") return true;
  const field = what === "reaction" ? "timestamp" : "num_edit";
  const [, end] = new RegExp(`"${field}":(\\d+)`).exec(JSON.stringify(payload)) ?? [];
  return end !== undefined && event.endsWith(`:${end}`);
}

/** Which line of the bot said each message: by `mid`. */
export function places(all: readonly Life[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { sends } of all)
    for (const { mid, place } of sends) if (mid !== undefined && place !== undefined) found.set(mid, place);
  return found;
}

/** The line that said a part, where a turn has several: a handler's, then that of a dialog's question. */
function speaker(turns: readonly TurnTrace[], [first]: readonly CallTrace[]): string | undefined {
  const part = partOf(first?.body);
  const answer = turns.flatMap(({ answers }) => answers).findLast(({ row }) => row === part?.row);
  return answer?.places?.findLast(({ n }) => n <= (part?.n ?? 0))?.place;
}

/** @param latest the same message's newest try */
function received({ at, what }: WebhookTrace, latest: WebhookTrace): readonly [Dot, Dot] {
  const { payload, headers, attempt, status, ms } = latest;
  const tries = attempt > 1 ? `, try ${attempt}` : "";
  return [
    { name: "webhook", label: `Signed webhook${tries}`, mood: "fine", at, json: { what, headers, body: payload } },
    status === undefined
      ? { name: "answer", label: "200", mood: "waiting" }
      : {
          name: "answer",
          label: status === 0 ? "No answer" : `${status} in ${ms} ms`,
          mood: status === 200 ? "fine" : "failed",
          json: { status, ms, attempt },
        },
  ];
}

function turned({ at, ms, place, failed, event, says }: TurnTrace): Dot {
  const json = { event, at: place, ms, says, ...(failed === undefined ? {} : { failed }) };
  if (failed === undefined) return { name: "turn", label: place ?? "turn", mood: "fine", at, json };
  return { name: "turn", label: failed.place ?? place ?? "turn failed", mood: "failed", at, json };
}

/**
 * Which turn each call is of. A message says it by its part's id. What has none (a reaction, a hand-over, what the
 * library says by itself) is of the turn before it, unless a message that came since is still being answered.
 */
function causesOf(
  turns: readonly TurnTrace[],
  calls: readonly CallTrace[],
  begun: readonly WebhookTrace[],
): ReadonlyMap<CallTrace, TurnTrace> {
  const rows = new Map(turns.flatMap((turn) => turn.answers.map(({ row }) => [row, turn] as const)));
  const open = begun.filter(({ mid }) => mid !== undefined && !turns.some(({ event }) => event.includes(mid)));
  const causes = new Map<CallTrace, TurnTrace>();
  for (const call of calls) {
    const part = partOf(call.body);
    const before = turns.findLast(({ at }) => at <= call.at);
    const isOpen = open.some(({ at }) => at <= call.at && at >= (before?.at ?? 0));
    const turn = (part && rows.get(part.row)) ?? (isOpen && part ? undefined : before);
    if (turn) causes.set(call, turn);
  }
  return causes;
}

/** What was changed in each message to fit the channel, a sentence each: by `mid`. */
export function adaptations(traces: readonly Trace[]): ReadonlyMap<string, readonly string[]> {
  const changed = new Map<string, string[]>();
  for (const trace of traces) {
    if (trace.kind !== "turn") continue;
    for (const { row, adapted } of trace.answers)
      for (const { n, field, detail } of adapted) {
        const key = `${row} ${n}`;
        changed.set(key, [...(changed.get(key) ?? []), `${field}: ${detail}`]);
      }
  }
  const found = new Map<string, readonly string[]>();
  for (const trace of traces) {
    if (trace.kind !== "call" || trace.mid === undefined) continue;
    const part = partOf(trace.body);
    const sentences = part && changed.get(`${part.row} ${part.n}`);
    if (sentences) found.set(trace.mid, [...new Set(sentences)]);
  }
  return found;
}

/** Calls for the same part are tries of one sending. */
function attempts(calls: readonly CallTrace[]): readonly (readonly CallTrace[])[] {
  const groups = new Map<string, CallTrace[]>();
  for (const call of calls) {
    const key = metadataOf(call.body) || call.id;
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  return [...groups.values()];
}

function sending(tries: readonly CallTrace[], webhooks: readonly WebhookTrace[]): Life["sends"][number] {
  const dots: Dot[] = [];
  let again = 0;
  for (const { name, at, ms, status, body, answer } of tries) {
    const fine = status === 200;
    const label = fine ? (name === "message" ? "Graph send" : name.replaceAll("_", " ")) : refused(status, answer);
    const json = { call: name, ms, body, status, answer };
    const dot: Dot = { name: "send", label, mood: fine ? "fine" : "failed", at, json };
    // The same answer again and again is one dot.
    const same = !fine && dots.at(-1)?.label.endsWith(label);
    again = same ? again + 1 : 1;
    if (same) dots.splice(-1, 1, { ...dot, label: `${again} × ${label}` });
    else dots.push(dot);
  }
  const sent = tries.findLast(({ mid }) => mid !== undefined);
  if (sent?.mid === undefined) return { dots };
  const { mid, at } = sent;
  const back = (name: "echo" | "delivered" | "read", label: string, webhook: WebhookTrace | undefined): Dot =>
    webhook === undefined
      ? { name, label, mood: "waiting" }
      : {
          name,
          label,
          mood: webhook.status === undefined || webhook.status === 200 ? "fine" : "failed",
          at: webhook.at,
          json: { status: webhook.status, ms: webhook.ms, headers: webhook.headers, body: webhook.payload },
        };
  return {
    mid,
    dots: [
      ...dots,
      back(
        "echo",
        "Echo",
        webhooks.findLast((one) => one.what === "echo" && one.mid === mid),
      ),
      back(
        "delivered",
        "Delivered",
        webhooks.findLast((one) => one.what === "delivery" && one.mids?.includes(mid)),
      ),
      back(
        "read",
        "Read",
        webhooks.find((one) => one.what === "read" && (one.watermark ?? 0) >= at && one.status !== 0),
      ),
    ],
  };
}

function refused(status: number, answer: unknown): string {
  if (status === 0) return "No answer";
  const error = record(record(answer)["error"]);
  const subcode = error["error_subcode"] === undefined ? "" : `/${error["error_subcode"]}`;
  return error["code"] === undefined ? `${status}` : `${status}, code ${error["code"]}${subcode}`;
}

/** The part's row and its place in it, as the library writes them into `message.metadata`. */
function partOf(body: unknown): { readonly row: string; readonly n: number } | undefined {
  const [, seq, n, born] = /^ew\.(\d+)\.(\d+)\.(\w+)$/.exec(metadataOf(body)) ?? [];
  return seq === undefined ? undefined : { row: `${seq}.${born}`, n: Number(n) };
}

function metadataOf(body: unknown): string {
  const metadata = record(record(body)["message"])["metadata"];
  return typeof metadata === "string" ? metadata : "";
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
