/**
 * Several Pages at one Graph API. Each is a simulated Meta of its own, with its token, people, limits and faults; a call goes
 * to the Page whose token it carries, as on Meta. A token that nobody has goes to the first Page, which refuses it.
 */
import type { ChatItem, Person } from "./chat.ts";
import { type MetaOptions, SimulatedMeta } from "./meta.ts";

export class SimulatedPages {
  readonly #pages: [SimulatedMeta, ...SimulatedMeta[]];

  constructor(first: SimulatedMeta) {
    this.#pages = [first];
  }

  get first(): SimulatedMeta {
    return this.#pages[0];
  }

  get all(): readonly SimulatedMeta[] {
    return this.#pages;
  }

  /** Another Page of the same app, unless it has an app of its own. */
  add(page: Pick<MetaOptions, "pageId" | "pageName" | "pageToken"> & Partial<MetaOptions>): SimulatedMeta {
    const meta = new SimulatedMeta({ ...this.first.options, ...page });
    this.#pages.push(meta);
    return meta;
  }

  /** The Page that somebody writes to. @throws for a person who does not exist */
  of(psid: string): SimulatedMeta {
    const found = this.#pages.find((page) => page.people.some((person) => person.psid === psid));
    if (found === undefined) throw new Error(`Nobody has the id ${psid}.`);
    return found;
  }

  /** The people of all Pages. */
  get people(): readonly Person[] {
    return this.#pages.flatMap((page) => page.people);
  }

  /** What stands in a person's chat. */
  chat(psid: string): readonly ChatItem[] {
    return this.of(psid).chat(psid);
  }

  /** Answers a request of the bot to the Graph API. @throws {Cut} as {@link SimulatedMeta.handle} */
  async handle(request: Request): Promise<Response> {
    return (await this.#pageOf(request)).handle(request);
  }

  /** Resolves when the bot has accepted every webhook of every Page. */
  async settle(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.settle()));
  }

  /** How many webhooks the bot has not accepted yet. */
  get waiting(): number {
    return this.#pages.reduce((sum, page) => sum + page.waiting, 0);
  }

  /** The app itself asks about a token with a token of its own, and names the other one in the call. */
  async #pageOf(request: Request): Promise<SimulatedMeta> {
    const [first, ...others] = this.#pages;
    if (others.length === 0) return first;
    const texts = [request.headers.get("authorization") ?? "", request.url, await request.clone().text()];
    const asked = (text: string) => this.#pages.filter(({ options }) => names(text, options.pageToken));
    return texts.flatMap(asked)[0] ?? first;
  }
}

/** One token may begin like another. */
function names(text: string, token: string): boolean {
  const at = text.indexOf(token);
  return at >= 0 && !/^[A-Za-z0-9]/.test(text.slice(at + token.length));
}
