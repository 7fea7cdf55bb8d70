/** The fake channel's platform and people around the Worker, for tests that run over every channel. */
import { reset } from "cloudflare:test";
import { afterEach, beforeEach, vi } from "vitest";
import { nameOf } from "../../src/durable-objects.ts";
import type { Side } from "../support/side.ts";
import { AUTOMATED, post, text, until, type World, worker } from "../support/world.ts";
import { FAKE, fake } from "./channel.ts";
import { FakePlatform, type Manner, statusOf } from "./platform.ts";
import { type Call, type Entry, STATUSES, seconds } from "./wire.ts";

/** Longer than a turn without any waiting takes. */
const QUIET_MS = 150;

/** Two accounts of the fake channel, and what each of them sends with. */
export const ACCOUNT = "15550001111";
export const OTHER_ACCOUNT = "15550002222";
const TOKENS = { [ACCOUNT]: "a token of the fake account", [OTHER_ACCOUNT]: "a token of the other one" };

export interface FakeSide extends Side {
  readonly platform: FakePlatform;
  /** The object of a person of another account. */
  readonly objectAt: (account: string, person: string) => ReturnType<Side["objectOf"]>;
}

/** A fresh one for each test of the block it is made in. @param manner how statuses come, unless a test says otherwise */
export function fakeSide(manner: Manner = "prompt"): FakeSide {
  let platform: FakePlatform;
  let people = 0;
  const delivery = (entry: Partial<Entry>) => ({ object: "fake_account", entry: [{ account: ACCOUNT, ...entry }] });
  const callOf = async (request: Request) =>
    (request.method === "POST" ? await request.clone().json() : {}) as Partial<Call>;
  const objectAt = (account: string, person: string) =>
    worker.CONVERSATION.getByName(nameOf({ channel: FAKE, account, person })) as never;
  const screen = (person: string) => platform.screen(person).filter((line) => line !== AUTOMATED);
  const here: FakeSide = {
    get platform() {
      return platform;
    },
    channel: fake,
    account: ACCOUNT,
    objectOf: (person) => objectAt(ACCOUNT, person),
    objectAt,
    joins: () => `+3161${String(++people).padStart(7, "0")}`,
    says: (person, words) => void platform.says(ACCOUNT, person, words),
    taps: (person, title) => {
      const line = new RegExp(`^(\\d+)\\. ${title.replace(/\W/g, "\\$&")}$`, "m");
      const number = line.exec(screen(person).at(-1) ?? "")?.[1];
      if (number === undefined) throw new Error(`There is no "${title}" to choose: ${screen(person).at(-1)}`);
      platform.says(ACCOUNT, person, number);
    },
    screen,
    hears: async (person, count) => {
      try {
        await until(() => screen(person).length >= count);
      } catch {
        const refused = platform.api.refusals.join(", ");
        throw new Error(`Expected ${count} messages, there are:\n${screen(person).join("\n")}\n${refused}`);
      }
      return screen(person);
    },
    settle: () => platform.settle(),
    settled: async () => {
      for (let calls = -1; calls !== platform.accepted.length; ) {
        calls = platform.accepted.length;
        await platform.settle();
        await scheduler.wait(QUIET_MS);
      }
    },
    holdsEvidence: () => {
      platform.manner = "held";
    },
    tells: async () => {
      platform.manner = manner;
      platform.releases();
      await platform.settle();
    },
    graph: undefined,
    handle: (request) => platform.answer(request),
    personOf: async (request) => (await callOf(request)).to ?? null,
    wordsOf: async (request) => (await callOf(request)).text?.body ?? null,
    saidTo: async (person) =>
      platform.accepted
        .filter(({ to }) => to === person)
        .map(({ id, reference, text: { body } }) => ({ person, mid: id, reference, words: body })),
    written: (messages) =>
      delivery({
        messages: messages.map(({ person, id, words, at = Date.now() }) => ({
          id,
          from: person,
          at: seconds(at),
          text: words,
        })),
      }),
    receipts: ({ person, mid, reference, words }) => {
      const message = { id: mid, account: ACCOUNT, to: person, reference, text: { body: words } };
      return Object.fromEntries(
        STATUSES.map((status) => [status, delivery({ statuses: [statusOf(message, status)] })]),
      );
    },
  };
  beforeEach(async () => {
    here.graph = undefined;
    for (const [account, token] of Object.entries(TOKENS)) {
      await worker.ACCOUNT.getByName(nameOf({ channel: FAKE, account })).setAccess({ token }, null);
    }
    platform = new FakePlatform({
      tokens: TOKENS,
      secret: text("FACEBOOK_APP_SECRET"),
      deliver: async ({ body, headers }) => (await post(body, headers)).status,
    });
    platform.manner = manner;
    vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init) as unknown as Request;
      return (await (here.graph as World["graph"])?.(request.clone())) ?? here.handle(request);
    });
  });
  afterEach(async () => {
    platform.stops();
    vi.unstubAllGlobals();
    await reset();
  });
  return here;
}
