// Written by docs/snippets.ts from docs/signals.md:91. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { number, signal } from "edgewise";
interface Conversation extends Rpc.DurableObjectBranded {
  signal(name: string, data: unknown, id: string): Promise<number>;
}

export async function tellShipped(
  env: { readonly CONVERSATION: DurableObjectNamespace<Conversation> },
  page: string, // the Page's id
  psid: string, // the person's: `c.person` in a handler
  order: string,
): Promise<number> {
  const conversation = env.CONVERSATION.getByName(`messenger:${page}:${psid}`);
  return conversation.signal("order.shipped", { order }, `shipped-${order}`);
}
export { type Conversation, number, signal };
