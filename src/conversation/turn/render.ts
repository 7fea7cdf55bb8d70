/** The rendering of what a turn said, as parts to be sent. Stores and sends nothing. */
import type { Channel } from "../../channels/channel.ts";
import { now } from "../../clock.ts";
import type { KnownPerson, Line, Said, TurnResult } from "../../kit/runnable.ts";
import { log } from "../../log.ts";
import type { Content } from "../../model/content.ts";
import type { Labels, Offer, SendOptions, Warning } from "../../model/rendering.ts";
import { cutText, startOf } from "../../model/split.ts";
import { wordsOf } from "../../model/summary.ts";
import type { Part, Work } from "../schema.ts";
import { knownPerson, type Scope } from "../scope.ts";
import type { Batch } from "./batch.ts";
import { historyOf, historyQueryOf } from "./history.ts";

export interface AnswerSettings {
  readonly channel: Channel;
  /** The person's id on the platform: that of the conversation's address. */
  readonly person: string;
  /** The words that the channel writes itself, in the person's language. */
  readonly labels: Labels;
  /** The URL at which this Worker is reached from outside; "": none is known. */
  readonly base: string;
  readonly now: number;
  readonly expireMs: number;
  readonly expireReceiptMs: number;
  /** True for the answer to a signal, and not to something that the person did just now. */
  readonly unasked: boolean;
  readonly history: (count: number) => readonly Line[];
}

/** The largest metadata of a hand-over to people who answer from here, in characters. */
const LONGEST_METADATA = 1_000;
/** The number of last lines that the people who take over are given. */
const LAST_LINES = 6;
/** The largest number of characters of such a line. */
const LINE = 120;

/**
 * Renders every content for the channel and puts the parts in order. Throws a ContentError for what the channel cannot
 * say, before anything is stored or sent.
 */
export function partsOf(
  said: readonly Said[],
  settings: AnswerSettings,
): { parts: Part[]; warnings: Warning[]; offers: readonly Offer[] | null } {
  const { channel, person, labels, now, unasked } = settings;
  const base = settings.base === "" ? {} : { base: settings.base };
  const parts: Part[] = [];
  const warnings: Warning[] = [];
  let offers: readonly Offer[] | null = null;
  const render = (content: Content, manner?: SendOptions) => {
    const rendering = channel.render(content, {
      labels,
      ...base,
      ...(manner === undefined ? {} : { manner }),
    });
    warnings.push(...rendering.warnings);
    return rendering;
  };
  for (const [index, one] of said.entries()) {
    // Nothing tells whether a comment was written, and a second one stands there for good.
    const careful = unasked || "reply" in one || ("say" in one && one.say.type === "receipt");
    const expires = now + (careful ? settings.expireReceiptMs : settings.expireMs);
    const add = (work: Work, words = "", after?: number) => {
      const extra = {
        ...(after === undefined ? {} : { after }),
        ...(careful ? { careful } : {}),
        ...(unasked ? { unasked } : {}),
      };
      const part = { n: parts.length, said: index, status: "queued", tries: 0, expires } as const;
      parts.push({ ...part, work, words, ...extra });
    };
    if ("say" in one) {
      const rendering = render(one.say, one.manner);
      offers = rendering.offers;
      for (const [n, rendered] of rendering.parts.entries()) {
        add({ do: "message", rendered }, n === 0 ? wordsOf(one.say) : "", n === 0 ? one.after : undefined);
      }
    } else if ("erase" in one) {
      add({ do: "erase" });
    } else if ("menu" in one) {
      const { personMenu } = channel;
      if (personMenu === undefined) throw new TypeError(`${channel.name} has no menu of a person's own.`);
      add({ do: "menu", menu: personMenu.render(person, one.menu, base) });
    } else if ("react" in one) {
      add({ do: "react", mid: one.to, ...(one.react === null ? {} : { emoji: one.react }) });
    } else if ("reply" in one) {
      add({ do: "comment", to: one.to, text: one.reply });
    } else {
      // Where the platform passes no conversation on, it is held here, and a person answers from here.
      const { apps: [app = ""] = [], metadataMax = LONGEST_METADATA } = channel.handOver ?? {};
      const { reason, ifFailed, ifUnanswered, waitMs } = one.handOver;
      add({
        do: "pass",
        app,
        metadata: passMetadata(reason, settings.history(LAST_LINES), metadataMax),
        ifFailed: render(ifFailed).parts,
        ifUnanswered: render(ifUnanswered).parts,
        ...(waitMs === undefined ? {} : { waitMs }),
      });
    }
  }
  return { parts, warnings, offers };
}

/** Returns the reason and as many of the last lines as fit, as JSON text that people and apps can read. */
export function passMetadata(reason: string, lines: readonly Line[], longest: number): string {
  const shown = lines.map(({ from, text }) => `${from}: ${cut(text)}`);
  for (let kept = reason; ; ) {
    const metadata = JSON.stringify({ reason: kept, history: shown });
    if (metadata.length <= longest) return metadata;
    if (shown.length > 0) shown.shift();
    else kept = `${startOf(kept, Math.floor(kept.length / 2))}…`;
  }
}

/**
 * Returns the metadata of a pass with new words in the place of a person's or a colleague's old ones.
 * @param words from the old ones to the new ones; where the new ones are "", the line is removed
 */
export function relined(metadata: string, words: ReadonlyMap<string, string>): string {
  const { reason, history } = JSON.parse(metadata) as { readonly reason: string; readonly history: readonly string[] };
  const kept = history.flatMap((line) => {
    for (const [old, fresh] of words)
      for (const from of ["person", "human"])
        if (old !== "" && line === `${from}: ${cut(old)}`) return fresh === "" ? [] : [`${from}: ${cut(fresh)}`];
    return [line];
  });
  return JSON.stringify({ reason, history: kept });
}

const cut = (text: string): string => cutText(text, LINE);

/** Renders for this channel what was said in a turn. The turn's own events belong to the history by then. */
export function answerOf(
  scope: Scope,
  said: TurnResult["said"],
  turn: Batch,
  person: KnownPerson = knownPerson(scope),
): Answer {
  const { store, settings, channel, address, bot, alias } = scope;
  const { parts, warnings, offers } = partsOf(said, {
    channel,
    person: address.person,
    labels: bot.labels(person),
    base: settings.publicUrl || store.facts.origin,
    now: now(),
    expireMs: bot.expireMs || settings.EXPIRE_MS,
    expireReceiptMs: settings.EXPIRE_RECEIPT_MS,
    unasked: turn.event.kind === "signal",
    history: (count) => historyOf(store, count, { ...historyQueryOf(turn), itself: true }),
  });
  for (const { code, field } of warnings) log("info", "content_adapted", { conversation: alias, code, field });
  return { parts, warnings, offers };
}

/** The answer of a turn, as it is stored. */
export type Answer = Pick<ReturnType<typeof partsOf>, "parts" | "warnings" | "offers">;
