/** What becomes of a part when its call has ended, by who failed. */
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
/** How often a refusal is tried that may also mean that the person does not want to hear. */
const BRIEF_TRIES = 3;
/** How often a file is uploaded for one message. */
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
      // It was an earlier try of ours that gave it away.
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

/** It was cut off by a restart: nobody has heard what became of it. */
export function cutOff(scope: Scope, key: PartKey, part: Part): void {
  if (isWeighty(part)) markUnknown(scope, key, part, "The Worker died meanwhile.");
  else slight(scope, key, part);
}

const isWeighty = ({ work }: Part): boolean => work.do === "message" || work.do === "comment" || work.do === "pass";

/** A reaction is not worth that anybody waits for it; taking control can be done again, and what follows is said anyway. */
function slight(scope: Scope, key: PartKey, part: Part): void {
  const again = part.work.do === "take" && part.tries < TAKE_TRIES;
  if (again) move(scope.store, key, { status: "queued" });
  else end(scope, key, "failed", "It was not done, and what comes after it does not wait for it.");
}

/** @param regainMs what the platform said itself of when it takes messages again; it knows better than any back-off */
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
  // What is no error of the platform's own has the number 0 here.
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
