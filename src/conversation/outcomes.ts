/** What becomes of a part when its call has ended, by who failed. */
import { describe, type Failure, type Outcome } from "../channels/channel.ts";
import { now } from "../clock.ts";
import { log } from "../log.ts";
import type { Desk } from "./desk.ts";
import { doubt } from "./doubts.ts";
import { passed } from "./hand-over.ts";
import { listedAs } from "./listed-as.ts";
import { end, move, type PartKey, partAt } from "./parts.ts";
import { CONTROL_LAPSES_MS, controlAt } from "./policy.ts";
import { backOff } from "./retry.ts";
import type { Part } from "./schema.ts";

const TAKE_TRIES = 3;
/** How often a refusal is tried that may also mean that the person does not want to hear. */
const BRIEF_TRIES = 3;
/** How often a file is uploaded for one message. */
const UPLOAD_TRIES = 2;

export async function ended(desk: Desk, key: PartKey, part: Part, outcome: Outcome): Promise<void> {
  const { store, account } = desk;
  const isClear = outcome.ended === "done" || (outcome.ended === "refused" && outcome.failure.class === "permanent");
  if (!isClear && !isWeighty(part)) return slight(desk, key, part);
  switch (outcome.ended) {
    case "done":
      done(desk, key, part, outcome.mid);
      return account.succeeded(now());
    case "taken":
      // It was an earlier try of ours that gave it away.
      if (part.work.do === "pass" && part.doubts !== undefined) return done(desk, key, part);
      // We missed that somebody took it: they have it until they give it back, or it lapses.
      return store.step(() => {
        if (controlAt(store.facts.control, now()).by !== "human") {
          const others = store.facts.others + 1;
          store.note({ control: { by: "app", until: now() + CONTROL_LAPSES_MS, held: true }, others });
          store.save();
        }
        end(desk, key, "canceled", "Somebody else has the conversation.");
      });
    case "unknown":
      return doubt(desk, key, part, outcome.why);
    case "refused":
      return refused(desk, key, part, outcome.failure, outcome.usage?.regainMs ?? 0);
  }
}

function done(desk: Desk, key: PartKey, { work }: Part, mid?: string): void {
  desk.store.step(() => {
    const { firstAt, triedAt = now() } = partAt(desk.store, key) ?? {};
    if (work.do === "pass") passed(desk, work, String(key.seq), firstAt ?? triedAt);
    move(desk.store, key, { status: "sent", sentAt: now(), ...(mid === undefined ? {} : { mid }) });
  });
}

/** It was cut off by a restart: nobody has heard what became of it. */
export function cutOff(desk: Desk, key: PartKey, part: Part): void {
  if (isWeighty(part)) doubt(desk, key, part, "The Worker died meanwhile.");
  else slight(desk, key, part);
}

const isWeighty = ({ work }: Part): boolean => work.do === "message" || work.do === "pass";

/** A reaction is not worth that anybody waits for it; taking control can be done again, and what follows is said anyway. */
function slight(desk: Desk, key: PartKey, part: Part): void {
  const again = part.work.do === "take" && part.tries < TAKE_TRIES;
  if (again) move(desk.store, key, { status: "queued" });
  else end(desk, key, "failed", "It was not done, and what comes after it does not wait for it.");
}

/** @param regainMs what the platform said itself of when it takes messages again; it knows better than any back-off */
async function refused(desk: Desk, key: PartKey, part: Part, failure: Failure, regainMs: number): Promise<void> {
  const { store, account, alias, settings } = desk;
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
  end(desk, key, "failed", why);
}
