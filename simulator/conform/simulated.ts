/** A simulated Meta on which a tester has just written, for the assertions. */
import { SimulatedMeta } from "../core/meta.ts";

const KEYS = {
  appId: "1517776481860111",
  appSecret: "conform",
  pageId: "1067280970047460",
  pageName: "Conform",
  pageToken: "EAAsimulated",
} as const;

export function simulatedTarget() {
  const meta = new SimulatedMeta({ ...KEYS, webhooks: "on settle", templates: [], deliver: async () => 200 });
  const { psid } = meta.joins();
  meta.says(psid, "Conform?");
  const { pageId, appSecret, pageToken: token } = KEYS;
  return { meta, psid, pageId, appSecret, token };
}
