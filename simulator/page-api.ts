/** The page's own API: what somebody does on the page, and what the page hears. */
import type { SimulatedMeta } from "./core/meta.ts";
import type { TemplateDraft } from "./core/utility-templates.ts";
import type { Command, Update } from "./protocol.ts";

/** Does on the simulated Meta what somebody did on the page. */
export function carryOut(meta: SimulatedMeta, command: Command): unknown {
  switch (command.do) {
    case "open":
      return meta.opens(command.psid);
    case "leave":
      return meta.leaves(command.psid);
    case "start":
      return meta.getStarted(command.psid);
    case "sticker":
      return meta.sendsSticker(command.psid);
    case "say":
      return meta.says(command.psid, command.text, command.replyTo === undefined ? {} : { replyTo: command.replyTo });
    case "tap":
    case "choose":
      return meta.taps(command.psid, { type: "postback", title: command.title, payload: command.payload });
    case "command":
      return meta.commands(command.psid, command.name);
    case "feedback":
      return meta.answersFeedback(command.psid, command.value);
    case "coupon":
      return meta.tapsCoupon(command.psid);
    case "unlink":
      return meta.unlinks(command.psid);
    case "opt in":
      return meta.optsIn(command.psid);
    case "reply":
      return meta.tapsQuickReply(command.psid, command.reply);
    case "send":
      return meta.sends(command.psid, command.kind, command.url);
    case "react":
      return meta.reacts(command.psid, command.mid, command.emoji, command.name);
    case "unreact":
      return meta.unreacts(command.psid, command.mid);
    case "edit":
      return meta.edits(command.psid, command.mid, command.text);
    case "take back":
      return meta.deletes(command.psid, command.mid);
    case "location":
      return meta.sendsLocation(command.psid, command.lat, command.long, command.name);
    case "approve":
      return approve(meta, command.psid, command.template);
    case "subscribe":
      return meta.subscribes();
    case "agent says":
      return meta.agentSays(command.psid, command.text, { unnamed: command.unnamed ?? false });
    case "agent releases":
      return meta.agentReleases(command.psid);
    default:
      throw new TypeError(`"${command.do}" is not done on the simulated Meta.`);
  }
}

/** As somebody does in Business Manager. It stands in the chat, so that everybody knows why the next one goes out. */
function approve(meta: SimulatedMeta, psid: string, template: TemplateDraft): void {
  const { name, language } = template;
  meta.approves(template);
  const what = `The utility template ${name} (${language}) is approved`;
  meta.notes(psid, { about: "approved", name, language, what });
}

/** Server-sent events for any number of open pages. */
export class Updates {
  readonly #pages = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #encoder = new TextEncoder();

  /** A stream that starts with `first` and goes on with whatever is sent. */
  stream(first: Update): Response {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#pages.add(controller);
        this.#write(controller, first);
      },
      cancel: () => {
        if (own) this.#pages.delete(own);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  }

  send(update: Update): void {
    for (const page of this.#pages) this.#write(page, update);
  }

  #write(page: ReadableStreamDefaultController<Uint8Array>, update: Update): void {
    try {
      page.enqueue(this.#encoder.encode(`data: ${JSON.stringify(update)}\n\n`));
    } catch {
      this.#pages.delete(page);
    }
  }
}
