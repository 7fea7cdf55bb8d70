/** What a turn said, as parts to be sent. Pure. */
import type { Channel } from "../channels/channel.ts";
import type { Content } from "../content/content.ts";
import type { RenderedPart, Warning } from "../content/rendering.ts";
import { wordsOf } from "../content/words.ts";
import type { Line, Said } from "../kit/turn.ts";
import type { Part } from "./schema.ts";

export interface AnswerSettings {
  readonly channel: Channel;
  /** Where this Worker is reached from outside. */
  readonly base: string;
  readonly now: number;
  readonly expireMs: number;
  readonly expireReceiptMs: number;
  readonly history: (count: number) => readonly Line[];
}

/** How many lines the people who take over are given, and how long a line may be. */
const LAST_LINES = 6;
const LINE = 120;
/** Meta names no limit for the metadata of a pass; this is what fits a Send API call. */
const METADATA = 1000;

/**
 * Renders every content for the channel and puts the parts in order. Throws a ContentError for what the channel cannot
 * say, before anything is stored or sent.
 */
export function partsOf(said: readonly Said[], settings: AnswerSettings): { parts: Part[]; warnings: Warning[] } {
  const { channel, base, now } = settings;
  const parts: Part[] = [];
  const warnings: Warning[] = [];
  const render = (content: Content): readonly RenderedPart[] => {
    const rendering = channel.render(content, base === "" ? {} : { base });
    warnings.push(...rendering.warnings);
    return rendering.parts;
  };
  said.forEach((one, index) => {
    const add = (work: Part["work"], words: string, lasts: number) =>
      parts.push({ n: parts.length, said: index, status: "queued", tries: 0, expires: now + lasts, work, words });
    if ("say" in one) {
      const lasts = one.say.type === "receipt" ? settings.expireReceiptMs : settings.expireMs;
      const words = wordsOf(one.say);
      for (const [part, rendered] of render(one.say).entries()) {
        add({ do: "message", rendered }, part === 0 ? words : "", lasts);
      }
      return;
    }
    const [app] = channel.inboxApps;
    if (app === undefined) return;
    const { reason, ifFailed } = one.handOver;
    const metadata = passMetadata(reason, settings.history(LAST_LINES));
    add({ do: "pass", app, metadata, ifFailed: render(ifFailed) }, "", settings.expireMs);
  });
  return { parts, warnings };
}

/** The reason and as many of the last lines as fit, as JSON text that people and apps can read. */
export function passMetadata(reason: string, lines: readonly Line[]): string {
  const shown = lines.map(({ from, text }) => `${from}: ${text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text}`);
  for (;;) {
    const metadata = JSON.stringify({ reason: reason.slice(0, 300), history: shown });
    if (metadata.length <= METADATA || shown.length === 0) return metadata;
    shown.shift();
  }
}
