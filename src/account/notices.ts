/**
 * Tells whoever runs the bot, at `ALERT_URL`, that something new needs eyes: at most once a kind and hour, with the
 * repair. What is held back is counted, and told an hour later if it is still listed. A notice has no words of anybody,
 * no id of a person and no secret: the kind, the number, the platform's code, and the log's name of a conversation.
 */
import { now } from "../clock.ts";
import { callHook } from "../hook.ts";
import { log } from "../log.ts";
import { ALERTS, type Alert, type AlertKind } from "./alerts.ts";
import type { KeyValue } from "./facts.ts";

const HOUR_MS = 3_600_000;
/** The most tries of a notice that nobody takes, an hour between them. */
const MOST_TRIES = 3;

/** What was told of a kind. */
interface Told {
  /** The time of the last try, in milliseconds. */
  readonly at: number;
  /** The number of alerts since, or of those in a notice that nobody took. */
  readonly waiting: number;
  readonly failed: number;
}

type AllTold = Partial<Record<AlertKind, Told>>;

export interface NoticesHome {
  /** `messenger:<id>`. */
  readonly account: string;
  /** Empty: nobody wants to be told. */
  readonly url: string;
  readonly facts: KeyValue;
  /** Sees to work that nobody waits for. */
  readonly aside: (work: Promise<void>) => void;
}

/** The notices of one account. */
export class Notices {
  readonly #home: NoticesHome;

  constructor(home: NoticesHome) {
    this.#home = home;
  }

  /** Tells of a new alert, or counts it while the kind was told within the hour. @param alias the conversation in the log */
  tell({ kind, code }: Pick<Alert, "kind" | "code">, alias: string): void {
    if (this.#home.url === "") return;
    const before = this.#told()[kind];
    // What waits since more than an hour goes with the next sweep, all of it together.
    const isHeldBack = before !== undefined && (isRecent(before) || before.waiting > 0);
    if (isHeldBack) this.#keep(kind, { ...before, waiting: before.waiting + 1 });
    else this.#send(kind, 1, [alias === "" ? "" : `conversation ${alias}`, codeOf(code)], 0);
  }

  /** Tells what was held back, of the kinds that are still listed. @param counts the number of open alerts of each kind */
  tend(counts: Partial<Record<AlertKind, number>>): void {
    if (this.#home.url === "") return;
    for (const [kind, { waiting, failed, ...rest }] of Object.entries(this.#told()) as [AlertKind, Told][]) {
      if (waiting === 0 || isRecent(rest)) continue;
      if ((counts[kind] ?? 0) > 0) this.#send(kind, waiting, [], failed);
      else this.#keep(kind, { at: rest.at, waiting: 0, failed: 0 });
    }
  }

  #send(kind: AlertKind, count: number, about: readonly string[], failed: number): void {
    const { account, url, aside } = this.#home;
    // Before the call: an object that dies meanwhile tells no second time.
    this.#keep(kind, { at: now(), waiting: 0, failed });
    const work = async (): Promise<void> => {
      const why = await callHook(url, bodyFor(url, { kind, account, text: textOf(kind, account, count, about) }));
      if (why === null) return this.#settle(kind, 0, 0);
      const isLast = failed + 1 >= MOST_TRIES;
      log("error", "alert_not_told", { kind, account, why, again: !isLast });
      this.#settle(kind, isLast ? 0 : count, isLast ? 0 : failed + 1);
    };
    aside(work());
  }

  /** Others may have been counted during the call. */
  #settle(kind: AlertKind, back: number, failed: number): void {
    const { at, waiting } = this.#told()[kind] ?? { at: now(), waiting: 0 };
    this.#keep(kind, { at, waiting: waiting + back, failed });
  }

  #told(): AllTold {
    return this.#home.facts.recall<AllTold>("told") ?? {};
  }

  #keep(kind: AlertKind, told: Told): void {
    this.#home.facts.keep("told", { ...this.#told(), [kind]: told });
  }
}

const isRecent = ({ at }: Pick<Told, "at">): boolean => Math.abs(now() - at) < HOUR_MS;

/** A code of the platform's as it may stand in a notice: never a sentence. */
const codeOf = (code: number | string | undefined): string =>
  code !== undefined && /^[\w./-]{1,20}$/.test(String(code)) ? `code ${code}` : "";

function textOf(kind: AlertKind, account: string, count: number, about: readonly string[]): string {
  const { what, repair } = ALERTS[kind];
  const known = about.filter((one) => one !== "").join(", ");
  const [channel = "", ...id] = account.split(":");
  const way = repair.replaceAll("{account}", `${channel}/${id.join(":")}`);
  const head = `${account}: ${what}${count > 1 ? ` (${count} times)` : ""}${known === "" ? "" : ` (${known})`}`;
  return `${head} ${way} GET /admin/exceptions?account=${account}&kind=${kind} has what is known.`;
}

/** The fields of a notice, for programs and people. */
interface Notice {
  readonly kind: AlertKind;
  readonly account: string;
  readonly text: string;
}

/**
 * Returns a notice in the form that the address takes. Slack and Discord refuse or misread each other's cards, and
 * Teams takes nothing but a card, so each gets its own; any other address gets `text` and `content`, which most take.
 * Third party: the three vendors' pages on incoming webhooks.
 */
export function bodyFor(url: string, notice: Notice): unknown {
  const { hostname } = new URL(url);
  const isAt = (...hosts: string[]) => hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  const { text } = notice;
  if (isAt("slack.com")) return { text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") };
  if (isAt("discord.com", "discordapp.com")) return { content: text, allowed_mentions: { parse: [] } };
  if (isAt("logic.azure.com", "api.powerplatform.com", "webhook.office.com")) {
    const body = [{ type: "TextBlock", text, wrap: true }];
    const content = { type: "AdaptiveCard", version: "1.4", body };
    return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
  }
  return { ...notice, content: text };
}
