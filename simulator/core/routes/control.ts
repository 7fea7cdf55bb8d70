/** Who has a conversation: the thread control edges, and `thread_control` in a send. Documented: conversation routing. */
import { LIMITS, PAGE_INBOX } from "../../../src/channels/messenger/limits.ts";
import { isObject, type Verdict } from "../checks.ts";
import { type Answer, type Call, controls, type GraphHost, isRefusal, personOf, SUCCESS } from "../graph-call.ts";
import { string } from "../graph-request.ts";
import { type Refusal, refuse } from "../refusals.ts";

export type ControlEdge = `${"pass" | "release" | "take" | "request" | "extend"}_thread_control`;

export function threadControl(call: Call, edge: ControlEdge): Answer {
  const { host, fields } = call;
  const to = personOf(call);
  if (isRefusal(to)) return to;
  const metadata = string(fields["metadata"]);
  if (metadata !== undefined && metadata.length > LIMITS.passMetadata.max)
    return refuse("tooLong", "metadata", LIMITS.passMetadata.max);
  return change(host, to.psid, edge, call, metadata) ?? SUCCESS;
}

function change(
  host: GraphHost,
  psid: string,
  edge: ControlEdge,
  { fields }: Call,
  metadata: string | undefined,
): Refusal | undefined {
  switch (edge) {
    case "pass_thread_control": {
      const app = string(fields["target_app_id"]);
      const refusal = checkApp(host, app, "target_app_id");
      if (refusal) return refusal;
      if (!controls(host, psid)) return refuse("otherAppControls");
      host.gives(psid, app ?? null, metadata);
      return undefined;
    }
    case "release_thread_control":
      if (!controls(host, psid)) return refuse("otherAppControls");
      host.gives(psid, null, metadata);
      return undefined;
    case "take_thread_control":
      if (!isDefault(host) && ![null, host.appId].includes(host.owner(psid))) return refuse("takeBlocked");
      host.gives(psid, host.appId, metadata);
      return undefined;
    case "request_thread_control":
      if (host.page.defaultApp === null) return refuse("requestPointless");
      host.asksFor(psid, metadata);
      return undefined;
    case "extend_thread_control": {
      const most = LIMITS.controlExtension.max;
      const duration = Number(fields["duration"]) * 1000;
      if (!(duration > 0 && duration <= most)) return refuse("extensionUnfit", most / 1000);
      if (host.owner(psid) !== host.appId) return refuse("otherAppControls");
      host.extends(psid, host.now() + duration);
      return undefined;
    }
  }
}

/** It may take a conversation at any time. */
const isDefault = (host: GraphHost): boolean => host.page.defaultApp === host.appId;

function checkApp(host: GraphHost, app: string | undefined, field: string): Refusal | undefined {
  if (app === undefined) return refuse("required", field);
  return [PAGE_INBOX, host.appId, host.page.defaultApp].includes(app) ? undefined : refuse("appUnknown");
}

/** Checks `thread_control` of a send. */
export function checkControl(host: GraphHost, value: unknown): Verdict {
  if (value === undefined) return undefined;
  if (!isObject(value)) return refuse("wrongType", "thread_control", "an object");
  switch (value["control_type"]) {
    case "release":
      return undefined;
    case "pass":
      return checkApp(host, string(value["app_id"]), "thread_control[app_id]");
    default:
      return refuse("unknownValue", "thread_control[control_type]", "{pass, release}");
  }
}

/** What `thread_control` of a send does once the message is sent. */
export function handsOver(host: GraphHost, psid: string, value: unknown): void {
  if (!isObject(value)) return;
  host.gives(psid, value["control_type"] === "pass" ? (string(value["app_id"]) ?? null) : null);
}

export function threadOwner({ host, fields }: Call): Answer {
  const psid = string(fields["recipient"]);
  if (psid === undefined) return refuse("recipientMissing");
  if (!host.person(psid)) return refuse("recipientUnknown");
  const owner = host.owner(psid);
  const until = host.controlUntil(psid);
  if (owner === null || until === null) return { data: [] };
  // Only the owner and the default app may see who it is.
  const seen = owner === host.appId || isDefault(host);
  return { data: [{ thread_owner: { ...(seen ? { app_id: owner } : {}), expiration: Math.floor(until / 1000) } }] };
}
