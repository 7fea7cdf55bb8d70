/** The Page's side of the simulated Meta: what the bot's calls to the Graph API do. */
import { LIMITS, WINDOW } from "../../src/channels/messenger/limits.ts";
import { isObject } from "./checks.ts";
import type { GraphCall, GraphHost, PageAction } from "./graph-call.ts";
import type { SentMessage } from "./message.ts";
import type { PageState } from "./page-state.ts";
import { token } from "./people.ts";
import { markOf } from "./refusals.ts";
import type { Reach } from "./rules.ts";
import { draftFor, shownOf } from "./utility-words.ts";
import type { World } from "./world.ts";

/** How long the dots dance when no message comes. Third party. */
const TYPING = 20_000;

/** @param calls gets every call, refused or not. */
export function graphHost(world: World, calls: GraphCall[]): GraphHost {
  const { appId, appSecret, pageId, pageName, pageToken } = world.options;
  const orders = new Set<string>();
  const { page } = world;
  return {
    appId,
    appSecret,
    pageId,
    pageName,
    pageToken,
    page,
    now: () => world.clock.now(),
    person: (psid) => world.find(psid),
    reaches: (psid, reach) => reaches(world, psid, reach),
    people: () => world.people,
    chat: (psid) => world.chat(psid),
    usedOrder: (order) => orders.has(order),
    fetches: async (url) => (await world.options.fetches?.(url)) ?? "fine",
    sends: (psid, message, how) => {
      const payload = message.attachment?.payload;
      if (payload && "template_type" in payload && payload.template_type === "receipt")
        orders.add(payload.order_number);
      // A user_ref stands for somebody who has not written yet: there is no chat to show it in.
      if (psid === null) return world.mid();
      // Without a default app whoever answers first has the conversation. Guess.
      if (world.owner(psid) === null && page.defaultApp === null) world.give(psid, appId);
      return world.pageSays(psid, "bot", asSeen(message, page), how);
    },
    acts: (psid, action) => act(world, psid, action),
    owner: (psid) => world.owner(psid),
    controlUntil: (psid) => world.controlUntil(psid),
    extends: (psid, until) => world.extend(psid, until),
    asksFor: (psid, metadata) => world.asked.push({ psid, ...(metadata === undefined ? {} : { metadata }) }),
    gives: (psid, to, metadata) => world.give(psid, to, metadata),
    called: (call) => {
      calls.push(call);
      world.options.onCall?.(call);
      noteRefusal(world, call);
    },
    traceId: () => token(8),
  };
}

function reaches(world: World, psid: string, reach: Reach): boolean {
  if (reach === null) return true;
  const acted = world.find(psid)?.actedAt;
  return acted !== undefined && world.clock.now() - acted <= (reach === "tag" ? LIMITS.tagReach.max : WINDOW.max);
}

/** What was sent by its upload id is seen by its address, and a utility template in its own words. */
function asSeen(message: SentMessage, { uploads, templates }: PageState): SentMessage {
  const { attachment, template } = message;
  if (template !== undefined) {
    const row = templates.find(template.name, template.language?.code ?? "");
    return { ...message, template: { ...template, shown: shownOf(template, row) } };
  }
  if (attachment === undefined || !("attachment_id" in attachment.payload)) return message;
  if (attachment.type === "template" || attachment.type === "location" || attachment.type === "sticker") return message;
  const url = uploads.find(String(attachment.payload.attachment_id))?.url;
  if (url === undefined) return message;
  return { ...message, attachment: { ...attachment, payload: { ...attachment.payload, url } } };
}

function act(world: World, psid: string, action: PageAction): void {
  const { typingUntil: _, ...person } = world.person(psid);
  switch (action.do) {
    case "typing_on":
      world.store({ ...person, typingUntil: world.clock.now() + TYPING });
      break;
    case "typing_off":
      world.store(person);
      break;
    case "mark_seen":
      world.store({ ...world.person(psid), pageSaw: world.clock.tick() });
      break;
    case "react":
      world.change(psid, action.mid, (item) => ({ ...item, reaction: action.reaction }));
      break;
    case "unreact":
      world.change(psid, action.mid, ({ reaction: _gone, ...item }) => item);
      break;
  }
}

/** What nobody would miss in the chat. */
const GESTURES = ["typing_on", "typing_off", "mark_seen"];

/** A developer reads a refusal where the answer is missing: in the chat, once while it is the same. */
function noteRefusal(world: World, { refusal, psid, name, body, answer, status }: GraphCall): void {
  if (psid === undefined || !world.find(psid) || status < 400) return;
  if (refusal === undefined && GESTURES.includes(name)) return;
  // A utility template may stand beside the message too.
  const { template } = isObject(body["message"]) ? body["message"] : body;
  const error = isObject(answer) && isObject(answer["error"]) ? answer["error"] : {};
  const code = typeof error["code"] === "number" ? error["code"] : status;
  const subcode = error["error_subcode"];
  const last = world.chat(psid).at(-1);
  if (last?.kind === "notice" && last.notice.about === "refused" && last.notice.code === code) return;
  world.notice(psid, {
    about: "refused",
    call: name,
    message:
      typeof error["message"] === "string" ? error["message"] : `HTTP ${status}, and none of Meta's errors with it`,
    code,
    ...(typeof subcode === "number" ? { subcode } : {}),
    ...(refusal === undefined ? {} : { mark: markOf(refusal.name) }),
    ...(refusal?.name === "templateUnknown" && isObject(template) ? { template: draftFor(template) } : {}),
  });
}
