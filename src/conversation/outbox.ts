import { type Permit, UNSEEN } from "../account/account.ts";
import { type Deed, describe, type Failure, type FileAt, type Outcome } from "../channels/channel.ts";
import { clock, now } from "../clock.ts";
import { log } from "../log.ts";
import { spent, waitOf } from "./allowance.ts";
import { accessOf, type Desk } from "./desk.ts";
import { move, type PartKey, partAt, partId, partsOfRow, settle, write } from "./parts.ts";
import { CONTROL_LAPSES_MS, controlAt, maySpeak } from "./policy.ts";
import { backOff, mayAsk, resolveDoubt } from "./retry.ts";
import { type EventRow, isOpen, type Part, type Work } from "./schema.ts";
import type { Store } from "./store.ts";
import { inThread } from "./thread.ts";

/** The signal that comes when nobody has answered a hand-over. */
export const UNANSWERED = "edgewise.unanswered";

const TAKE_TRIES = 3;
/** How often a refusal is tried that may also mean that the person does not want to hear. */
const BRIEF_TRIES = 3;
/** How often a file is uploaded for one message. */
const UPLOAD_TRIES = 2;
/** A conversation in which one answer is allowed has no more rows. */
const FEW = 50;
/** A slot that was held for longer may come with a token that is not the account's any more. */
const HELD_MS = 10_000;
/** A slot further away than this is not waited for in memory. */
const FAR_MS = 5_000;

/** A slot this near is worth holding up the commit of a turn for. */
const SOON_MS = 100;

/** Leave to send the first part of an answer the moment it is committed. */
export interface Start {
  readonly begin: (key: PartKey) => Promise<void>;
  readonly giveUp: () => void;
}

/** What a turn needs of the outbox. */
export interface Sender {
  readonly reserve: () => Promise<Start | null>;
  readonly run: () => Promise<void>;
}

/** One person's answers on their way: first in, first out, one at a time. */
export class Outbox implements Sender {
  readonly #desk: Desk;
  #running = false;
  /** The part whose call is under way here, and what ends the wait for its answer. */
  #underWay: { readonly key: PartKey; readonly over: AbortController } | null = null;
  #held: Permit | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Something has come in: nobody waits for the answer to a send that its echo has settled. */
  endWait(): void {
    if (this.#underWay === null) return;
    const { key, over } = this.#underWay;
    if (partAt(this.#desk.store, key)?.status === "sent") over.abort();
  }

  /** Works until nothing can be sent now. Finding nothing and giving up the lock are one synchronous step. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.#drain();
  }

  /**
   * Takes the lock and a permit before a turn is committed, if nothing else waits to be sent: then the first part is
   * committed as `sending` and needs no row of its own for that. Whoever gets a start must `begin` or `give up` on it.
   * @returns null when the answer has to queue
   */
  async reserve(): Promise<Start | null> {
    if (this.#running || this.#desk.store.nextOut() !== undefined || this.#overdrawn() > 0) return null;
    this.#running = true;
    const giveUp = () => {
      this.#running = false;
    };
    try {
      const permit = await this.#desk.account.permit();
      const { token, at } = permit;
      if (token === null || at - now() > SOON_MS) {
        this.#held = permit; // the slot is reserved: the answer takes it when its turn comes
        giveUp();
        return null;
      }
      if (at > now()) await scheduler.wait(at - now());
      return { begin: (key) => this.#begin(key, token), giveUp };
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  /** Sends a part that was committed as `sending` in this very step, and goes on with the rest. */
  async #begin(key: PartKey, token: string): Promise<void> {
    const part = partAt(this.#desk.store, key);
    await this.#drain(part === undefined ? undefined : () => this.#send(key, part, token));
  }

  /** Gives up the lock in the same step in which it finds nothing to do: whoever commits later starts it again. */
  async #drain(first?: () => Promise<void>): Promise<void> {
    const { store, arm } = this.#desk;
    try {
      await first?.();
      for (;;) {
        const row = store.nextOut();
        if (row === undefined || row.due > now()) {
          if (row !== undefined) arm(row.due);
          this.#running = false;
          return;
        }
        const part = partsOfRow(store, row.seq).find(isOpen);
        // It keeps the lock: there is nothing left to work on, and the object starts anew.
        if (part?.work.do === "erase") return await this.#desk.erase();
        await this.#step(row, part);
      }
    } catch (error) {
      this.#running = false;
      throw error;
    }
  }

  /** Policy, permit, send: one step of the oldest open part. */
  async #step(row: EventRow, part: Part | undefined): Promise<void> {
    const { store, account, settings, alias } = this.#desk;
    if (part === undefined) return write(store, row.seq, partsOfRow(store, row.seq));
    const key = { seq: row.seq, n: part.n };

    if (part.status === "sending" && !isWeighty(part)) return this.#slight(key, part);
    // Nothing is under way between two steps: this one was cut off by a restart.
    if (part.status === "sending") return this.#doubt(key, part, "The Worker died meanwhile.");
    if (!this.#allowed(key)) return;
    const overdrawn = part.work.do === "message" ? this.#overdrawn() : 0;
    if (overdrawn > 0) {
      store.save(); // a restart while it waits must not fill the allowance again
      await account.report({
        kind: "person_limit",
        detail: `More than ${settings.PERSON_RATE} messages in an hour wait.`,
      });
      return move(store, key, {}, now() + overdrawn);
    }
    await this.#pause(key, part);
    const upload = await this.#uploaded(part);
    const permit = this.#heldFor(part) ?? (await account.permit({ heavy: this.#isHeavy(part) }));
    this.#held = null;
    if (permit.token === null) return move(store, key, {}, permit.at);
    if (part.status === "unknown" && !(await this.#isUnsent(row, part, permit, permit.token))) return;
    if (permit.at - now() > FAR_MS) {
      this.#held = permit; // the slot stays ours
      return move(store, key, {}, permit.at);
    }
    if (permit.at > now()) await scheduler.wait(permit.at - now());
    // Meanwhile a colleague may have taken over, or an echo may have settled it.
    if (!this.#allowed(key)) return;
    if (part.status === "unknown") log("warn", "said_again", { conversation: alias });
    move(store, key, { status: "sending", tries: part.tries + 1, triedAt: now() });
    await this.#send(key, part, permit.token, upload);
  }

  /**
   * What becomes of a send whose outcome nobody knows: evidence, by an echo or in the thread itself, comes before a guess.
   * @returns whether it is to be sent again now
   */
  async #isUnsent(row: EventRow, part: Part, permit: Permit, token: string): Promise<boolean> {
    const { store, account, settings } = this.#desk;
    const key = { seq: row.seq, n: part.n };
    const doubt = resolveDoubt(part, permit, now(), settings);
    if (doubt.is === "again" && doubt.isProven) return true;
    const seen = mayAsk(part, now(), settings.UNKNOWN_MS) ? await inThread(this.#desk, part, token) : "unknown";
    if (seen === null) return true;
    if (seen !== "unknown") {
      settle(store, key, seen);
      return false;
    }
    switch (doubt.is) {
      case "again":
        return true;
      case "wait":
        move(store, key, {}, doubt.when);
        return false;
      case "give up":
        await account.report({ kind: "send_unknown", event: row.id, detail: part.why ?? "" });
        this.#end(key, "failed", "Nobody knows whether it was sent, and it is not sent again.");
        return false;
    }
  }

  /** How long the next message to this person has to wait. */
  #overdrawn(): number {
    return waitOf(this.#desk.store.facts.allowance, now(), this.#desk.settings.PERSON_RATE);
  }

  /** The slot that an answer was promised: not when it is long past, nor for what has slots of its own. */
  #heldFor(part: Part): Permit | null {
    const held = this.#held;
    return held !== null && held.at > now() - HELD_MS && !this.#isHeavy(part) ? held : null;
  }

  #isHeavy({ work }: Part): boolean {
    return work.do === "message" && this.#desk.channel.isHeavy(work.rendered.message);
  }

  /** A file that is sent to many is uploaded once, before the message that shows it counts as being sent. */
  async #uploaded({ work }: Part): Promise<Upload | null> {
    const { channel, account } = this.#desk;
    const file = work.do === "message" ? channel.fileOf(work.rendered.message) : null;
    if (file === null) return null;
    const id = await account.uploadId(file);
    return id === null ? null : { file, id };
  }

  /** Paces bubbles: the pause belongs to the part, and the person sees somebody typing. */
  async #pause({ seq, n }: PartKey, { after }: Part): Promise<void> {
    if (after === undefined) return;
    const { store, gestures } = this.#desk;
    const aside = n === 0 ? store.lastAside(store.row(seq)?.id ?? "")?.seq : undefined;
    const before = aside === undefined ? partAt(store, { seq, n: n - 1 }) : partsOfRow(store, aside).at(-1);
    const wait = (before?.sentAt ?? 0) + after - now();
    if (wait <= 0) return;
    await gestures.show("typing");
    await clock.wait(wait);
  }

  /** Sends a part that is stored as `sending`: from here on a crash leaves its outcome unknown. */
  async #send(key: PartKey, part: Part, token: string, upload: Upload | null = null): Promise<void> {
    const { ctx, store, channel, address, account, settings } = this.#desk;
    const over = new AbortController();
    this.#underWay = { key, over };
    if (part.work.do === "message") {
      store.note({ allowance: spent(store.facts.allowance, now(), settings.PERSON_RATE) });
    }
    const deed = deedOf(part, partId(key, store.facts.born));
    const ready =
      upload === null || deed.do !== "message"
        ? deed
        : { ...deed, message: channel.withUpload(deed.message, upload.id) };
    const outcome = await channel.act(ready, address, { ...accessOf(this.#desk, token), signal: over.signal });
    this.#underWay = null;
    ctx.waitUntil(account.used(outcome.usage)); // what became of the message is stored first
    if (upload !== null && outcome.ended === "refused" && outcome.failure.class === "upload") {
      await account.uploadGone(upload.file, upload.id);
    }
    const still = partAt(store, key);
    if (still === undefined || !isOpen(still)) return; // its echo was faster than the answer
    await this.#ended(key, still, outcome);
  }

  /** Whether the part may be sent now. If not, it ends here, and says why. */
  #allowed(key: PartKey): boolean {
    const { ctx, store, channel, address, account } = this.#desk;
    const part = partAt(store, key);
    if (part === undefined || !isOpen(part)) return false;
    const reach = channel.reach(address.person);
    const verdict = maySpeak(part, store.facts, reach, now(), reach.once ? othersThan(key, store) : []);
    if (verdict.speak) return true;
    if (verdict.end !== "canceled") {
      const kind = verdict.end === "expired" ? "send_expired" : "send_failed";
      ctx.waitUntil(account.report({ kind, event: store.row(key.seq)?.id ?? "", detail: verdict.why }));
    }
    this.#end(key, verdict.end, verdict.why);
    return false;
  }

  async #ended(key: PartKey, part: Part, outcome: Outcome): Promise<void> {
    const { store } = this.#desk;
    const isClear = outcome.ended === "done" || (outcome.ended === "refused" && outcome.failure.class === "permanent");
    if (!isClear && !isWeighty(part)) return this.#slight(key, part);
    switch (outcome.ended) {
      case "done":
        await this.#desk.account.succeeded(now());
        if (part.work.do === "pass") this.#passed(key, part.work);
        return move(store, key, {
          status: "sent",
          sentAt: now(),
          ...(outcome.mid === undefined ? {} : { mid: outcome.mid }),
        });
      case "taken":
        // We missed that somebody took it: they have it until they give it back, or it lapses.
        if (controlAt(store.facts.control, now()).by !== "human") {
          store.note({ control: { by: "app", until: now() + CONTROL_LAPSES_MS, held: true } });
          store.save();
        }
        return this.#end(key, "canceled", "Somebody else has the conversation.");
      case "unknown":
        return this.#doubt(key, part, outcome.why);
      case "refused":
        return this.#refused(key, part, outcome.failure, outcome.usage?.regainMs ?? 0);
    }
  }

  /** A reaction is not worth that anybody waits for it; taking control can be done again, and what follows is said anyway. */
  #slight(key: PartKey, part: Part): void {
    const again = part.work.do === "take" && part.tries < TAKE_TRIES;
    if (again) move(this.#desk.store, key, { status: "queued" });
    else this.#end(key, "failed", "It was not done, and what comes after it does not wait for it.");
  }

  #passed({ seq }: PartKey, { waitMs, ifUnanswered }: Extract<Work, { do: "pass" }>): void {
    const { ctx, store, arm, account } = this.#desk;
    const at = now();
    store.note({ control: { by: "human", until: at + CONTROL_LAPSES_MS, held: true }, waits: true });
    store.save();
    ctx.waitUntil(account.report({ kind: "waiting_for_person", detail: "Handed over." }));
    if (waitMs === undefined) return;
    store.later(UNANSWERED, String(seq), at + waitMs, { at, say: ifUnanswered });
    arm(at + waitMs);
  }

  /** Held until an echo settles it. Without one, an answer is said once more after a while. */
  #doubt(key: PartKey, part: Part, why: string): void {
    const { store, settings, alias } = this.#desk;
    log("warn", "send_unknown", { conversation: alias, why });
    const doubts = (part.doubts ?? 0) + 1;
    const at = now();
    const doubted: Part = { ...part, status: "unknown", why, doubts, triedAt: part.triedAt ?? at, doubtedAt: at };
    const next = resolveDoubt(doubted, UNSEEN, at, settings);
    move(store, key, doubted, next.is === "wait" ? next.when : at);
  }

  /** @param regainMs what the platform said itself of when it takes messages again; it knows better than any back-off */
  async #refused(key: PartKey, part: Part, failure: Failure, regainMs: number): Promise<void> {
    const { store, account, alias } = this.#desk;
    const why = describe(failure);
    log("warn", "send_refused", { conversation: alias, class: failure.class, why });
    const refused = (part.refused ?? 0) + 1;
    const again: Partial<Part> = { status: "queued", why, refused };
    switch (failure.class) {
      case "token":
      case "blocked":
        return move(store, key, again, await account.pause(failure.class, why));
      case "upload":
        if (refused < UPLOAD_TRIES) return move(store, key, again);
        break;
      case "brief":
        if (refused < BRIEF_TRIES) return move(store, key, again, now() + backOff(refused - 1));
        break;
      case "transient":
        return move(store, key, again, now() + (regainMs || backOff(refused - 1)));
      case "permanent":
        break;
    }
    await account.works();
    await account.report({ kind: "send_failed", event: store.row(key.seq)?.id ?? "", detail: why });
    this.#end(key, "failed", why);
  }

  /** A part ends unsent: the rest of what was said with it is canceled, later messages go on. */
  #end({ seq, n }: PartKey, status: "failed" | "canceled" | "expired", why: string): void {
    const { store, settings, alias } = this.#desk;
    const parts = partsOfRow(store, seq);
    const ended = parts.find((part) => part.n === n);
    if (ended === undefined) return;
    Object.assign(ended, { status, why });
    for (const part of parts.filter((one) => one.said === ended.said && isOpen(one))) {
      Object.assign(part, { status: "canceled", why: "An earlier part of it was not sent." });
    }
    if (ended.work.do === "pass" && status !== "canceled" && store.facts.control.by === "passing") {
      // Nobody took over: the conversation is the bot's again, and the person hears so.
      store.note({ control: { by: "bot" } });
      store.save();
      const expires = now() + settings.EXPIRE_MS;
      for (const rendered of ended.work.ifFailed) {
        const work = { do: "message", rendered } as const;
        parts.push({ n: parts.length, said: ended.said, status: "queued", tries: 0, expires, work, words: "" });
      }
    }
    if (status !== "canceled") log("warn", `send_${status}`, { conversation: alias, why });
    write(store, seq, parts);
  }
}

/** The other parts of a conversation in which little was said. */
function othersThan({ seq, n }: PartKey, store: Store): readonly Part[] {
  return store
    .latest(FEW)
    .flatMap((row) => (JSON.parse(row.out ?? "[]") as Part[]).filter((part) => row.seq !== seq || part.n !== n));
}

interface Upload {
  readonly file: FileAt;
  readonly id: string;
}

const isWeighty = ({ work }: Part): boolean => work.do === "message" || work.do === "pass";

function deedOf({ work }: Part, id: string): Deed {
  switch (work.do) {
    case "message":
      return {
        do: "message",
        message: work.rendered.message,
        ...(work.rendered.envelope === undefined ? {} : { envelope: work.rendered.envelope }),
        approved: work.rendered.approved ?? false,
        metadata: id,
      };
    case "pass":
      return { do: "pass", app: work.app, metadata: work.metadata };
    case "react":
    case "take":
      return work;
    case "erase":
      throw new TypeError("Erasing is done here, and not asked of the platform.");
  }
}
