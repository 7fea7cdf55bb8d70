/** Bindings, variables and secrets: typed, read and checked in this one place. */

import { NEWEST } from "./channels/meta/versions.ts";
import type { Address, QueuedEvents } from "./model/events.ts";
import { KEEP } from "./retention.ts";
import type { AccountObject, ConversationObject } from "./rpc.ts";

export interface Env {
  /** The version that runs. Missing where `wrangler.toml` has no `[version_metadata]`. */
  readonly VERSION?: { readonly id: string; readonly timestamp: string };
  readonly CONVERSATION: DurableObjectNamespace<ConversationObject>;
  readonly ACCOUNT: DurableObjectNamespace<AccountObject>;
  readonly KV: KVNamespace;
  readonly EVENTS: Queue<QueuedEvents>;
  /** Variables and secrets. They come as text; {@link settings} reads them. */
  readonly [name: string]: unknown;
}

/** Waits, limits and rates that are variables, with their defaults. Set one with `wrangler dev --var NAME:value`. */
const NUMBERS = {
  /** The time that the webhook waits for the conversations before it puts the rest into the queue. */
  ACCEPT_MS: 2_500,
  /**
   * The wait from an event's arrival to its turn, so that Meta's timestamps can order messages that were sent side by
   * side.
   */
  GATHER_MS: 100,
  /** The time after which the alarm resumes work that was accepted and not finished, because the object died. */
  RECOVER_MS: 10_000,
  /** The longest wait of a person before `onError` speaks for a handler that fails or hangs: docs/operations.md. */
  TURN_MS: 20_000,
  /** The least time of a handler, also when its event has waited behind others. */
  SHORTEST_TURN_MS: 5_000,
  /** The time-out of a call to the Graph API. */
  GRAPH_TIMEOUT_MS: 10_000,
  /** The time that a send with an unknown outcome waits for its echo before it is said once more. */
  UNKNOWN_MS: 90_000,
  /**
   * The time that it is held after a second doubt, since evidence may still come; then it is said a last time, or given
   * up.
   */
  HOLD_MS: 900_000,
  /** The time between two writes of an account's evidence of echoes. */
  SEEN_MS: 20_000,
  /** The time after which an answer is stale and is not sent any more. */
  EXPIRE_MS: 3_600_000,
  /** The same time for receipts. */
  EXPIRE_RECEIPT_MS: 86_400_000,
  /** The time between two looks at an account without a working token. */
  PAUSE_MS: 30_000,
  /** The time that messages are kept; the rest of `retention.ts` is times of it. */
  KEEP_MS: KEEP.KEEP_MS,
  /** Messages of one Page in a second, spread evenly. Meta's limit is 300. */
  PAGE_RATE: 250,
  /** Audio and video messages of one Page in a second. Meta's limit. */
  MEDIA_RATE: 10,
  /** Private replies to comments by one Page in any hour. Meta's limit. */
  REPLY_RATE: 750,
  /** Requests of a Page to Meta in a second for a thread, to see whether a send in doubt went out. Meta's limit is 2. */
  THREAD_RATE: 1,
  /** Messages of the bot to one person in an hour: a guard against loops. More than that wait. */
  PERSON_RATE: 200,
  /** Texts, taps and reactions of one person in a minute. Over that, all that waits becomes one turn. 0: no limit. */
  FLOOD_TURNS: 30,
  /**
   * The time within which a second tap on the same button, with nothing between, counts as the same tap. 0: each is its
   * own.
   */
  DOUBLE_TAP_MS: 2_000,
  /** The number of events of one person that keep their words. */
  KEEP_MESSAGES: KEEP.KEEP_MESSAGES,
  /** The age from which open work is reported as an alert. */
  STALLED_MS: 60_000,
  /** The number of conversations of an account that each sweep checks. */
  SWEEP_PEOPLE: 200,
} as const;

export type Numbers = { readonly [K in keyof typeof NUMBERS]: number };

export interface Settings extends Numbers {
  readonly appId: string;
  readonly appSecrets: readonly string[];
  /** All secrets that sign deliveries: those of the app, and that of its Instagram product. */
  readonly signingSecrets: readonly string[];
  readonly verifyToken: string;
  /** The one configured Page. Empty: a delivery may be for any Page. */
  readonly pageId: string;
  /** The first token of that Page; empty: it gets one by the admin routes. */
  readonly pageToken: string;
  /** The configured Instagram account. Empty: none is. */
  readonly instagramId: string;
  /** Its first token of Instagram Login; empty: it is reached by Facebook Login, with the Page's token. */
  readonly instagramToken: string;
  /** The secret of the app's Instagram product: it proves the calls with that token. Empty: the app's own does. */
  readonly instagramSecret: string;
  readonly instagramGraphUrl: string;
  /**
   * The key that encrypts the stored secrets of accounts. Empty: none is stored, and the environment's token is the
   * only one.
   */
  readonly tokenKey: string;
  /** The former key while it is rotated: it decrypts, and encrypts nothing. */
  readonly tokenKeyPrevious: string;
  readonly graphUrl: string;
  readonly graphVersion: string;
  /**
   * The jurisdiction of the objects. Null: an unknown one is set; then nothing is received, since data stored in the
   * wrong place stays there.
   */
  readonly jurisdiction: "" | "eu" | null;
  readonly publicUrl: string;
  /** The secret of the admin routes; empty while it is not set, or too short. Then they are closed. */
  readonly adminToken: string;
  /** The plan of the Cloudflare account: the sweep makes no more calls than it allows. */
  readonly plan: "free" | "paid";
  /** The address that new alerts are told at, and the one that the cron pings. Both may be secrets; empty: none. */
  readonly alertUrl: string;
  readonly heartbeatUrl: string;
  /** The apps in which people of the Page answer. Empty: the channel's own inbox. */
  readonly peopleApps: readonly string[];
  /** `LOG_ERRORS=full`: the log has the sentences of a bot's errors, which may quote people. For development. */
  readonly logErrors: boolean;
  /** The missing and malformed settings: a sentence each, with the remedy. Never holds a value of a secret. */
  readonly problems: readonly string[];
  /** The names of the settings that a deploy needs, and that are not set or cannot be used. */
  readonly missing: readonly string[];
}

const known = new WeakMap<Env, Settings>();

/** Reads all settings once for each start of the Worker. Never throws: faults are in `problems`. */
export function settings(env: Env): Settings {
  const before = known.get(env);
  if (before !== undefined) return before;
  const read = readSettings(env);
  known.set(env, read);
  return read;
}

function readSettings(env: Env): Settings {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = env[name];
    if (typeof value === "string") return value.trim();
    // Without quotes in wrangler.toml it is a number, and an id of 16 digits or more is not exact any more.
    if (value !== undefined) problems.push(`${name} is not text: put it into quotes in wrangler.toml.`);
    return "";
  };
  const needed = (name: string, without: string): string => {
    const value = text(name);
    if (value === "" && (env[name] === undefined || typeof env[name] === "string")) {
      problems.push(`${name} is not set: ${without}`);
    }
    return value;
  };
  const shaped = (name: string, value: string, shape: RegExp, wanted: string): string => {
    if (value === "" || shape.test(value)) return value;
    problems.push(`${name} is not ${wanted}, and is not used.`);
    return "";
  };
  const key = (name: string): string => shaped(name, text(name), /^[A-Za-z0-9+/]{43}=$/, "32 bytes in base64");
  const hook = (name: string): string => {
    const value = text(name);
    if (value === "" || (value.startsWith("https://") && URL.canParse(value))) return value;
    problems.push(`${name} is not an https:// address, and is not used.`);
    return "";
  };
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, standard]) => {
      const value = typeof env[name] === "number" ? String(env[name]) : text(name);
      if (value === "") return [name, standard];
      const number = Number(value);
      if (Number.isFinite(number) && number >= 0) return [name, number];
      problems.push(`${name} is "${value}", not a number of 0 or more; ${standard} is used.`);
      return [name, standard];
    }),
  ) as Numbers;

  const secret = needed(
    "FACEBOOK_APP_SECRET",
    "the webhook answers 503. Run `wrangler secret put FACEBOOK_APP_SECRET`.",
  );
  const appSecrets = [secret, text("FACEBOOK_APP_SECRET_PREVIOUS")].filter((value) => value !== "");
  const instagramSecret = text("INSTAGRAM_APP_SECRET");
  const read: Omit<Settings, "missing"> = {
    ...numbers,
    appId: shaped(
      "FACEBOOK_APP_ID",
      needed(
        "FACEBOOK_APP_ID",
        "the bot cannot tell control that comes back to it, nor the echoes of its own messages, from another app's.",
      ),
      /^\d+$/,
      "an app id (digits only)",
    ),
    appSecrets,
    signingSecrets: instagramSecret === "" ? appSecrets : [...appSecrets, instagramSecret],
    verifyToken: needed("MESSENGER_VERIFY_TOKEN", "Meta cannot verify the webhook's address."),
    pageId: shaped("FACEBOOK_PAGE_ID", text("FACEBOOK_PAGE_ID"), /^\d+$/, "a Page id (digits only)"),
    pageToken: text("FACEBOOK_PAGE_ACCESS_TOKEN"),
    instagramId: shaped(
      "INSTAGRAM_ACCOUNT_ID",
      text("INSTAGRAM_ACCOUNT_ID"),
      /^\d+$/,
      "the id of an Instagram account (digits only)",
    ),
    instagramToken: text("INSTAGRAM_ACCESS_TOKEN"),
    instagramSecret,
    instagramGraphUrl: graphUrl("INSTAGRAM_GRAPH_API_URL", text, "https://graph.instagram.com", problems),
    tokenKey: key("TOKEN_ENCRYPTION_KEY"),
    tokenKeyPrevious: key("TOKEN_ENCRYPTION_KEY_PREVIOUS"),
    graphUrl: graphUrl("GRAPH_API_URL", text, "https://graph.facebook.com", problems),
    graphVersion:
      shaped("GRAPH_API_VERSION", text("GRAPH_API_VERSION"), /^v\d+\.\d+$/, `a version such as ${NEWEST}`) || NEWEST,
    jurisdiction: jurisdiction(text("JURISDICTION"), problems),
    logErrors: text("LOG_ERRORS") === "full",
    adminToken: shaped("ADMIN_TOKEN", text("ADMIN_TOKEN"), /^.{20,}$/, "at least 20 characters long"),
    plan: shaped("PLAN", text("PLAN"), /^(free|paid)$/, '"free" or "paid"') === "free" ? "free" : "paid",
    alertUrl: hook("ALERT_URL"),
    heartbeatUrl: hook("HEARTBEAT_URL"),
    peopleApps: text("PEOPLE_APPS")
      .split(",")
      .map((app) => shaped("PEOPLE_APPS", app.trim(), /^\d+$/, "a list of app ids (digits, with commas between)"))
      .filter((app) => app !== ""),
    publicUrl: shaped(
      "PUBLIC_URL",
      text("PUBLIC_URL").replace(/\/+$/, ""),
      WEB_ADDRESS,
      "an https:// address (http:// is fine for loopback)",
    ),
    problems,
  };
  return { ...read, missing: missingIn(read) };
}

function missingIn(read: Omit<Settings, "missing">): string[] {
  const needed = {
    FACEBOOK_APP_ID: read.appId,
    FACEBOOK_APP_SECRET: read.appSecrets[0] ?? "",
    MESSENGER_VERIFY_TOKEN: read.verifyToken,
    TOKEN_ENCRYPTION_KEY: read.tokenKey,
    ADMIN_TOKEN: read.adminToken,
  };
  return Object.entries(needed).flatMap(([name, value]) => (value === "" ? [name] : []));
}

type Where = Omit<Address, "person">;

/** Lists the accounts that the environment names. Without a Page its token is for any Page that a person writes to. */
export function accountsInEnvironment({ pageId, instagramId }: Pick<Settings, "pageId" | "instagramId">): Where[] {
  return [
    ...(pageId === "" ? [] : [{ channel: "messenger", account: pageId } as const]),
    ...(instagramId === "" ? [] : [{ channel: "instagram", account: instagramId } as const]),
  ];
}

/** The environment's part of the accounts: what each sends with, and what all of them have in common. */
export type EnvironmentAccess = Pick<Settings, "graphUrl" | "graphVersion" | "appSecrets"> & EnvironmentTokens;

type EnvironmentTokens = Pick<
  Settings,
  "pageId" | "pageToken" | "instagramId" | "instagramToken" | "instagramSecret" | "instagramGraphUrl"
>;

/** What an account sends with by the environment, and the name of the secret that its token is. */
export interface FromEnvironment {
  readonly variable: string;
  readonly secrets: { readonly token: string; readonly appSecret?: string; readonly graphUrl?: string };
}

/** Returns what the environment has for an account; null: nothing. */
export function secretsInEnvironment(
  { pageId, pageToken, instagramId, instagramToken, instagramSecret, instagramGraphUrl }: EnvironmentTokens,
  { channel, account }: Where,
): FromEnvironment | null {
  const page = pageToken === "" ? null : { variable: "FACEBOOK_PAGE_ACCESS_TOKEN", secrets: { token: pageToken } };
  if (channel === "messenger") return pageId === "" || pageId === account ? page : null;
  if (channel !== "instagram" || instagramId === "" || instagramId !== account) return null;
  if (instagramToken === "") return page;
  const appSecret = instagramSecret === "" ? {} : { appSecret: instagramSecret };
  return {
    variable: "INSTAGRAM_ACCESS_TOKEN",
    secrets: { token: instagramToken, ...appSecret, graphUrl: instagramGraphUrl },
  };
}

/** Addresses that a token may be sent to: over https, or within this machine. */
export const WEB_ADDRESS = /^https:\/\/[^/]+|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/;

function jurisdiction(value: string, problems: string[]): Settings["jurisdiction"] {
  if (value === "" || value === "eu") return value;
  problems.push(`JURISDICTION is "${value}", not empty or "eu": the webhook answers 503.`);
  return null;
}

function graphUrl(name: string, text: (name: string) => string, standard: string, problems: string[]): string {
  const url = text(name).replace(/\/+$/, "") || standard;
  if (WEB_ADDRESS.test(url)) return url;
  problems.push(`${name} is not an https:// address (http:// is fine for loopback): ${standard} is used.`);
  return standard;
}
