/** Against whom `npm run conform` runs, from its arguments and variables. */
const LIVE = "https://graph.facebook.com";
const NEEDED = ["FACEBOOK_PAGE_ACCESS_TOKEN", "FACEBOOK_APP_SECRET", "FACEBOOK_PAGE_ID", "TEST_PSID"] as const;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export interface Live {
  readonly url: string;
  readonly token: string;
  readonly appSecret: string;
  readonly pageId: string;
  readonly psid: string;
}

/**
 * Null without `--live`: then the simulated Meta is asked.
 * @throws {Error} with everything that is missing or wrong
 */
export function readSettings(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Live | null {
  const given = argv.indexOf("--url");
  const url = given < 0 ? LIVE : (argv[given + 1] ?? "");
  const unknown = argv.filter((one, index) => !["--live", "--url"].includes(one) && (given < 0 || index !== given + 1));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(", ")}. There are --live and --url.`);
  if (!argv.includes("--live")) {
    if (given >= 0) throw new Error("--url needs --live.");
    return null;
  }
  const parsed = URL.parse(url);
  const fit = parsed?.protocol === "https:" || (parsed?.protocol === "http:" && LOOPBACK.test(parsed.hostname));
  if (!fit) throw new Error(`--url must be https, or http of this machine; it is ${JSON.stringify(url)}.`);
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(`--live needs ${NEEDED.join(", ")} in the environment. Missing: ${missing.join(", ")}.`);
  const value = (name: (typeof NEEDED)[number]): string => env[name] ?? "";
  return {
    url,
    token: value("FACEBOOK_PAGE_ACCESS_TOKEN"),
    appSecret: value("FACEBOOK_APP_SECRET"),
    pageId: value("FACEBOOK_PAGE_ID"),
    psid: value("TEST_PSID"),
  };
}
