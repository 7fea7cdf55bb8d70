import type { Settings } from "../../env.ts";
import type { Access } from "../channel.ts";

/**
 * Makes the access to the platform's API from this Worker's settings. @param send replaces the network, in tests of
 * bots
 */
export function accessFrom(
  { graphUrl, graphVersion, appSecrets, GRAPH_TIMEOUT_MS }: Settings,
  token: string,
  send?: typeof fetch,
): Access {
  return {
    url: graphUrl,
    version: graphVersion,
    token,
    appSecret: appSecrets[0] ?? "",
    timeout: GRAPH_TIMEOUT_MS,
    ...(send === undefined ? {} : { fetch: send }),
  };
}
