/** What calls to a platform need, put together from an account's own secrets and this Worker's settings. Keeps nothing. */
import type { Settings } from "../../env.ts";
import type { Access, AccountAccess } from "../channel.ts";

/** What an account has of its own. What it lacks is the Worker's. */
export interface AccountSecrets extends Pick<AccountAccess, "token" | "appId" | "fields"> {
  /** Signs this account's deliveries, and proves its calls. */
  readonly appSecret?: string;
  readonly graphUrl?: string;
}

/** An account's access: its own, and the Worker's settings for what it has not. */
export function accountAccess(
  { graphUrl, graphVersion, appSecrets }: Pick<Settings, "graphUrl" | "graphVersion" | "appSecrets">,
  { appSecret = appSecrets[0] ?? "", graphUrl: url = graphUrl, ...own }: AccountSecrets,
): AccountAccess {
  return { ...own, url, version: graphVersion, appSecret };
}

/** An account's access as one call needs it. @param send stands in for the network, in tests of bots */
export function accessFrom(
  { GRAPH_TIMEOUT_MS }: Pick<Settings, "GRAPH_TIMEOUT_MS">,
  access: AccountAccess,
  send?: typeof fetch,
): Access {
  return { ...access, timeout: GRAPH_TIMEOUT_MS, ...(send === undefined ? {} : { fetch: send }) };
}
