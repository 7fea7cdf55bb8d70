/**
 * The way into the outbox from outside of a turn: a program of the account's, or a person of it, says something. It is
 * bound to the same order, window, limits and opt-out as what the bot says. It sends nothing itself.
 */
import { now } from "../../clock.ts";
import { ContentError, type Rendering } from "../../model/rendering.ts";
import { wordsOf } from "../../model/summary.ts";
import type { Enqueued, EnqueueRequest, SaidMessage } from "../../rpc.ts";
import { controlAt, quieted } from "../control/control.ts";
import { noLongerWaits } from "../control/hand-over.ts";
import { enqueuedId, messageId } from "../ids.ts";
import { type About, type Part, stateOf } from "../schema.ts";
import { knownPerson, type Scope } from "../scope.ts";
import { partsIn } from "./parts.ts";

/** Stores the content, once for each `id`; nothing of it where the channel cannot say it. */
export function enqueue(scope: Scope, request: EnqueueRequest): Enqueued {
  const { store } = scope;
  const id = enqueuedId(request.id);
  const known = store.byId(id);
  if (known !== undefined) return { isNew: false, message: messageAt(scope, known.seq, 0) };
  const rendering = rendered(scope, request);
  if (rendering instanceof ContentError) {
    const { code, field, message } = rendering;
    return { isNew: false, message: null, refused: { code, field, detail: message } };
  }
  store.step(() => {
    if (request.by === "person") speaks(scope);
    store.said(id, now(), partsOf(scope, request, rendering), aboutOf(request, rendering));
    store.note({ offers: rendering.offers });
    store.save();
  });
  return { isNew: true, message: messageAt(scope, store.byId(id)?.seq ?? 0, 0) };
}

/** Silences the bot: a person of the account answers from here, as they would from the platform's inbox. */
function speaks(scope: Scope): void {
  const { store, bot } = scope;
  const at = now();
  const others = store.facts.others + 1;
  store.note({ control: quieted(controlAt(store.facts.control, at), at, bot.quietMs), humanAt: at, others });
  noLongerWaits(scope);
}

function rendered(scope: Scope, { content, options, adaptation, by }: EnqueueRequest): Rendering | ContentError {
  const { channel, bot, settings, store } = scope;
  const base = settings.publicUrl || store.facts.origin;
  try {
    return channel.render(content, {
      labels: bot.labels(knownPerson(scope)),
      ...(base === "" ? {} : { base }),
      ...(options === undefined ? {} : { manner: options }),
      ...(adaptation === undefined ? {} : { adaptation }),
      ...(by === "person" ? { byPerson: true } : {}),
    });
  } catch (error) {
    if (error instanceof ContentError) return error;
    throw error;
  }
}

function partsOf(
  { settings }: Pick<Scope, "settings">,
  { by, content, expiresMs = settings.EXPIRE_MS }: EnqueueRequest,
  { parts }: Rendering,
): Part[] {
  const expires = now() + expiresMs;
  return parts.map((part, n) => ({
    n,
    said: 0,
    status: "queued",
    tries: 0,
    expires,
    work: { do: "message", rendered: part },
    words: n === 0 ? wordsOf(content) : "",
    // Nobody has asked for it just now: it is not said again on a guess, nor to somebody who has opted out.
    careful: true,
    unasked: true,
    ...(by === "bot" ? {} : { by }),
  }));
}

function aboutOf({ by, metadata }: EnqueueRequest, { warnings }: Rendering): About {
  return {
    ...(by === "bot" ? {} : { by }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

/** Returns what was said at a place, with its state; null when nothing of it is kept. */
export function messageAt(
  { store, alias }: Pick<Scope, "store" | "alias">,
  seq: number,
  said: number,
): SaidMessage | null {
  const rows = store.rowsOf(seq);
  const [first] = rows;
  const parts = rows.flatMap(({ out }) => partsIn(out)).filter((part) => part.said === said);
  if (first === undefined || parts.length === 0) return null;
  const { by, metadata, warnings = [] }: About = JSON.parse(first.said ?? "{}");
  return {
    id: messageId(alias, seq, said),
    by: by ?? "bot",
    at: first.received,
    ...(metadata === undefined ? {} : { metadata }),
    warnings,
    parts: parts.map((part) => ({
      status: stateOf(part, store.facts),
      tries: part.tries,
      ...(part.mid === undefined ? {} : { mid: part.mid }),
      ...(part.sentAt === undefined ? {} : { sentAt: part.sentAt }),
      ...(part.why === undefined ? {} : { why: part.why }),
    })),
  };
}
