/** What a person sees, as text. */
import { type ChatItem, type MessageItem, messagesIn, quickReplies } from "./chat.ts";
import { type Button, type SentMessage, type Template, titleOf } from "./message.ts";

const WHO = { person: "you", bot: "bot", colleague: "colleague" } as const;

/** A line for each message, and below the last one what can still be tapped as a quick reply. */
export function screenOf(items: readonly ChatItem[]): string {
  const lines = items.map((item) => {
    if (item.kind === "message")
      return `${WHO[item.from]}: ${item.deleted ? "[taken back]" : seen(item.message)}${item.reaction ? ` ${item.reaction}` : ""}`;
    const { notice } = item;
    if (notice.about === "control") return `-- ${notice.to} has the conversation --`;
    return notice.about === "refused" ? `-- refused: ${notice.message} --` : `-- ${notice.what} --`;
  });
  const replies = quickReplies(items).map(titleOf);
  return [...lines, ...(replies.length === 0 ? [] : [`( ${replies.join(" | ")} )`])].join("\n");
}

/** A person's newest message that reads so on the screen. Throws, with what they have written, if there is none. */
export function ownMessage(items: readonly ChatItem[], words: string): MessageItem {
  const own = messagesIn(items).filter(({ from, deleted }) => from === "person" && !deleted);
  const found = own.findLast(({ message }) => seen(message) === words);
  if (found !== undefined) return found;
  const all = own.map(({ message }) => seen(message)).join(", ");
  throw new Error(`This person has no message "${words}". There is: ${all || "nothing"}.`);
}

/** A message as it stands on the screen: its words, or what it is in brackets. */
export function seen({ text, attachment, attachments, template, sticker_id }: SentMessage): string {
  if (text !== undefined) return text;
  if (sticker_id !== undefined) return "[sticker]";
  if (attachments !== undefined && attachments.length > 1) return `[${attachments.length} images]`;
  if (template !== undefined) return `utility ${template.name} ${values(template.components)}`.trim();
  const [first] = attachments ?? [];
  const one = attachment ?? first;
  if (one?.type === "template") return seenTemplate(one.payload);
  return `[${one?.type ?? "nothing"}]`;
}

function seenTemplate(template: Template): string {
  switch (template.template_type) {
    case "button":
      return `${template.text} ${labels(template.buttons)}`;
    case "generic":
      return template.elements
        .map(({ title, subtitle, buttons }) => `[${title}${subtitle ? `: ${subtitle}` : ""}] ${labels(buttons)}`.trim())
        .join(" ");
    case "receipt": {
      const items = (template.elements ?? []).map(({ title, quantity }) => `${quantity ?? 1} x ${title}`);
      return `receipt ${template.order_number}: ${items.join(", ")}; total ${template.summary.total_cost} ${template.currency}`;
    }
    case "media":
      return template.elements.map(({ media_type, buttons }) => `[${media_type}] ${labels(buttons)}`.trim()).join(" ");
    default:
      return seenOther(template as Shown);
  }
}

/** What only Messenger has. */
function seenOther(template: Shown): string {
  const [element] = template.elements ?? [];
  switch (template.template_type) {
    case "coupon":
      return `coupon ${named(template)} [Reveal code]`;
    case "customer_feedback":
      return `feedback ${named(template)} [${template.button_title}]`;
    case "image_grid":
      return `[${element?.images?.length ?? 0} images] ${named(element ?? {})} ${labels(element?.buttons)}`
        .replace(/ +/g, " ")
        .trim();
    case "product":
      return (template.elements ?? []).map(({ id }) => `[product ${id}]`).join(" ");
    default:
      return `[${template.template_type}]`;
  }
}

/** What can be seen of them. */
interface Shown {
  readonly template_type: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly button_title?: string;
  readonly elements?: readonly {
    readonly id?: string;
    readonly title?: string;
    readonly subtitle?: string;
    readonly images?: readonly unknown[];
    readonly buttons?: readonly Button[];
  }[];
}

const named = ({ title, subtitle }: { readonly title?: string; readonly subtitle?: string }): string =>
  [title, subtitle].filter(Boolean).join(": ");

const labels = (buttons: readonly Button[] | undefined): string =>
  (buttons ?? []).map((button) => `[${titleOf(button)}]`).join(" ");

/** The texts in a utility template's components, in their order. */
function values(components: readonly unknown[] | undefined): string {
  const parameters = (components ?? []).flatMap(
    (one) => (one as { parameters?: { text?: string }[] }).parameters ?? [],
  );
  return parameters.flatMap(({ text }) => text ?? []).join(", ");
}
