/** How a simulated Meta is set up. */
import type { Change } from "./chat.ts";
import type { Fetched, GraphCall } from "./graph-call.ts";
import type { WebhookTrace } from "./life.ts";
import type { RateOption } from "./rates.ts";
import type { GivenTemplates } from "./utility-templates.ts";
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
  /** Whether a file can be fetched by Meta, or how many bytes it has. Without it every address counts as fine. */
  readonly fetches?: (url: string) => Promise<Fetched>;
  /** Whether the Page is subscribed to `message_echoes`. Default true. */
  readonly echoes?: boolean;
  /** Whether the Page is subscribed to `message_deliveries` and `message_reads`. Default true. */
  readonly receipts?: boolean;
  /**
   * `at once` (default): webhooks go out by themselves. `on settle`: they wait for `settle()`. Use that inside workerd,
   * where work started by one request must not be awaited by another.
   */
  readonly webhooks?: "at once" | "on settle";
  /** `off`, or other numbers than Meta's. Without it Meta's own hold. */
  readonly rates?: RateOption;
  /** How many people the Page can message beside those of this simulation: its app may call 200 times a day for each. Default 1000. */
  readonly engaged?: number;
  /** Utility templates that are approved already. Default `any`: whatever name nobody created counts as approved. */
  readonly templates?: GivenTemplates;
  /** What the app was granted. Default: everything that a route asks for. */
  readonly permissions?: readonly string[];
  /** The fields that the Page's webhooks are subscribed to. Default: everything that a bot of this project reads. */
  readonly subscribed?: readonly string[];
  /** The Page's default app: this one (true), none (false), or another by its id. Default true. */
  readonly defaultApp?: boolean | string;
  /** The version of a call that names none. Default: the oldest that lives. */
  readonly defaultVersion?: string;
  /**
   * Whether the app was made before 4 November 2026: then it may use what newer ones may not (`legacy.ts`). Of that the
   * simulated Meta itself knows the method override only. Default false.
   */
  readonly olderApp?: boolean;
  /** How long each Graph answer takes, in milliseconds. Default 0. */
  readonly latency?: number;
  /** Pauses before each retry of a webhook, in milliseconds. */
  readonly retries?: readonly number[];
}
