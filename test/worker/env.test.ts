import { describe, expect, it } from "vitest";
import { NEWEST } from "../../src/channels/meta/versions.ts";
import { type Env, settings } from "../../src/env.ts";

/** What must be set; without it there is a problem. */
const SECRETS = {
  FACEBOOK_APP_ID: "808080808080808",
  FACEBOOK_APP_SECRET: "c0ffee-app-secret",
  FACEBOOK_APP_SECRET_PREVIOUS: "c0ffee-previous",
  FACEBOOK_PAGE_ACCESS_TOKEN: "c0ffee-page-token",
  MESSENGER_VERIFY_TOKEN: "c0ffee-verify-token",
};
const read = (variables: Record<string, unknown> = {}) => settings({ ...SECRETS, ...variables } as unknown as Env);

const NUMBERS = {
  ACCEPT_MS: 2_500,
  GATHER_MS: 100,
  RECOVER_MS: 10_000,
  TURN_MS: 20_000,
  SHORTEST_TURN_MS: 5_000,
  GRAPH_TIMEOUT_MS: 10_000,
  UNKNOWN_MS: 90_000,
  SEEN_MS: 20_000,
  EXPIRE_MS: 3_600_000,
  EXPIRE_RECEIPT_MS: 86_400_000,
  PAUSE_MS: 30_000,
  KEEP_MS: 2_592_000_000,
  PAGE_RATE: 250,
};

describe("settings", () => {
  it("has a default for everything but the app and its secrets", () => {
    expect(read()).toMatchObject({
      ...NUMBERS,
      appId: "808080808080808",
      appSecrets: ["c0ffee-app-secret", "c0ffee-previous"],
      verifyToken: "c0ffee-verify-token",
      pageId: "",
      pageToken: "c0ffee-page-token",
      tokenKey: "",
      tokenKeyPrevious: "",
      graphUrl: "https://graph.facebook.com",
      graphVersion: NEWEST,
      jurisdiction: "",
      publicUrl: "",
      problems: [],
    });
  });

  it("names everything that is missing, with what does not work then", () => {
    const { problems, appId, appSecrets, verifyToken, pageToken } = settings({} as Env);
    expect(problems).toEqual([
      expect.stringMatching(/^FACEBOOK_APP_SECRET is not set: .*wrangler secret put FACEBOOK_APP_SECRET/),
      expect.stringMatching(/^FACEBOOK_APP_ID is not set: .*control/),
      expect.stringMatching(/^MESSENGER_VERIFY_TOKEN is not set: /),
    ]);
    expect({ appId, appSecrets, verifyToken, pageToken }).toEqual({
      appId: "",
      appSecrets: [],
      verifyToken: "",
      pageToken: "",
    });
  });

  it.each<[string, string, string, unknown]>([
    ["FACEBOOK_APP_ID", " 808080808080808\n", "appId", "808080808080808"],
    ["FACEBOOK_PAGE_ID", "707070707070707", "pageId", "707070707070707"],
    ["FACEBOOK_PAGE_ACCESS_TOKEN", " EAAtoken\n", "pageToken", "EAAtoken"],
    ["FACEBOOK_APP_SECRET_PREVIOUS", "", "appSecrets", ["c0ffee-app-secret"]],
    ["TOKEN_ENCRYPTION_KEY", btoa("k".repeat(32)), "tokenKey", btoa("k".repeat(32))],
    ["TOKEN_ENCRYPTION_KEY_PREVIOUS", btoa("k".repeat(32)), "tokenKeyPrevious", btoa("k".repeat(32))],
    ["GRAPH_API_URL", "", "graphUrl", "https://graph.facebook.com"],
    ["GRAPH_API_URL", "https://graph.example//", "graphUrl", "https://graph.example"],
    ["GRAPH_API_URL", "http://127.0.0.1:8790", "graphUrl", "http://127.0.0.1:8790"],
    ["GRAPH_API_VERSION", "v25.0", "graphVersion", "v25.0"],
    ["GRAPH_API_VERSION", " ", "graphVersion", NEWEST],
    ["JURISDICTION", "eu", "jurisdiction", "eu"],
    ["PUBLIC_URL", "https://bot.example/", "publicUrl", "https://bot.example"],
    ["PUBLIC_URL", "http://localhost:8787", "publicUrl", "http://localhost:8787"],
    ["PUBLIC_URL", "http://127.0.0.1:8787/", "publicUrl", "http://127.0.0.1:8787"],
    ["PUBLIC_URL", "http://[::1]:8787", "publicUrl", "http://[::1]:8787"],
  ])("takes %s=%j", (name, value, field, expected) => {
    const found = read({ [name]: value });
    expect(found[field as keyof typeof found]).toEqual(expected);
    expect(found.problems).toEqual([]);
  });

  it.each<[string, string]>([
    ["FACEBOOK_APP_ID", "my app"],
    ["FACEBOOK_PAGE_ID", "the.page"],
    ["TOKEN_ENCRYPTION_KEY", "c0ffee-too-short"],
    ["TOKEN_ENCRYPTION_KEY", btoa("c0ffee".repeat(8))],
    ["GRAPH_API_URL", "graph.facebook.com"],
    ["GRAPH_API_URL", "ftp://graph.example"],
    ["GRAPH_API_VERSION", "27.0"],
    ["GRAPH_API_VERSION", "v27"],
    ["PUBLIC_URL", "bot.example"],
    ["PUBLIC_URL", "http://bot.example"],
  ])("names a malformed %s (%s), and nothing else", (name, value) => {
    expect(read({ [name]: value }).problems).toEqual([expect.stringMatching(new RegExp(`^${name} is not .+\\.$`))]);
  });

  it.each<[string, string, string, unknown]>([
    ["FACEBOOK_APP_ID", "my app", "appId", ""],
    ["FACEBOOK_PAGE_ID", "the.page", "pageId", ""],
    ["TOKEN_ENCRYPTION_KEY", "c0ffee-too-short", "tokenKey", ""],
    ["TOKEN_ENCRYPTION_KEY_PREVIOUS", "c0ffee-too-short", "tokenKeyPrevious", ""],
    ["GRAPH_API_VERSION", "27.0", "graphVersion", NEWEST],
    ["PUBLIC_URL", "http://bot.example", "publicUrl", ""],
  ])("goes on without a malformed %s, and says so", (name, value, field, used) => {
    const found = read({ [name]: value });
    expect(found[field as keyof typeof found]).toBe(used);
    expect(found.problems).toEqual([expect.stringMatching(new RegExp(`^${name} is not .+, and is not used\\.$`))]);
  });

  it("goes to Meta when the address of the Graph API is malformed", () => {
    expect(read({ GRAPH_API_URL: "graph" }).graphUrl).toBe("https://graph.facebook.com");
  });

  it.each(["us", "EU", "eu,us", "none"])(
    "has no jurisdiction for %j: what is stored elsewhere stays there",
    (value) => {
      expect(read({ JURISDICTION: value })).toMatchObject({
        jurisdiction: null,
        problems: [`JURISDICTION is "${value}", not empty or "eu": the webhook answers 503.`],
      });
    },
  );

  it.each(["FACEBOOK_PAGE_ID", "FACEBOOK_PAGE_ACCESS_TOKEN", "PUBLIC_URL", "JURISDICTION", "PAGE_RATE"])(
    "names %s when it is no text, and reads it as empty",
    (name) => {
      const empty = { ...read({ [name]: "" }), problems: [] };
      const value = name === "PAGE_RATE" ? true : 707070707070707;
      const { problems, ...found } = read({ [name]: value });
      expect(problems[0]).toBe(`${name} is not text: put it into quotes in wrangler.toml.`);
      expect({ ...found, problems: [] }).toEqual(empty);
    },
  );

  it("names everything at once", () => {
    const { problems } = settings({ FACEBOOK_APP_ID: "x", PAGE_RATE: "fast", PUBLIC_URL: "x" } as unknown as Env);
    expect(problems.map((problem) => problem.split(" ")[0]).toSorted()).toEqual([
      "FACEBOOK_APP_ID",
      "FACEBOOK_APP_SECRET",
      "MESSENGER_VERIFY_TOKEN",
      "PAGE_RATE",
      "PUBLIC_URL",
    ]);
  });

  it("reads an environment once", () => {
    const env = { ...SECRETS } as unknown as Env;
    expect(settings(env)).toBe(settings(env));
    expect(settings({ ...env })).not.toBe(settings(env));
  });
});

describe("numbers", () => {
  const names = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];

  it.each(names)("%s may be set", (name) => {
    expect(read({ [name]: "7" })).toMatchObject({ ...NUMBERS, [name]: 7, problems: [] });
  });

  it.each<[string | number, number]>([
    ["0", 0],
    ["0.5", 0.5],
    [" 40 ", 40],
    ["", NUMBERS.PAGE_RATE],
    [0, 0],
    [0.5, 0.5],
    [40, 40],
  ])("%j is %d", (value, number) => {
    const { PAGE_RATE, problems } = read({ PAGE_RATE: value });
    expect([PAGE_RATE, problems]).toEqual([number, []]);
  });

  it.each(["fast", "-1", "1s", "1_000", "NaN", "Infinity", "1,5", -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "%s is none: it is named, and the default counts",
    (value) => {
      const { PAGE_RATE, problems } = read({ PAGE_RATE: value });
      expect(PAGE_RATE).toBe(NUMBERS.PAGE_RATE);
      expect(problems).toEqual([`PAGE_RATE is "${value}", not a number of 0 or more; 250 is used.`]);
    },
  );
});

describe("problems", () => {
  it("never hold a value of a secret", () => {
    const malformed = {
      FACEBOOK_APP_SECRET: "c0ffee \u0000",
      FACEBOOK_APP_ID: "c0ffee",
      FACEBOOK_PAGE_ID: "c0ffee",
      TOKEN_ENCRYPTION_KEY: "c0ffee",
      GRAPH_API_URL: "c0ffee",
      GRAPH_API_VERSION: "c0ffee",
      JURISDICTION: "us", // no secret: it is quoted
      PUBLIC_URL: "https//c0ffee",
    };
    const { problems } = read(malformed);
    expect(problems).toHaveLength(7);
    expect(problems.join("\n")).not.toContain("c0ffee");
  });
});
