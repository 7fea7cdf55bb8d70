/** Access to the platform, from an account's own secrets and this Worker's settings. It stores nothing. */
import type { Settings } from "../../env.ts";
import type { Access, AccountAccess, AccountSecrets } from "../channel.ts";

/** Makes an account's access: its own values, and the Worker's settings for missing ones. */
export function accountAccess(
  { graphUrl, graphVersion, appSecrets }: Pick<Settings, "graphUrl" | "graphVersion" | "appSecrets">,
  { appSecret = appSecrets[0] ?? "", graphUrl: url = graphUrl, ...own }: AccountSecrets,
): AccountAccess {
  return { ...own, url, version: graphVersion, appSecret };
}

/** Makes the access of one call. @param send replaces the network, in tests of bots */
export function accessFrom(
  { GRAPH_TIMEOUT_MS }: Pick<Settings, "GRAPH_TIMEOUT_MS">,
  access: AccountAccess,
  send?: typeof fetch,
): Access {
  return { ...access, timeout: GRAPH_TIMEOUT_MS, ...(send === undefined ? {} : { fetch: send }) };
}
