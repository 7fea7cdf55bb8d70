/** The fields beside `message` in a call of the Send API, from the send options. Documented: Send API reference, 2026. */
import { ContentError, type RenderedPart, type RenderOptions, type SendOptions } from "../../../model/rendering.ts";
import { requireText } from "../../adapt/draft.ts";
import { LIMITS } from "../limits.ts";
import { TAGS, type Tag, type TagName } from "../tags.ts";

const NOTIFICATIONS = { regular: undefined, silent: "SILENT_PUSH", none: "NO_PUSH" } as const;

/** A customer feedback template carries its tag itself: it is the only message that may. */
export const FEEDBACK = tagged("CUSTOMER_FEEDBACK");

/**
 * Puts the send options on every part; the message that is answered stands above the first one only.
 * @throws ContentError for a tag that no bot may set, and for values that Meta does not know
 */
export function enveloped(
  parts: readonly RenderedPart[],
  { manner = {}, byPerson = false }: Pick<RenderOptions, "manner" | "byPerson">,
): readonly RenderedPart[] {
  const { replyTo, persona, tag, notification = "regular", purpose = "response" } = manner;
  if (tag !== undefined) checkTag(tag, byPerson);
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
    const own = isFree && tag !== undefined ? tagged("HUMAN_AGENT") : part;
    const envelope = {
      ...(isFree && type !== undefined && { messaging_type: type }),
      ...own.envelope,
      ...every,
      ...(i === 0 && first),
    };
    return Object.keys(envelope).length === 0 ? part : { ...part, ...own, envelope };
  });
}

function tagged(tag: TagName): Required<Pick<RenderedPart, "envelope" | "reach">> {
  return { envelope: { messaging_type: "MESSAGE_TAG", tag }, reach: LIMITS.tagReach.max };
}

function checkTag(name: string, byPerson: boolean): void {
  if (name === "HUMAN_AGENT" && byPerson) return;
  throw new ContentError("content_not_supported", "tag", refusalOf(name));
}

function refusalOf(name: string): string {
  if (!isTag(name)) return "is no tag of Messenger's. Leave it out.";
  const { ended, use }: Tag = TAGS[name];
  if (ended !== undefined) return `Meta refuses ${name} since ${ended}. ${use}`;
  return name === "HUMAN_AGENT"
    ? `${name} is for words that a person wrote, not a bot. Hand the conversation over, and let a person answer.`
    : `${name} is set by the customer feedback template itself. Say that, without a tag.`;
}

const isTag = (name: string): name is TagName => Object.hasOwn(TAGS, name);

/** Looks a name up in a table. It may come from outside of this code, where the compiler has not checked it. */
function among<Names extends string, Value>(table: Record<Names, Value>, name: Names, field: keyof SendOptions): Value {
  if (Object.hasOwn(table, name)) return table[name];
  const known = Object.keys(table).join(", ");
  throw new ContentError("invalid_content", field, `is none of ${known}.`);
}
