/** The handling of a part after its call has ended, by who failed. */
import { describe, type PlatformError, type SendResult } from "../../channels/channel.ts";
import { now } from "../../clock.ts";
import { log } from "../../log.ts";
import { CONTROL_LAPSES_MS, controlAt } from "../control/control.ts";
import { passed } from "../control/hand-over.ts";
import type { PartKey } from "../ids.ts";
import { listedAs } from "../listed-as.ts";
import { backOff } from "../retry.ts";
import type { Part } from "../schema.ts";
import type { Scope } from "../scope.ts";
import { end, move, partAt } from "./parts.ts";
import { markUnknown } from "./unknown.ts";

const TAKE_TRIES = 3;
/** The number of tries of a part when the refusal may also mean that the person does not want to hear. */
const BRIEF_TRIES = 3;
/** The number of uploads of a file for one message. */
const UPLOAD_TRIES = 2;

export async function settleResult(scope: Scope, key: PartKey, part: Part, outcome: SendResult): Promise<void> {
  const { store, account } = scope;
  const isClear = outcome.ended === "done" || (outcome.ended === "refused" && outcome.failure.class === "permanent");
  if (!isClear && !isWeighty(part)) return slight(scope, key, part);
  switch (outcome.ended) {
    case "done":
      done(scope, key, part, outcome.mid);
      return account.succeeded(now());
    case "taken":
      // An earlier try of ours has passed the conversation on.
      if (part.work.do === "pass" && part.unknowns !== undefined) return done(scope, key, part);
      // We missed that somebody took it: they have it until they give it back, or it lapses.
      return store.step(() => {
        if (controlAt(store.facts.control, now()).by !== "human") {
          const others = store.facts.others + 1;
          store.note({ control: { by: "app", until: now() + CONTROL_LAPSES_MS, held: true }, others });
          store.save();
        }
        end(scope, key, "canceled", "Somebody else has the conversation.");
      });
    case "unknown":
      return markUnknown(scope, key, part, outcome.why);
    case "refused":
      return refused(scope, key, part, outcome.failure, outcome.usage?.regainMs ?? 0);
  }
}

function done(scope: Scope, key: PartKey, { work }: Part, mid?: string): void {
  scope.store.step(() => {
    const { firstTriedAt, triedAt = now() } = partAt(scope.store, key) ?? {};
    if (work.do === "pass") passed(scope, work, String(key.seq), firstTriedAt ?? triedAt);
    const status = work.do === "message" ? scope.channel.evidence.answer : "sent";
    move(scope.store, key, { status, sentAt: now(), ...(mid === undefined ? {} : { mid }) });
  });
}

/** Handles a part that was cut off by a restart: nobody has heard its outcome. */
export function cutOff(scope: Scope, key: PartKey, part: Part): void {
  if (isWeighty(part)) markUnknown(scope, key, part, "The Worker died meanwhile.");
  else slight(scope, key, part);
}

const isWeighty = ({ work }: Part): boolean => work.do === "message" || work.do === "comment" || work.do === "pass";

/**
 * Handles a call that went wrong and is no message and no pass: nothing waits for it. Taking control is tried again, at
 * most `TAKE_TRIES` times, since it can be done twice; anything else ends.
 */
function slight(scope: Scope, key: PartKey, part: Part): void {
  const again = part.work.do === "take" && part.tries < TAKE_TRIES;
  if (again) move(scope.store, key, { status: "queued" });
  else end(scope, key, "failed", "It was not done, and what comes after it does not wait for it.");
}

/**
 * Handles a refusal of the platform, by its class.
 * @param regainMs the time until the platform takes messages again, by its own word, which is better than any back-off;
 * 0: it said none
 */
async function refused(
  scope: Scope,
  key: PartKey,
  part: Part,
  failure: PlatformError,
  regainMs: number,
): Promise<void> {
  const { store, account, alias, settings } = scope;
  const why = describe(failure, settings.logErrors);
  log("warn", "send_refused", { conversation: alias, class: failure.class, why });
  // An error that is not the platform's own has the number 0 here.
  const code = failure.code === 0 ? {} : { code: failure.code };
  const refusals = (part.refused ?? 0) + 1;
  const again: Partial<Part> = { status: "queued", why, refused: refusals, ...code };
  switch (failure.class) {
    case "token":
    case "blocked":
      return move(store, key, again, await account.pause(failure.class, why, code.code));
    case "upload":
      if (refusals < UPLOAD_TRIES) return move(store, key, again);
      break;
    case "brief":
      if (refusals < BRIEF_TRIES) return move(store, key, again, now() + backOff(refusals - 1));
      break;
    case "transient":
      return move(store, key, again, now() + (regainMs || backOff(refusals - 1)));
    case "permanent":
      break;
  }
  await account.works();
  await account.report({ kind: "send_failed", ...listedAs(store, key.seq), ...code, detail: why });
  end(scope, key, "failed", why);
}
