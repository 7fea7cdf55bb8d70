/** The fields beside `message` in a call of the Send API, from the send options. Documented: Send API reference, 2026. */
import { ContentError, type RenderedPart, type RenderOptions, type SendOptions } from "../../../model/rendering.ts";
import { requireText } from "../../adapt/draft.ts";
import type { Tag } from "../tags.ts";

const NOTIFICATIONS = { regular: undefined, silent: "SILENT_PUSH", none: "NO_PUSH" } as const;

/** The tag of an answer that a person wrote. */
const HUMAN_AGENT = "HUMAN_AGENT";

/** The tags of one of Meta's platforms. */
export interface Tagging {
  /** The platform's name, for people. */
  readonly name: string;
  readonly tags: Readonly<Record<string, Tag>>;
  /** The time after the person's last word in which a tag lets something through, in milliseconds. */
  readonly reach: number;
}

/**
 * Puts the send options on every part; the message that is answered stands above the first one only.
 * @throws ContentError for a tag that no bot may set, and for values that Meta does not know
 */
export function enveloped(
  parts: readonly RenderedPart[],
  { manner = {}, byPerson = false }: Pick<RenderOptions, "manner" | "byPerson">,
  tagging: Tagging,
): readonly RenderedPart[] {
  const { replyTo, persona, tag, notification = "regular", purpose = "response" } = manner;
  if (tag !== undefined) checkTag(tag, byPerson, tagging);
  const push = among(NOTIFICATIONS, notification, "notification");
  const type = among({ response: undefined, update: "UPDATE" }, purpose, "purpose");
  const every = {
    ...(push !== undefined && { notification_type: push }),
    ...(persona !== undefined && { persona_id: requireText(persona, "persona") }),
  };
  const first = replyTo === undefined ? {} : { reply_to: { mid: requireText(replyTo, "replyTo") } };
  return parts.map((part, i) => {
    // An approved template and a feedback template say their purpose themselves.
    const isFree = part.approved === undefined && part.envelope === undefined;
    const own = isFree && tag !== undefined ? tagged(HUMAN_AGENT, tagging.reach) : part;
    const envelope = {
      ...(isFree && type !== undefined && { messaging_type: type }),
      ...own.envelope,
      ...every,
      ...(i === 0 && first),
    };
    return Object.keys(envelope).length === 0 ? part : { ...part, ...own, envelope };
  });
}

/** Makes what stands beside a message with a tag. */
export function tagged(tag: string, reach: number): Required<Pick<RenderedPart, "envelope" | "reach">> {
  return { envelope: { messaging_type: "MESSAGE_TAG", tag }, reach };
}

function checkTag(name: string, byPerson: boolean, tagging: Tagging): void {
  if (name === HUMAN_AGENT && byPerson) return;
  throw new ContentError("content_not_supported", "tag", refusalOf(name, tagging));
}

function refusalOf(name: string, { name: platform, tags }: Tagging): string {
  const tag = Object.hasOwn(tags, name) ? tags[name] : undefined;
  if (tag === undefined) return `is no tag of ${platform}'s. Leave it out.`;
  if (tag.ended !== undefined) return `Meta refuses ${name} since ${tag.ended}. ${tag.use}`;
  return name === HUMAN_AGENT
    ? `${name} is for words that a person wrote, not a bot. Hand the conversation over, and let a person answer.`
    : `${name} is set by the customer feedback template itself. Say that, without a tag.`;
}

/** Looks a name up in a table. It may come from outside of this code, where the compiler has not checked it. */
function among<Names extends string, Value>(table: Record<Names, Value>, name: Names, field: keyof SendOptions): Value {
  if (Object.hasOwn(table, name)) return table[name];
  const known = Object.keys(table).join(", ");
  throw new ContentError("invalid_content", field, `is none of ${known}.`);
}
