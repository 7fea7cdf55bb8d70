/** The one assembly of a conversation's parts: for the object as it is deployed, and for every test. */
import { Outbox, type Sender } from "./outbox/outbox.ts";
import { SenderActions } from "./outbox/sender-actions.ts";
import type { Scope } from "./scope.ts";
import { Turns } from "./turn/turns.ts";

/** The parts of a conversation that do its work. They exist from its first event on. */
export interface Rooms {
  readonly scope: Scope;
  readonly turns: Turns;
  readonly outbox: Outbox;
}

/**
 * Makes the parts of a conversation.
 * @param given everything that they share, except what is made here
 * @param sender takes the answers of turns instead of the outbox, in tests that send nothing
 */
export function assemble(given: Omit<Scope, "senderActions">, sender?: Sender): Rooms {
  const scope: Scope = { ...given, senderActions: new SenderActions(() => scope) };
  const outbox = new Outbox(scope);
  return { scope, outbox, turns: new Turns(scope, sender ?? outbox) };
}
