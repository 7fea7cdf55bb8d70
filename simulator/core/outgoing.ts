/** What goes out to the bot's webhook: for subscribed fields only, in Meta's envelope, until an hour of failure ends it. */
import type { Notice } from "./chat.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { MetaOptions } from "./options.ts";
import type { PageState } from "./page-state.ts";
import type { WebhookQueue } from "./queue.ts";
import { fieldOf } from "./subscription-fields.ts";
import { Trouble } from "./trouble.ts";
import { changed, type EventBody, envelope, forStandby, isEcho } from "./webhooks.ts";
import { Wire } from "./wire.ts";

/** What everybody who has written is told of the webhook's trouble. */
const TROUBLE: Readonly<Record<"warned" | "ended", Notice>> = {
  warned: { about: "lost", what: "The webhook has failed for 15 minutes: Meta warns the app's developers." },
  ended: {
    about: "lost",
    what: "Webhooks Disabled: the webhook has failed for an hour, and Meta has ended the app's subscription. POST /<PAGE>/subscribed_apps begins it again.",
    unsubscribed: true,
  },
};

/** Where webhooks that are about no person keep their order. */
const PAGE_LANE = "page";

interface OutgoingOptions {
  readonly meta: MetaOptions;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly page: PageState;
  /** Hears what everybody should know of a webhook that fails and fails. */
  readonly troubled: (notice: Notice) => void;
}

/** How a webhook goes out. */
interface Way {
  readonly channel: "messaging" | "standby";
  readonly at?: number;
  readonly ended?: (accepted: boolean) => void;
}

export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #trouble: Trouble;
  readonly #wire: Wire;

  constructor(options: OutgoingOptions) {
    const { meta, faults, clock, page } = options;
    this.#options = options;
    this.#trouble = new Trouble(() => clock.now());
    this.#wire = new Wire({
      meta,
      faults,
      now: () => clock.now(),
      wait: (milliseconds) => clock.wait(milliseconds),
      ended: () => page.subscribed === null,
      answered: (status) => this.#heard(status),
    });
  }

  get queue(): Pick<WebhookQueue, "size" | "settle"> {
    return this.#wire.queue;
  }

  /** Sends what is about one person; nothing of somebody who is blocked. */
  tell(psid: string, event: EventBody, { channel, at = this.#options.clock.tick(), ended }: Way): void {
    const { meta, page } = this.#options;
    if (!this.#hears(fieldOf(event, channel)) || page.blocked.has(psid)) return;
    const echo = isEcho(event);
    const us = { id: meta.pageId };
    const item = {
      sender: echo ? us : { id: psid },
      recipient: echo ? { id: psid } : us,
      timestamp: at,
      ...(channel === "standby" ? forStandby(event) : event),
    };
    const payload = envelope(meta.pageId, channel, item, this.#options.clock.now());
    this.#wire.send({ lane: psid, payload, ...(ended ? { ended } : {}) }, echo);
  }

  /** Sends what is about no conversation: under `changes`. */
  announce(field: string, value: EventBody): void {
    const { meta, clock } = this.#options;
    if (!this.#hears(field)) return;
    this.#wire.send({ lane: PAGE_LANE, payload: changed(meta.pageId, field, value, clock.now()) }, false);
  }

  /** Sends what is about the Page and nobody else: an item without a sender. */
  tellPage(event: EventBody): void {
    const { meta, clock } = this.#options;
    if (!this.#hears(fieldOf(event, "messaging"))) return;
    const item = { recipient: { id: meta.pageId }, timestamp: clock.tick(), ...event };
    this.#wire.send({ lane: PAGE_LANE, payload: envelope(meta.pageId, "messaging", item, clock.now()) }, false);
  }

  #hears(field: string | undefined): boolean {
    return field !== undefined && this.#options.page.subscribed?.has(field) === true;
  }

  /** What Meta makes of a webhook's answer: after 15 minutes of failure a warning, after an hour the end. */
  #heard(status: number): void {
    const after = this.#trouble.after(status);
    if (after === undefined) return;
    if (after === "ended") this.#options.page.subscribed = null;
    this.#options.troubled(TROUBLE[after]);
  }
}
