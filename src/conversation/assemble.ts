/** Puts a conversation's rooms together: the one assembly, of the object as it is deployed and of every test. */
import { Outbox, type Sender } from "./outbox/outbox.ts";
import { SenderActions } from "./outbox/sender-actions.ts";
import type { Scope } from "./scope.ts";
import { Turns } from "./turn/turns.ts";

/** What a conversation works in, from its first event on. */
export interface Rooms {
  readonly scope: Scope;
  readonly turns: Turns;
  readonly outbox: Outbox;
}

/**
 * @param given all that the rooms share, but for what is made here
 * @param sender takes what turns say in the outbox's place, in tests of what is never sent
 */
export function assemble(given: Omit<Scope, "senderActions">, sender?: Sender): Rooms {
  const scope: Scope = { ...given, senderActions: new SenderActions(() => scope) };
  const outbox = new Outbox(scope);
  return { scope, outbox, turns: new Turns(scope, sender ?? outbox) };
}
