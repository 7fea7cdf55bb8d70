/** A conversation's line to its account. The account may be silent; the conversation goes on, slower. */
import { type Exception, type Permit, type Sightings, UNSEEN } from "../account/account.ts";
import { now } from "../clock.ts";
import type { Address } from "../content/events.ts";
import { type Env, type Settings, settings } from "../env.ts";
import { errorName, log } from "../log.ts";
import { nameOf, objectFor } from "../objects.ts";
import { within } from "../within.ts";

/** How long the account may take: a person waits for it. */
const PATIENCE_MS = 2_000;

/** How far apart messages are while the account does not answer. */
const ALONE_MS = 1_000;

export class AccountLink {
  readonly #env: Env;
  readonly #address: Address;
  readonly #settings: Settings;
  readonly #alias: string;
  #seen: Sightings = UNSEEN;

  constructor(env: Env, address: Address, alias: string) {
    this.#env = env;
    this.#address = address;
    this.#settings = settings(env);
    this.#alias = alias;
  }

  /** The echo of one of this conversation's sends has come. @param tried when that send was tried */
  heard(tried: number): void {
    this.#seen = { ...this.#seen, echoed: Math.max(this.#seen.echoed, tried) };
  }

  /** A send of this conversation has succeeded. */
  succeeded(at: number): void {
    this.#seen = { ...this.#seen, succeeded: at };
  }

  /** Leave to send one message, and the token for it. */
  async permit(): Promise<Permit> {
    try {
      return await within(PATIENCE_MS, this.#account().permit(this.#seen));
    } catch (error) {
      log("warn", "account_silent", { conversation: this.#alias, error: errorName(error) });
      const { pageId, pageToken, PAUSE_MS } = this.#settings;
      const known = pageToken !== "" && (pageId === "" || pageId === this.#address.account);
      const alone = known ? { token: pageToken, at: now() + ALONE_MS } : { token: null, at: now() + PAUSE_MS };
      return { ...alone, ...this.#seen };
    }
  }

  /** Stops the account's sending. @returns when to try again */
  async pause(why: "token" | "blocked", detail: string): Promise<number> {
    try {
      return await within(PATIENCE_MS, this.#account().pause(why, detail));
    } catch {
      return now() + this.#settings.PAUSE_MS;
    }
  }

  /** Puts something on the list of what needs eyes. The log has it already, should the account be silent. */
  async report(exception: Omit<Exception, "conversation">): Promise<void> {
    try {
      await within(PATIENCE_MS, this.#account().report({ ...exception, conversation: nameOf(this.#address) }));
    } catch (error) {
      log("error", "report_lost", {
        conversation: this.#alias,
        kind: exception.kind,
        error: errorName(error),
      });
    }
  }

  // A stub that threw may be broken for good, so each call gets a new one.
  #account() {
    const { channel, account } = this.#address;
    return objectFor(this.#env.ACCOUNT, this.#settings, { channel, account });
  }
}
