/** The merge of the conversation under a person's other name into that under their PSID. */
import type { Channel } from "../channels/channel.ts";
import type { Stored } from "../kit/runnable.ts";
import { type Event, LONGEST_ID } from "../model/events.ts";
import type { Departed } from "../rpc.ts";
import { isLaterKey } from "./ids.ts";
import type { Scope } from "./scope.ts";
import type { Store } from "./store.ts";

/** Returns the name that the person had before, if one of these events tells it; else null. */
export function formerOf({ formerly }: Channel, events: readonly Event[], person: string): string | null {
  for (const event of events) {
    const name = "prior" in event && event.prior !== undefined ? (formerly?.(event.prior, person) ?? null) : null;
    if (name !== null && name.length <= LONGEST_ID) return name;
  }
  return null;
}

/**
 * Returns, in the old conversation, everything that moves to the new one, as often as it is asked for. From the first
 * call on nothing has a turn here, and nothing that was asked for later becomes due.
 * @param isNew whether the bot remembers nothing there yet: two states do not become one
 * @returns null when nothing is here for that name; `busy` while a turn is under way, whose state is still to come
 */
export function leave(store: Store, to: string, isNew: boolean): Departed | "busy" | null {
  const { facts } = store;
  if (facts.erasing || (facts.moved === "" ? !isNew : facts.moved !== to)) return null;
  if (store.nextTurn() !== undefined) return "busy";
  if (facts.moved === "") {
    store.step(() => {
      store.note({ moved: to });
      store.save();
    });
  }
  return { state: store.state, offers: facts.offers, later: store.laters() };
}

/**
 * Stores, in the new conversation, everything that has moved, in one step with the event that told of the old one.
 * Where a turn came in between, its state stays.
 */
export function takeOver({ store, arm }: Scope, former: string, { state, offers, later }: Departed): void {
  const isNew = store.state === null;
  store.note({ formerly: former, ...(isNew && store.facts.offers.length === 0 ? { offers } : {}) });
  for (const { name, key, due, data, postponed } of later) {
    // A signal without a key of its own is named after the row that asked for it, which is another row here.
    const own = isLaterKey(key) ? `${former}:${key}` : key;
    store.later(name, own, due, JSON.parse(data), postponed === 1);
    arm(due);
  }
  store.save(isNew ? seenFrom(state, store.facts.others) : store.state);
}

/**
 * Returns the state without the turns that have asked an open question: they are not stored here. So whoever writes now
 * counts as having seen the question.
 */
function seenFrom(state: Stored | null, others: number): Stored | null {
  const dialog = state?.kit?.dialog;
  if (state === null || dialog === undefined) return state;
  return { ...state, kit: { ...state.kit, dialog: { ...dialog, others, asks: [], from: {} } } };
}
