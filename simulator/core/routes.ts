/** Which call goes to which route, and what the app must have been granted for it. */
import type { Answer, Call } from "./graph-call.ts";
import { string } from "./graph-request.ts";
import type { RateName } from "./rates.ts";
import { refuse } from "./refusals.ts";
import { upload } from "./routes/attachments.ts";
import { commentBelow } from "./routes/comments.ts";
import { type ControlEdge, threadControl, threadOwner } from "./routes/control.ts";
import { conversationMessages, conversations, oneConversation, oneMessage } from "./routes/conversations.ts";
import { messages } from "./routes/messages.ts";
import * as profiles from "./routes/messenger-profile.ts";
import { moderate } from "./routes/moderation.ts";
import { page, profile } from "./routes/people.ts";
import * as personas from "./routes/personas.ts";
import { debugToken, subscribe, subscription, unsubscribe } from "./routes/subscription.ts";
import * as templates from "./routes/templates.ts";

interface Route {
  readonly needs?: string;
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

const messaging = (run: Route["run"]): Route => ({ needs: "pages_messaging", run });
const metadata = (run: Route["run"]): Route => ({ needs: "pages_manage_metadata", run });
const utility = (run: Route["run"]): Route => ({ needs: "pages_utility_messaging", run });

/** Calls that are counted, refused or not. */
const counted = (rate: RateName, run: Route["run"], whose: (call: Call) => string | undefined = () => ""): Route =>
  messaging((call) => call.host.page.rates.use(rate, whose(call)) ?? run(call));
const profiled = (run: Route["run"]): Route => counted("profile", run);
const personal = (run: Route["run"]): Route => counted("userSettings", run, ({ fields }) => string(fields["psid"]));
const read = (run: Route["run"]): Route => counted("conversations", run);

const control = (edge: ControlEdge): Route => messaging((call) => threadControl(call, edge));

/** What hangs on the Page: `/me/…` and `/<PAGE>/…`. */
const EDGES: Readonly<Record<string, Route>> = {
  "GET ": { run: page },
  "POST messages": messaging(messages),
  "POST message_attachments": messaging(upload),
  "POST pass_thread_control": control("pass_thread_control"),
  "POST take_thread_control": control("take_thread_control"),
  "POST request_thread_control": control("request_thread_control"),
  "POST release_thread_control": control("release_thread_control"),
  "POST extend_thread_control": control("extend_thread_control"),
  "GET thread_owner": messaging(threadOwner),
  "GET messenger_profile": profiled(profiles.readProfile),
  "POST messenger_profile": profiled(profiles.setProfile),
  "DELETE messenger_profile": profiled(profiles.deleteProfile),
  "GET custom_user_settings": personal(profiles.readUserSettings),
  "POST custom_user_settings": personal(profiles.setUserSettings),
  "DELETE custom_user_settings": personal(profiles.deleteUserSettings),
  "GET message_templates": utility(templates.listTemplates),
  "POST message_templates": utility(templates.createTemplate),
  "DELETE message_templates": utility(templates.deleteTemplate),
  "GET message_template_library": utility(templates.searchLibrary),
  "GET personas": messaging(personas.listPersonas),
  "POST personas": messaging(personas.createPersona),
  "GET conversations": read(conversations),
  "POST moderate_conversations": messaging(moderate),
  "GET subscribed_apps": metadata(subscription),
  "POST subscribed_apps": metadata(subscribe),
  "DELETE subscribed_apps": metadata(unsubscribe),
};

/** Answers a call that was let in. */
export async function route(call: Call): Promise<Answer> {
  const { host, method, object, edge } = call;
  const own = object === "me" || object === host.pageId;
  const found = own ? EDGES[`${method} ${edge}`] : elsewhere(call);
  if (!found) return refuse("pathUnknown", `/${[object, edge].filter(Boolean).join("/")}`);
  if (found.needs !== undefined && !host.page.grants(found.needs)) return refuse("permissionMissing", found.needs);
  return found.run(call);
}

/** What has an id, or a place, of its own. */
function elsewhere({ host, method, object, edge }: Call): Route | undefined {
  const asked = `${method} ${edge}`;
  if (asked === "GET " && object === "debug_token") return { run: debugToken };
  if (asked === "GET " && object === "message_template_library") return EDGES["GET message_template_library"];
  if (host.page.personas.find(object)) {
    if (asked === "GET ") return messaging(personas.readPersona);
    if (asked === "DELETE ") return messaging(personas.deletePersona);
  }
  if (host.page.comments.has(object) && asked === "POST comments") {
    return { needs: "pages_manage_engagement", run: commentBelow };
  }
  if (object.startsWith("t_") && asked === "GET ") return read(oneConversation);
  if (object.startsWith("t_") && asked === "GET messages") return read(conversationMessages);
  if (object.startsWith("m_") && asked === "GET ") return read(oneMessage);
  return asked === "GET " && /^\d+$/.test(object) ? { run: profile } : undefined;
}
