/** What the cron runs every few minutes: the sweep, and a ping that says that all of this still runs. */
import { versionNotice } from "../channels/meta/versions.ts";
import { now } from "../clock.ts";
import { type Env, settings } from "../env.ts";
import { callHook } from "../hook.ts";
import { log } from "../log.ts";
import { sweep } from "./sweep.ts";

/** Never throws: the next run comes in a few minutes. */
export async function cron(env: Env): Promise<void> {
  const { graphVersion, heartbeatUrl, appSecrets, jurisdiction } = settings(env);
  const notice = versionNotice(graphVersion, now());
  if (notice !== null) log("warn", "graph_version", { notice });
  const isDone = await sweep(env);
  // Silence is the alarm: who receives nothing, or could not look, does not say that all is well.
  if (heartbeatUrl === "" || !isDone || appSecrets.length === 0 || jurisdiction === null) return;
  const why = await callHook(heartbeatUrl);
  if (why !== null) log("warn", "heartbeat_not_told", { why });
}
