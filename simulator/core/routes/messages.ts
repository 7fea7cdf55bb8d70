/** `POST /<PAGE>/messages`: messages, sender actions, private replies. */
import { isObject, type Json, optionalText, type Verdict } from "../checks.ts";
import { type Answer, type Call, controls, type GraphHost, isRefusal, recipientId } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import type { SentMessage } from "../message.ts";
import { type Refusal, refuse } from "../refusals.ts";
import { checkMessage, checkPurpose, type Purpose } from "../rules.ts";
import { checkMedia, isAudioVisual, uploadFile } from "./attachments.ts";
import { checkControl, handsOver } from "./control.ts";

/** Whom a message is for, and what lets the Page write to them beside the window. */
interface To {
  /** Null for a `user_ref`: nobody who has a chat yet. */
  readonly psid: string | null;
  readonly by?: { readonly comment: string } | { readonly token: string };
}

const NOTIFICATIONS = ["REGULAR", "SILENT_PUSH", "NO_PUSH"];

export async function messages(call: Call): Promise<Answer> {
  const { host, fields } = call;
  if (host.page.policyBlock !== undefined) return refuse("policyBlocked");
  const to = recipient(call);
  if (isRefusal(to)) return to;
  // One example of Meta's has a utility template beside the recipient, and no message.
  const given = fields["message"] ?? (isObject(fields["template"]) ? { template: fields["template"] } : undefined);
  if (fields["sender_action"] !== undefined)
    return given === undefined ? senderAction(call, to) : refuse("messageAndAction");
  if (!isObject(given)) return refuse("messageMissing");
  const message = await uploadFile(call, given);
  if (isRefusal(message)) return message;
  const purpose = checkPurpose(fields, message, host.now());
  if (isRefusal(purpose)) return purpose;
  const refusal =
    checkMessage(message) ??
    checkAround(host, fields, to.psid) ??
    checkFeatures(host, purpose, message) ??
    mayWrite(host, to, purpose) ??
    checkOrder(host, message) ??
    (await checkMedia(host, message)) ??
    rate(host, to, message);
  if (refusal) return refusal;
  // The rules have looked at every field that the type promises.
  return send(call, to, message as SentMessage);
}

function send(call: Call, to: To, message: SentMessage): Answer {
  const { host, fields } = call;
  const { page } = host;
  const reply = isObject(fields["reply_to"]) ? string(fields["reply_to"]["mid"]) : undefined;
  const persona = page.personas.find(string(fields["persona_id"]) ?? "")?.name;
  const how = { ...(reply === undefined ? {} : { replyTo: reply }), ...(persona === undefined ? {} : { persona }) };
  const mid = host.sends(to.psid, message, how);
  if (to.by && "comment" in to.by) page.comments.answered(to.by.comment);
  if (to.by && "token" in to.by) page.oneTime.delete(to.by.token);
  if (to.psid !== null) handsOver(host, to.psid, fields["thread_control"]);
  const media = message.attachment?.type === "template" ? undefined : message.attachment;
  const { url, is_reusable: reusable } = { url: undefined, is_reusable: undefined, ...media?.payload } as Json;
  return {
    ...(to.psid === null ? {} : { recipient_id: to.psid }),
    message_id: mid,
    ...(media && reusable === true && typeof url === "string"
      ? { attachment_id: page.uploads.add(media.type, url) }
      : {}),
  };
}

/** Whom a call is for, or why it is for nobody. */
function recipient({ host, fields }: Call): To | Refusal {
  const to = fields["recipient"];
  if (!isObject(to)) return refuse("recipientMissing");
  if (typeof to["user_ref"] === "string") return { psid: null };
  const comment = string(to["comment_id"]) ?? string(to["post_id"]);
  if (comment !== undefined) {
    const found = host.page.comments.reply(comment);
    return isRefusal(found) ? found : { ...found, by: { comment } };
  }
  const token = string(to["one_time_notif_token"]) ?? string(to["notification_messages_token"]);
  if (token !== undefined) {
    const found = host.page.oneTime.get(token);
    return found && host.now() <= found.until ? { psid: found.psid, by: { token } } : refuse("tokenUsed");
  }
  if (to["phone_number"] !== undefined) return refuse("featureMissing", "recipient[phone_number]");
  const psid = recipientId(fields);
  if (psid === undefined) return refuse("required", "recipient[id]");
  return host.person(psid) ? { psid } : refuse("recipientUnknown");
}

/** What stands beside the message: how it notifies, who speaks, what it answers, who has the conversation then. */
function checkAround(host: GraphHost, fields: Json, psid: string | null): Verdict {
  const { notification_type: notification, persona_id: persona, reply_to: reply } = fields;
  if (notification !== undefined && !NOTIFICATIONS.includes(String(notification)))
    return refuse("unknownValue", "notification_type", `{${NOTIFICATIONS.join(", ")}}`);
  if (persona !== undefined && !host.page.personas.find(String(persona)))
    return refuse("personaUnknown", String(persona));
  if (reply !== undefined && !isObject(reply)) return refuse("wrongType", "reply_to", "an object");
  const mid = reply === undefined ? undefined : string(reply["mid"]);
  if (reply !== undefined && mid === undefined) return refuse("required", "reply_to[mid]");
  return (
    (mid === undefined || psid === null ? undefined : checkTarget(host, psid, mid)) ??
    checkControl(host, fields["thread_control"])
  );
}

/** The message that is answered or reacted to. */
function checkTarget(host: GraphHost, psid: string, mid: string): Verdict {
  const target = host.chat(psid).find((item) => item.id === mid);
  if (target?.kind !== "message") return refuse("messageUnknown", mid);
  return target.deleted ? refuse("messageDeleted") : undefined;
}

function checkFeatures(host: GraphHost, { name }: Purpose, message: Json): Verdict {
  const { page } = host;
  if (name === "HUMAN_AGENT" && !page.grants("human_agent")) return refuse("featureMissing", "human_agent");
  if (name === "UTILITY" && !page.grants("pages_utility_messaging"))
    return refuse("permissionMissing", "pages_utility_messaging");
  const { template } = message;
  return isObject(template) ? page.templates.check(template, "message[template]") : undefined;
}

/** Who may write to whom, and when. */
function mayWrite(host: GraphHost, { psid, by }: To, purpose: Purpose): Verdict {
  if (psid === null) return undefined;
  if (host.page.blocked.has(psid)) return refuse("personUnavailable");
  if (!controls(host, psid)) return refuse("otherAppControls");
  return by !== undefined || host.reaches(psid, purpose.reach) ? undefined : refuse("windowClosed");
}

function rate({ page }: GraphHost, { by }: To, message: Json): Verdict {
  const reply = by && "comment" in by ? page.rates.use("privateReplies") : undefined;
  return reply ?? page.rates.use(isAudioVisual(message) ? "media" : "messages");
}

function checkOrder(host: GraphHost, message: Json): Verdict {
  const payload = isObject(message["attachment"]) ? message["attachment"]["payload"] : undefined;
  if (!isObject(payload) || payload["template_type"] !== "receipt") return undefined;
  return host.usedOrder(String(payload["order_number"]))
    ? refuse("orderNumberUsed", "message[attachment][payload][order_number]")
    : undefined;
}

const ACTIONS = ["typing_on", "typing_off", "mark_seen", "react", "unreact"] as const;

function senderAction({ host, fields }: Call, { psid }: To): Answer {
  const action = ACTIONS.find((name) => name === fields["sender_action"]);
  if (action === undefined) return refuse("actionUnknown", `{${ACTIONS.join(", ")}}`);
  const persona = string(fields["persona_id"]);
  if (persona !== undefined && !action.startsWith("typing")) return refuse("personaActs");
  if (persona !== undefined && !host.page.personas.find(persona)) return refuse("personaUnknown", persona);
  if (psid === null) return {};
  const refusal = mayWrite(host, { psid }, { reach: "window" });
  if (refusal) return refusal;
  if (action !== "react" && action !== "unreact") {
    host.acts(psid, { do: action });
    return { recipient_id: psid };
  }
  const payload = isObject(fields["payload"]) ? fields["payload"] : {};
  const mid = string(payload["message_id"]);
  const reaction = string(payload["reaction"]);
  if (mid === undefined) return refuse("reactionInvalid", "message_id");
  if (action === "react" && reaction === undefined) return refuse("reactionInvalid", "reaction");
  const unfit =
    checkTarget(host, psid, mid) ?? optionalText(reaction, "payload[reaction]") ?? host.page.rates.use("messages");
  if (unfit) return unfit;
  if (reaction === undefined || action === "unreact") host.acts(psid, { do: "unreact", mid });
  else host.acts(psid, { do: "react", mid, reaction });
  return { recipient_id: psid };
}
