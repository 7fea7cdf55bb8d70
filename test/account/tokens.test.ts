import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { KeyValue } from "../../src/account/facts.ts";
import { keyIdOf, open } from "../../src/account/sealing.ts";
import { copiedAccess, copiedSecrets } from "../../src/account/tokens.ts";
import { messenger } from "../../src/channels/messenger/channel.ts";
import { register } from "../../src/channels/registry.ts";
import { type Env, settings } from "../../src/env.ts";
import type { ChannelName } from "../../src/model/content.ts";
import { accessWith, PAGE, text, until, worker } from "../support/world.ts";

const OTHER = "999";
const TOKEN = text("FACEBOOK_PAGE_ACCESS_TOKEN");
const KEY = text("TOKEN_ENCRYPTION_KEY");
const NEW_KEY = btoa("another key of 32 bytes of tests");
const { PAUSE_MS } = settings(worker);
const START = Date.now() + 60_000;

const accountOf = (page = PAGE) => worker.ACCOUNT.getByName(`messenger:${page}`);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** The same object after a restart, in a Worker with other settings. */
function restarted<Result>(
  change: Record<string, unknown>,
  run: (account: Account, sql: SqlStorage) => Result | Promise<Result>,
  page = PAGE,
): Promise<Result> {
  return runInDurableObject(accountOf(page), (_, state) =>
    run(new Account(state, { ...worker, ...change } as Env), state.storage.sql),
  );
}

const tokenOf = async (account: Account): Promise<string | null> => (await account.access())?.token ?? null;
/** What it sends with after a restart. */
const tokenAfter = (change: Record<string, unknown>, page = PAGE) => restarted(change, tokenOf, page);
const inEnvironment = (token: string) => ({ FACEBOOK_PAGE_ACCESS_TOKEN: token });
const rotated = (more: object = {}) => ({
  TOKEN_ENCRYPTION_KEY: NEW_KEY,
  TOKEN_ENCRYPTION_KEY_PREVIOUS: KEY,
  ...more,
});
const copied = (page = PAGE) => copiedSecrets(`messenger:${page}`, settings(worker), worker.KV);

let logged: string[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  logged = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void logged.push(String(line)));
  }
});
afterEach(async () => {
  expect(logged.join("\n")).not.toMatch(/EAA|app secret of/);
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
});

describe("a token in the environment", () => {
  it("is the account's from the first look on, sealed in its storage and copied to KV", async () => {
    const stored = await restarted({}, async (account, sql) => {
      expect(await account.access()).toEqual(accessWith(TOKEN));
      return JSON.stringify(sql.exec("select * from fact").toArray());
    });
    expect(stored).toMatch(/1\.[0-9a-f]{8}\./);
    expect(stored).not.toContain(TOKEN);
    await until(copied);
    const kept = (await worker.KV.get(`token:messenger:${PAGE}`)) ?? "";
    expect(kept).not.toContain(TOKEN);
    expect(await open(kept, settings(worker), { what: "access", account: `messenger:${PAGE}` })).toBe(
      JSON.stringify({ token: TOKEN }),
    );
  });

  it("outlives the secret", async () => {
    await accountOf().permit();
    expect(await tokenAfter(inEnvironment(""))).toBe(TOKEN);
  });

  it("replaces the one before when it is new, and starts a sending that a dead one has stopped", async () => {
    await accountOf().permit();
    await accountOf().pause("token", "190");
    await restarted(inEnvironment("EAAnew"), async (account) => {
      expect(await account.permit()).toMatchObject({ access: { token: "EAAnew" } });
      expect(await account.alerts()).toEqual([]);
    });
  });

  it("lifts no block of the platform's", async () => {
    await accountOf().permit();
    await accountOf().pause("blocked", "368");
    await restarted(inEnvironment("EAAnew"), async (account) => {
      expect(await account.permit()).toMatchObject({ access: { token: "EAAnew" }, probe: true });
      expect(await account.permit()).toMatchObject({ access: null });
    });
  });

  it("counts once: what was replaced by hand does not come back, whatever comes between", async () => {
    await accountOf().permit();
    await accountOf().setAccess({ token: "EAAhand" }, null);
    expect(await tokenAfter({})).toBe("EAAhand");
    expect(await tokenAfter(inEnvironment("EAAnew"))).toBe("EAAnew");
    expect(await tokenAfter({})).toBe("EAAnew");
    expect(await tokenAfter(inEnvironment("EAAhand"))).toBe("EAAnew");
  });

  it("that cannot be stored is used all the same, and stored after the next start", async () => {
    await restarted({}, async (account) => {
      const keep = vi.spyOn(KeyValue.prototype, "keep").mockImplementation(() => {
        throw new Error("SQLITE_FULL");
      });
      expect(await account.access()).toEqual(accessWith(TOKEN));
      keep.mockRestore();
    });
    expect(logged.join()).toContain("token_not_stored");
    expect(await tokenAfter({})).toBe(TOKEN);
    expect(await tokenAfter(inEnvironment(""))).toBe(TOKEN);
  });

  it("that was never used is replaced by hand, too", async () => {
    await accountOf().setAccess({ token: "EAAhand" }, null);
    expect(await tokenAfter({})).toBe("EAAhand");
  });

  it("does not come back when the account was removed", async () => {
    expect(await accountOf().removeAccess()).toBe(true);
    expect(await tokenAfter({})).toBeNull();
    expect(await copied()).toBeNull();
    expect(await tokenAfter(inEnvironment("EAAnew"))).toBe("EAAnew");
  });

  it.each<[string, string, string | null]>([
    ["is another Page's only where none is configured", "", TOKEN],
    ["is nobody else's", PAGE, null],
  ])("%s", async (_, FACEBOOK_PAGE_ID, token) => {
    expect(await tokenAfter({ FACEBOOK_PAGE_ID }, OTHER)).toBe(token);
  });

  it("is a Page's, and not that of the same id elsewhere", async () => {
    register({ ...messenger, name: "elsewhere" as ChannelName, object: "elsewhere" });
    const elsewhere = worker.ACCOUNT.getByName(`elsewhere:${PAGE}`);
    expect(await elsewhere.access()).toBeNull();
  });

  it("is remembered by digests with a key of the account's own, which tell nothing of it", async () => {
    const fingerprints = (page: string) =>
      restarted(
        { FACEBOOK_PAGE_ID: "" },
        async (account, sql) => {
          await account.access();
          const { value } = sql.exec<{ value: string }>("select value from fact where name = 'access'").one();
          return (JSON.parse(value) as { fingerprints: { had: string[] } }).fingerprints.had;
        },
        page,
      );
    const [one, two] = [await fingerprints(PAGE), await fingerprints(OTHER)];
    expect([one.length, two.length]).toEqual([1, 1]);
    expect(one).not.toEqual(two);
  });
});

describe("without TOKEN_ENCRYPTION_KEY", () => {
  const NONE = { TOKEN_ENCRYPTION_KEY: "" };

  it("the environment's token is used as it is, and nothing is stored", async () => {
    await restarted({ ...NONE, ...inEnvironment("EAAplain") }, async (account, sql) => {
      expect(await tokenOf(account)).toBe("EAAplain");
      expect(JSON.stringify(sql.exec("select * from fact").toArray())).not.toMatch(/1\.[0-9a-f]{8}\.|EAA/);
      expect(await account.info()).toMatchObject({ source: "environment", tokenSetAt: null, keyId: null });
    });
    expect(await tokenAfter({ ...NONE, ...inEnvironment("EAAother") })).toBe("EAAother");
    expect(await copied()).toBeNull();
  });

  it("overrules none that was set by hand: which one it has replaced cannot be read", async () => {
    await accountOf().setAccess({ token: "EAAhand" }, null);
    expect(await tokenAfter(NONE)).toBeNull();
    expect(await tokenAfter({})).toBe("EAAhand");
  });
});

describe("what is set by hand", () => {
  it("is used at once, with its own secret and address, and after a restart", async () => {
    const own = { token: "EAAhand", appSecret: "app secret of its own", graphUrl: "https://graph.example" };
    const access = {
      ...accessWith("EAAhand"),
      appSecret: "app secret of its own",
      url: "https://graph.example",
    };
    await accountOf(OTHER).setAccess({ ...own, fields: { login: "page" } }, "The Other");
    expect(await accountOf(OTHER).permit()).toMatchObject({ access: { ...access, fields: { login: "page" } } });
    await restarted({}, async (account) => expect(await account.access()).toMatchObject(access), OTHER);
    expect(await copied(OTHER)).toEqual({ ...own, fields: { login: "page" } });
    expect(await accountOf(OTHER).info()).toEqual({
      name: "The Other",
      source: "admin",
      tokenSetAt: START,
      keyId: await keyIdOf(KEY),
      paused: null,
    });
  });

  it("replaces all that was there", async () => {
    await accountOf(OTHER).setAccess({ token: "EAAone", appSecret: "app secret of its own" }, null);
    await accountOf(OTHER).setAccess({ token: "EAAtwo" }, null);
    expect(await accountOf(OTHER).access()).toEqual(accessWith("EAAtwo"));
    expect(await copied(OTHER)).toEqual({ token: "EAAtwo" });
  });

  it("takes from the list that the account has no token", async () => {
    await accountOf(OTHER).permit();
    expect(await accountOf(OTHER).alerts()).toMatchObject([{ kind: "account_not_configured" }]);
    await accountOf(OTHER).setAccess({ token: "EAAother" }, null);
    expect(await accountOf(OTHER).alerts()).toEqual([]);
    expect(await accountOf(OTHER).permit()).toMatchObject({ access: accessWith("EAAother") });
  });

  it("is the last one of many that come at once, in the storage and in KV", async () => {
    const tokens = Array.from({ length: 8 }, (_, n) => `EAA${n}`);
    await Promise.all(tokens.map((token) => accountOf(OTHER).setAccess({ token }, null)));
    expect(await tokenAfter({}, OTHER)).toBe("EAA7");
    expect(await copied(OTHER)).toEqual({ token: "EAA7" });
  });
});

describe("a look at an account", () => {
  it("that nobody has written to, nor set up, lists nothing and finds nothing", async () => {
    expect(await accountOf(OTHER).info()).toBeNull();
    expect(await accountOf(OTHER).health()).toEqual({ sends: false, attention: {} });
    expect(await accountOf(OTHER).alerts()).toEqual([]);
  });

  it("is made once for many who ask at once, and again after a while where there was nothing", async () => {
    const decrypt = vi.spyOn(crypto.subtle, "decrypt");
    await accountOf(OTHER).setAccess({ token: "EAAother" }, null);
    await restarted(
      {},
      async (account) => {
        decrypt.mockClear();
        const permits = await Promise.all(Array.from({ length: 20 }, () => account.permit()));
        expect(new Set(permits.map(({ access }) => access?.token))).toEqual(new Set(["EAAother"]));
        later(PAUSE_MS);
        await account.permit();
        expect(decrypt).toHaveBeenCalledTimes(1);
      },
      OTHER,
    );
  });
});

describe("a rotation of the key", () => {
  it("goes on with what the previous key has sealed, and the sweep seals it again", async () => {
    await accountOf().permit();
    await accountOf(OTHER).setAccess({ token: "EAAother" }, "The Other");
    await until(copied);
    for (const [page, token] of [
      [PAGE, TOKEN],
      [OTHER, "EAAother"],
    ] as const) {
      await restarted(
        rotated(),
        async (account) => {
          expect([await tokenOf(account), (await account.info())?.keyId]).toEqual([token, await keyIdOf(KEY)]);
          await account.sweepPage(1);
          expect([await tokenOf(account), (await account.info())?.keyId]).toEqual([token, await keyIdOf(NEW_KEY)]);
        },
        page,
      );
      // The previous key can go.
      const alone = { TOKEN_ENCRYPTION_KEY: NEW_KEY };
      expect(await tokenAfter({ ...alone, ...inEnvironment("") }, page)).toBe(token);
      const copy = await worker.KV.get(`token:messenger:${page}`);
      const label = { what: "access", account: `messenger:${page}` } as const;
      const keys = { tokenKey: NEW_KEY, tokenKeyPrevious: "" };
      expect(JSON.parse(await open(copy ?? "", keys, label))).toEqual({ token });
    }
  });

  it("forgets no token that the account has had", async () => {
    await accountOf().permit();
    await accountOf().setAccess({ token: "EAAhand" }, null);
    await restarted(rotated(inEnvironment("")), (account) => account.sweepPage(1));
    expect(await tokenAfter({ TOKEN_ENCRYPTION_KEY: NEW_KEY })).toBe("EAAhand");
  });

  it("seals nothing again that is under the present key", async () => {
    await accountOf().permit();
    await until(copied);
    const put = vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "put");
    const encrypt = vi.spyOn(crypto.subtle, "encrypt");
    await restarted({}, (account) => account.sweepPage(1));
    expect([put.mock.calls.length, encrypt.mock.calls.length]).toEqual([0, 0]);
  });
});

describe("a key that is lost", () => {
  const LOST = { TOKEN_ENCRYPTION_KEY: NEW_KEY };

  it("takes no token back that was replaced: answers wait, and the list says what is missing", async () => {
    await accountOf().permit();
    await accountOf().setAccess({ token: "EAAhand" }, null);
    await restarted(LOST, async (account) => {
      expect(await account.permit()).toMatchObject({ access: null });
      const [listed] = await account.alerts();
      expect(listed).toMatchObject({ kind: "account_not_configured" });
      expect(listed?.detail).toContain(`sealed under key ${await keyIdOf(KEY)}`);
      await account.setAccess({ token: "EAAagain" }, null);
      expect(await tokenOf(account)).toBe("EAAagain");
      expect(await account.alerts()).toEqual([]);
    });
    expect(await tokenAfter(LOST)).toBe("EAAagain");
  });

  it("does not stop an account that never had another token than the environment's", async () => {
    await accountOf().permit();
    expect(await tokenAfter(LOST)).toBe(TOKEN);
  });
});

describe("what was moved to another account", () => {
  it("is not opened there", async () => {
    await accountOf().setAccess({ token: "EAAone" }, null);
    const stored = await restarted({}, (_, sql) =>
      sql.exec<{ value: string }>("select value from fact where name = 'access'").one(),
    );
    await restarted(
      {},
      async (account, sql) => {
        sql.exec("insert into fact values ('access', ?)", stored.value);
        expect(await account.permit()).toMatchObject({ access: null });
      },
      OTHER,
    );
    await worker.KV.put(`token:messenger:${OTHER}`, (await worker.KV.get(`token:messenger:${PAGE}`)) ?? "");
    expect(await copied(OTHER)).toBeNull();
    expect(logged.join()).toContain("token_unreadable");
  });
});

describe("the copy in KV", () => {
  const failing = () =>
    vi.spyOn(Object.getPrototypeOf(worker.KV) as KVNamespace, "put").mockImplementation(async (name) => {
      if (String(name).startsWith("token:")) throw new RangeError(`KV is full of ${TOKEN}`);
    });

  it("that cannot be written stops nothing, and is written with the next sweep", async () => {
    const put = failing();
    expect(await accountOf().permit()).toMatchObject({ access: accessWith(TOKEN) });
    await until(() => logged.join().includes("token_not_copied"));
    expect(await accountOf().alerts()).toEqual([]);
    put.mockRestore();
    await restarted({}, (account) => account.sweepPage(1));
    expect(await copied()).toEqual({ token: TOKEN });
  });

  it("is what a conversation goes by while the account is silent", async () => {
    await accountOf(OTHER).setAccess({ token: "EAAother", graphUrl: "https://graph.example" }, null);
    const other = { channel: "messenger", account: OTHER } as const;
    const found = await copiedAccess(other, settings(worker), worker.KV);
    expect(found).toEqual({ ...accessWith("EAAother"), url: "https://graph.example" });
  });

  it("that is not there yet, or not any more, is told apart: only then the environment's token counts", async () => {
    const page = { channel: "messenger", account: PAGE } as const;
    const other = { channel: "messenger", account: OTHER } as const;
    expect(await copiedAccess(page, settings(worker), worker.KV)).toEqual(accessWith(TOKEN));
    await accountOf().removeAccess();
    expect(await copiedAccess(page, settings(worker), worker.KV)).toBeNull();
    const plain = settings({ ...worker, TOKEN_ENCRYPTION_KEY: "" } as Env);
    expect(await copiedAccess(page, plain, worker.KV)).toEqual(accessWith(TOKEN));
    expect(await copiedAccess(other, plain, worker.KV)).toBeNull();
  });
});
