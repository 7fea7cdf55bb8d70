/** The course of a hand-over: a person of the Page comes, or nobody does and the bot goes on. */
import { now } from "../../clock.ts";
import type { RenderedPart } from "../../model/rendering.ts";
import type { Part, Work } from "../schema.ts";
import type { Scope } from "../scope.ts";
import { CONTROL_LAPSES_MS, controlAt } from "./control.ts";

/** The signal that comes when nobody has answered a hand-over. */
export const UNANSWERED = "edgewise.unanswered";

/** The data of that signal: the time since which the person waits, and the words to say to them. */
export interface Unanswered {
  readonly at: number;
  readonly say: readonly RenderedPart[];
}

/**
 * Notes that the platform has passed control: people have the conversation now, unless they were faster and have given
 * it back.
 * @param tried the time at which the platform was asked: a person of the Page who has written since has come already
 */
export function passed(
  { ctx, store, arm, account }: Pick<Scope, "ctx" | "store" | "arm" | "account">,
  { waitMs, ifUnanswered }: Extract<Work, { do: "pass" }>,
  id: string,
  tried: number,
): void {
  if (store.facts.control.by === "bot") return;
  const at = now();
  const awaitingHuman = store.facts.humanAt < tried;
  store.forget({ name: UNANSWERED }); // the time of an earlier hand-over is over
  store.note({ control: { by: "human", until: at + CONTROL_LAPSES_MS, held: true }, awaitingHuman });
  store.save();
  if (!awaitingHuman) return;
  ctx.waitUntil(account.report({ kind: "waiting_for_person", detail: "Handed over." }));
  if (waitMs === undefined) return;
  store.later(UNANSWERED, id, at + waitMs, { at, say: ifUnanswered } satisfies Unanswered);
  arm(at + waitMs);
}

/** Ends the wait for a person of the Page: one has come, or the bot has the conversation again. */
export function noLongerWaits({ store, ctx, account }: Pick<Scope, "store" | "ctx" | "account">): void {
  if (!store.facts.awaitingHuman) return;
  store.note({ awaitingHuman: false });
  ctx.waitUntil(account.settle("waiting_for_person"));
}

/** Returns whether nobody has come in time, nor given the conversation back. */
export function isUnanswered({ facts }: Scope["store"], { at }: Unanswered): boolean {
  return facts.humanAt <= at && controlAt(facts.control, now()).by === "human";
}

/** Ends the wait, and returns the parts with which the bot takes control back and says so. */
export function unanswered(
  scope: Pick<Scope, "ctx" | "store" | "settings" | "account">,
  { say }: Pick<Unanswered, "say">,
): Part[] {
  noLongerWaits(scope);
  const works: Work[] = [{ do: "take" }, ...say.map((rendered) => ({ do: "message", rendered }) as const)];
  const expires = now() + scope.settings.EXPIRE_MS;
  const part = { status: "queued", tries: 0, expires, words: "", unasked: true } as const;
  return works.map((work, n) => ({ ...part, n, said: n === 0 ? 0 : 1, work }));
}
