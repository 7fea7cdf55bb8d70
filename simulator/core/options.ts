/** How a simulated Meta is set up. */
import type { Change } from "./chat.ts";
import type { GraphCall } from "./graph.ts";
import type { WebhookTrace } from "./life.ts";
import type { WebhookRequest } from "./webhooks.ts";

export interface MetaOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly pageName: string;
  readonly pageToken: string;
  /** Sends a signed webhook to the bot, and resolves to the HTTP status. */
  readonly deliver: (request: WebhookRequest) => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Hears of each new or changed person and chat item. */
  readonly onChange?: (change: Change) => void;
  /** Hears of each Graph call. */
  readonly onCall?: (call: GraphCall) => void;
  /** Hears of each try of a webhook: when it goes out, and when it was answered. */
  readonly onWebhook?: (webhook: WebhookTrace) => void;
  /** Hears that faults were switched on or off. */
  readonly onFaults?: () => void;
  /** Whether a file can be fetched by Meta. Without it every address counts as fine. */
  readonly fetches?: (url: string) => Promise<"fine" | "unreachable" | "too large">;
  /** Whether the Page is subscribed to `message_echoes`. Default true. */
  readonly echoes?: boolean;
  /** Whether the Page is subscribed to `message_deliveries` and `message_reads`. Default true. */
  readonly receipts?: boolean;
  /**
   * `at once` (default): webhooks go out by themselves. `on settle`: they wait for `settle()`. Use that inside workerd,
   * where work started by one request must not be awaited by another.
   */
  readonly webhooks?: "at once" | "on settle";
  /** How long each Graph answer takes, in milliseconds. Default 0. */
  readonly latency?: number;
  /** Pauses before each retry of a webhook, in milliseconds. */
  readonly retries?: readonly number[];
}
