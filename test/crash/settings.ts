/** The made-up app and Page, and the Worker's waits at the pace of a suite. */
import { NEWEST } from "../../src/channels/meta/versions.ts";

export const PAGE = "104662391827455";
export const APP = "1428093375561920";
export const SECRET = "an app secret of the crash suite";
export const TOKEN = "EAAcrash";

export const IDENTITY = {
  FACEBOOK_APP_ID: APP,
  FACEBOOK_APP_SECRET: SECRET,
  FACEBOOK_PAGE_ACCESS_TOKEN: TOKEN,
  FACEBOOK_PAGE_ID: PAGE,
  GRAPH_API_VERSION: NEWEST,
  MESSENGER_VERIFY_TOKEN: "a verify token of the crash suite",
  PUBLIC_URL: "https://bot.example",
  ADMIN_TOKEN: "an admin token of the crash suite",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
} as const;

/**
 * The waits of src/env.ts, twenty to a hundred times shorter, so that a thousand kills take minutes. Their order is kept:
 * gathering is shorter than accepting, that than recovering, that than the wait for an echo.
 */
export const WAITS = {
  ACCEPT_MS: 60,
  GATHER_MS: 5,
  RECOVER_MS: 100,
  UNKNOWN_MS: 1_500,
  HOLD_MS: 15_000,
  SEEN_MS: 300,
  PAUSE_MS: 1_000,
  GRAPH_TIMEOUT_MS: 2_000,
  PAGE_RATE: 1_000,
  THREAD_RATE: 0,
  // The guards are tested by themselves: fifty people who write ten thousand messages are what they are made against.
  PERSON_RATE: 0,
  FLOOD_TURNS: 0,
} as const;

/** A queue's waits in seconds, as wrangler.toml has them, in milliseconds of the suite. */
export const QUEUE_SECOND_MS = 40;

/** When the simulated Meta sends a delivery again that was not answered with 200; the last pause stays. */
export const RETRIES_MS = [20, 40, 60, 80, 100] as const;

/** Prompt echoes leave within this time; late ones after the Worker has given up waiting, by this many milliseconds. */
export const ECHO_MS = { prompt: 30, late: [2 * WAITS.UNKNOWN_MS, 3 * WAITS.UNKNOWN_MS] } as const;

/** How long a message is at most on its way to the phone, where the platform does not keep their order, in milliseconds. */
export const WAY_MS = 25;
