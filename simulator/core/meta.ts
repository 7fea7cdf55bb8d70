/**
 * A simulated Meta for one app and one Page: the people, their chats, the Graph API and the webhooks. Web standards
 * only, so that it runs the same in Node, in workerd and in a browser.
 */
import { Cut, faultAnswer, OUTAGE } from "./faults.ts";
import { answerGraph, type Return } from "./graph.ts";
import type { GraphHost } from "./graph-call.ts";
import { graphHost } from "./host.ts";
import type { MetaOptions } from "./options.ts";
import { PageActs } from "./page-acts.ts";

export type { Tap } from "./chat.ts";
export type { MetaOptions } from "./options.ts";

/** How long a connection without an answer stays open, in milliseconds. */
const TIMEOUT = 60_000;

const lost: Return = () => "lost";

/** What Meta itself does: it answers the bot's calls, delivers webhooks, and bars a Page. */
export class SimulatedMeta extends PageActs {
  readonly #host: GraphHost;
  #outages = 0;

  constructor(options: MetaOptions) {
    super(options);
    this.#host = graphHost(this.world, this.calls);
  }

  /**
   * Answers a request of the bot to the Graph API: everything under `/vNN.N/`.
   * @throws {Cut} when a fault breaks the connection: whoever serves this has to do the same
   */
  async handle(request: Request): Promise<Response> {
    const { faults } = this;
    // Typing dots and the like must not use up what is meant for a message.
    const speaks = faults.all.length > 0 && /"(message|target_app_id)":/.test(await request.clone().text());
    const latency = faults.use("latency", speaks)?.ms ?? this.options.latency ?? 0;
    if (latency > 0) await this.world.clock.wait(latency);
    const outage = this.#outage(speaks);
    const timeout = outage?.fault === "timeout" ? outage : faults.use("timeout", speaks);
    const reset = outage?.fault === "reset" ? outage : timeout ? undefined : faults.use("reset", speaks);
    const broken = timeout ?? reset;
    try {
      if (broken) return await answerGraph(this.#host, request, broken.acts ? { back: lost } : { instead: lost });
      const said =
        outage ??
        faults.use("token revoked", speaks) ??
        faults.use("rate limit", speaks) ??
        faults.use("code", speaks) ??
        faults.use("status", speaks);
      const answer = said && faultAnswer(said, this.#host.traceId(), this.options.pageId);
      return await answerGraph(this.#host, request, { instead: answer && (() => answer) });
    } catch (error) {
      // Nobody waits this long: the caller gives up first.
      if (timeout && error instanceof Cut) await this.world.clock.wait(TIMEOUT);
      throw error;
    }
  }

  /** What this call meets of an outage. Typing dots and the like take no turn. */
  #outage(speaks: boolean): (typeof OUTAGE)[number] | undefined {
    if (!this.faults.use("down", speaks)) {
      if (speaks) this.#outages = 0;
      return undefined;
    }
    const turn = speaks ? this.#outages++ % OUTAGE.length : 0;
    return OUTAGE[turn];
  }

  /** Resolves when the bot has accepted every webhook (or Meta has given up on it). */
  settle(): Promise<void> {
    return this.world.webhooks.queue.settle();
  }

  /** How many webhooks the bot has not accepted yet. */
  get waiting(): number {
    return this.world.webhooks.queue.size;
  }

  /** Warns the Page that it may be barred, with a webhook: it may still send. */
  warnsPage(reason: string): void {
    this.world.webhooks.tellPage({ "policy-enforcement": { action: "warning", reason } });
  }

  /** Bars the Page from sending, and says so with a webhook. */
  blocksPage(reason: string): void {
    this.world.page.policyBlock = reason;
    this.world.webhooks.tellPage({ "policy-enforcement": { action: "block", reason } });
  }

  unblocksPage(): void {
    this.world.page.policyBlock = undefined;
    this.world.webhooks.tellPage({ "policy-enforcement": { action: "unblock" } });
  }
}
