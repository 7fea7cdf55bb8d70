/** The readers of the kinds of items and changes that only Messenger has: Meta's JSON becomes an event's fields. Pure. */
import type { Context, Details, Readers } from "../../meta/receive/details.ts";
import { ITEMS_OF_ALL, plausible, readAny } from "../../meta/receive/items.ts";
import { each, type Fields, fields, filled, given, json, list, number, text } from "../../meta/values.ts";
import { own } from "./details.ts";
import { message, postback } from "./message.ts";

/** Reads the value of a change of this account. */
type ChangeReader = (value: Fields, account: string | undefined) => Details | undefined;

/** The readers of items, by key. The first one that understands the item wins. */
const ITEMS: Readers = [
  ["message", message],
  ["postback", postback],
  ...ITEMS_OF_ALL,
  ["delivery", delivery],
  ["optin", optin],
  ["account_linking", linking],
  ["app_roles", roles],
  // Deliveries were seen with the hyphen; the name of the subscription has the underscore.
  ["policy-enforcement", policy],
  ["policy_enforcement", policy],
  ["messaging_feedback", feedback],
  ["response_feedback", responseFeedback],
  ["template", coupon],
  ["messaging_customer_information", customerInformation],
  ["order", cart],
  ["game_play", gamePlay],
];

/** The readers of changes, by field. */
const CHANGES: ReadonlyMap<unknown, ChangeReader> = new Map<unknown, ChangeReader>([
  ["feed", feed],
  ["group_feed", groupFeed],
  // The documents of 2026 and Meta's own SDK disagree about the name.
  ["messenger_template_status_update", templateStatus],
  ["message_template_status_update", templateStatus],
]);

/** Reads an item of `messaging` or `standby`. `undefined`: this version does not know it. */
export const readItem = (item: Fields, context: Context): Details | undefined =>
  readAny(ITEMS, item, context) ?? groupFeed(item);

/** Reads an item of `changes`, about the Page as a whole, or about a person's post or comment on it. */
export function readChange(change: Fields, account: string | undefined): Details | undefined {
  const value = fields(change["value"]);
  return value && CHANGES.get(change["field"])?.(value, account);
}

function delivery(value: Fields, { now }: Context): Details {
  return { kind: "receipt", status: "delivered", watermark: plausible(value["watermark"], now) };
}

function optin(value: Fields): Details {
  const optedIn = given({
    type: filled(value["type"]) ?? "plugin",
    payload: text(value["payload"]),
    ref: text(value["ref"]),
    userRef: filled(value["user_ref"]),
    token: filled(value["one_time_notif_token"]) ?? filled(value["notification_messages_token"]),
    status: text(value["notification_messages_status"]),
    title: text(value["title"]),
  });
  return own("optin", optedIn);
}

function linking(value: Fields): Details | undefined {
  const status = value["status"];
  if (status !== "linked" && status !== "unlinked") return undefined;
  return own("linking", given({ status, authorizationCode: filled(value["authorization_code"]) }));
}

function roles(value: Fields): Details {
  // Not by assignment: an app "__proto__" would change the object instead of being one of its fields.
  const apps = Object.entries(value).map(([id, names]) => [id, list(names).flatMap((name) => filled(name) ?? [])]);
  return own("roles", { roles: Object.fromEntries(apps) });
}

function policy(value: Fields): Details | undefined {
  const action = value["action"];
  if (action !== "warning" && action !== "block" && action !== "unblock") return undefined;
  return given({ kind: "policy", action, reason: text(value["reason"]) });
}

function feedback(value: Fields): Details | undefined {
  const answers = each(value["feedback_screens"], answersOn).flat();
  return answers.length > 0 ? own("feedback", { answers }) : undefined;
}

function answersOn(screen: Fields) {
  return Object.entries(fields(screen["questions"]) ?? {}).flatMap(([question, value]) => {
    const answer = fields(value);
    if (!answer) return [];
    return given({
      screen: filled(screen["screen_id"]),
      question,
      type: text(answer["type"]),
      value: text(answer["payload"]),
      followUp: text(fields(answer["follow_up"])?.["payload"]),
    });
  });
}

function responseFeedback(value: Fields): Details | undefined {
  const mid = filled(value["mid"]);
  const said = value["feedback"];
  if (mid === undefined || (said !== "Good response" && said !== "Bad response")) return undefined;
  return own("responseFeedback", { mid, good: said === "Good response" });
}

function coupon(value: Fields): Details | undefined {
  if (value["type"] !== "coupon") return undefined;
  return own("coupon", given({ payload: text(value["payload"]), code: text(value["coupon_code"]) }));
}

function customerInformation(value: Fields): Details | undefined {
  const answers = each(value["screens"], (screen) =>
    each(screen["responses"], (response) => {
      const key = text(response["key"]);
      const said = text(response["value"]);
      if (key === undefined || said === undefined) return undefined;
      return given({ screen: filled(screen["screen_id"]), key, value: said });
    }),
  ).flat();
  return answers.length > 0 ? own("customerInformation", { answers }) : undefined;
}

function cart(value: Fields): Details | undefined {
  const products = each(value["products"], (product) => {
    const id = filled(product["id"]);
    if (id === undefined) return undefined;
    return given({
      id,
      retailerId: text(product["retailer_id"]),
      name: text(product["name"]),
      price: number(product["unit_price"]),
      currency: text(product["currency"]),
      quantity: number(product["quantity"]),
    });
  });
  return products.length > 0 ? own("cart", given({ products, note: text(value["note"]) })) : undefined;
}

function gamePlay(value: Fields): Details | undefined {
  const gameId = filled(value["game_id"]);
  if (gameId === undefined) return undefined;
  const played = given({
    gameId,
    playerId: filled(value["player_id"]),
    contextType: text(value["context_type"]),
    contextId: filled(value["context_id"]),
    score: number(value["score"]),
    payload: text(value["payload"]),
  });
  return own("gamePlay", played);
}

function groupFeed(value: Fields): Details | undefined {
  const groupId = filled(value["group_id"]);
  if (groupId === undefined) return undefined;
  const from = fields(value["from"]);
  const written = given({
    groupId,
    postId: filled(value["post_id"]),
    commentId: filled(value["comment_id"]),
    from: from && given({ id: filled(from["id"]), name: text(from["name"]) }),
  });
  return own("groupFeed", written);
}

/** The items of the feed that visitors write: third party, since Meta's page does not name them. */
const WRITTEN: ReadonlySet<unknown> = new Set(["post", "status", "photo", "video", "share"]);

/** Reads a comment or a post. Undefined for those of the Page itself, and for those without an author. */
function comment(value: Fields, account: string | undefined): Details | undefined {
  const { item, verb } = value;
  const from = fields(value["from"]);
  const id = filled(from?.["id"]);
  const commentId = item === "comment" ? filled(value["comment_id"]) : undefined;
  const postId = filled(value["post_id"]);
  const isKnown = item === "comment" ? commentId !== undefined : WRITTEN.has(item) && postId !== undefined;
  if (verb !== "add" || !isKnown || id === undefined || id === account) return undefined;
  const by = given({ id, name: text(from?.["name"]) });
  return given({ kind: "comment", text: filled(value["message"]), commentId, postId, from: by });
}

function feed(value: Fields, account: string | undefined): Details {
  const written = comment(value, account);
  if (written !== undefined) return written;
  const told = given({
    item: text(value["item"]),
    verb: text(value["verb"]),
    postId: filled(value["post_id"]),
    commentId: filled(value["comment_id"]),
    value: json(value),
  });
  return own("feed", told);
}

function templateStatus(value: Fields): Details {
  return given({
    kind: "template_status",
    template: filled(value["message_template_id"]),
    name: text(value["message_template_name"]),
    language: text(value["message_template_language"]),
    status: text(value["event"]),
    reason: text(value["reason"]),
  });
}
