/**
 * The Worker of `npm start`: the deployed one, with the simulated Meta's clock and a line in the log for each turn. It is
 * an entry of its own, so nothing of it can be in a deploy: `wrangler deploy` builds `src/index.ts`.
 */
import "./places.ts";

import { profileOf } from "../../src/channels/messenger/page/profile.ts";
import { clock } from "../../src/clock.ts";
import { objectFor } from "../../src/durable-objects.ts";
import { type Env, settings } from "../../src/env.ts";
import worker, { Account as BaseAccount, Conversation as BaseConversation } from "../../src/index.ts";
import { runnable, type TurnInput, type TurnResult } from "../../src/kit/runnable.ts";
import { kindName } from "../../src/model/events.ts";
import { Answers, noteStorage } from "./answers.ts";
import { learnShift, setShift, shiftAlarms } from "./clock.ts";
import { framesOf, placeOf } from "./places.ts";
import { sampleOf } from "./sample.ts";

export class Account extends BaseAccount {}

/** A conversation whose alarms follow the shifted clock. */
export class Conversation extends BaseConversation {
  constructor(ctx: DurableObjectState, env: Env) {
    shiftAlarms(ctx.storage);
    super(ctx, env);
    noteStorage(ctx);
    void ctx.blockConcurrencyWhile(() => learnShift(env));
  }

  /** Does what is due by now, and says when there is more to do. */
  async look(): Promise<number | null> {
    await this.alarm();
    return this.ctx.storage.getAlarm();
  }
}

const bot = BaseConversation.bot[runnable];
Object.assign(bot, { run: traced(bot.run), handleError: traced(bot.handleError) });

/** What a handler itself threw, and has been told. */
const thrown = new WeakSet<object>();
/** Each person's latest turn. */
const latest = new Map<string, TurnInput>();

/** Says in the log which handler took a turn. The simulator reads it there and does not print it. */
function traced<Rest extends readonly unknown[]>(run: (input: TurnInput, ...rest: Rest) => Promise<TurnResult>) {
  return async (given: TurnInput, ...rest: Rest): Promise<TurnResult> => {
    const began = clock.now();
    const { event, person } = given;
    const answers = new Answers(given);
    const input = answers.turn;
    const tell = (place: string | undefined, more: Readonly<Record<string, unknown>>) => {
      const at = clock.now();
      const line = { what: "turn", event: event.id, kind: kindName(event), person, at, ms: at - began, place };
      console.info(JSON.stringify({ ...line, answers: answers.all(), ...more }));
    };
    const tellFailure = (place: string | undefined, error: unknown) =>
      tell(place, { says: 0, failed: { error: String(error), place: framesOf(error) } });
    const before = latest.get(person);
    const [error] = rest;
    // The handler was fine, and what it said or remembered was not: nobody has told that yet.
    if (error instanceof Error && !thrown.has(error) && before?.event.id === event.id)
      tellFailure(placeOf(before), error);
    latest.set(person, input);
    try {
      const result = await run(input, ...rest);
      answers.says(result.said);
      // A bot without onError says nothing, and there is nothing to say of it.
      if (error === undefined || placeOf(input) !== undefined) tell(placeOf(input), { says: result.said.length });
      return result;
    } catch (error) {
      if (error instanceof Error) thrown.add(error);
      tellFailure(placeOf(input), error);
      throw error;
    }
  };
}

/** `POST /dev/clock`: sets the clock, and makes these people's conversations look what is due. */
async function moveClock(request: Request, env: Env): Promise<Response> {
  const { shift, people } = (await request.json()) as { shift: number; people: readonly string[] };
  setShift(shift);
  const set = settings(env);
  const dues = await Promise.all(
    people.map((person) => {
      const where = { channel: "messenger", account: set.pageId, person } as const;
      const stub = objectFor(env.CONVERSATION, set, where) as unknown as { look(): Promise<number | null> };
      return stub.look();
    }),
  );
  const next = dues.filter((due) => due !== null);
  return Response.json({ next: next.length === 0 ? null : Math.min(...next) });
}

/** `GET /dev/profile`: what the Page shows of the bot, as `npm run profile` would bring it to Meta. */
async function showProfile(request: Request, env: Env): Promise<Response> {
  return Response.json(profileOf(bot, { base: settings(env).publicUrl || new URL(request.url).origin }));
}

/** `GET /dev/about`: the signals that the bot answers, with data as they may have. */
async function showAbout(): Promise<Response> {
  const signals = bot.signals.map((name) => ({ name, sample: sampleOf((data) => bot.checkSignal(name, data)) }));
  return Response.json({ signals });
}

const OWN: Readonly<Record<string, (request: Request, env: Env) => Promise<Response>>> = {
  "POST /dev/clock": moveClock,
  "GET /dev/profile": showProfile,
  "GET /dev/about": showAbout,
};

export default {
  ...worker,
  async fetch(request, env, ctx) {
    await learnShift(env);
    const own = OWN[`${request.method} ${new URL(request.url).pathname}`];
    if (own && request.headers.get("authorization") === `Bearer ${env["ADMIN_TOKEN"]}`) return own(request, env);
    return worker.fetch(request, env, ctx);
  },
} satisfies typeof worker;
