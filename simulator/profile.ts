/** Brings what the Page shows of the bot to the simulated Meta, as `npm run profile -- --apply` does to Meta itself. */
import { hmacHex } from "./core/signing.ts";

type Profile = Readonly<Record<string, unknown>>;

export interface ProfileSettings {
  /** Where the bot's Worker answers. */
  readonly bot: string;
  readonly adminToken: string;
  readonly graph: string;
  readonly pageToken: string;
  readonly appSecret: string;
  /** What Meta has now. */
  readonly found: Profile;
}

/**
 * Asks the bot what it declares, sets what differs and takes away what is gone: Meta counts such calls.
 * @returns what a developer should read of it
 */
export async function bringProfile(settings: ProfileSettings): Promise<readonly string[]> {
  const { bot, adminToken, found } = settings;
  const asked = await fetch(`${bot}/dev/profile`, { headers: { authorization: `Bearer ${adminToken}` } });
  if (!asked.ok) return [];
  const { profile, warnings } = (await asked.json()) as { profile: Profile; warnings: readonly string[] };
  const isSame = (name: string) => JSON.stringify(found[name]) === JSON.stringify(profile[name]);
  const changed = Object.keys(profile).filter((name) => !isSame(name));
  const gone = Object.keys(found).filter((name) => profile[name] === undefined);
  if (changed.length === 0 && gone.length === 0) return [];
  const refused = [
    ...(changed.length === 0
      ? []
      : await call(settings, "POST", Object.fromEntries(changed.map((name) => [name, profile[name]])))),
    ...(gone.length === 0 ? [] : await call(settings, "DELETE", { fields: gone })),
  ];
  return [...warnings, ...refused];
}

async function call(settings: ProfileSettings, method: "POST" | "DELETE", fields: Profile): Promise<string[]> {
  const { graph, pageToken, appSecret } = settings;
  // Without a time it holds for ever: the simulated clock may be a day ahead.
  const proof = await hmacHex(appSecret, pageToken);
  const response = await fetch(`${graph}/me/messenger_profile`, {
    method,
    headers: { authorization: `Bearer ${pageToken}`, "content-type": "application/json" },
    body: JSON.stringify({ ...fields, appsecret_proof: proof }),
  });
  if (response.ok) return [];
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  return [`The Messenger profile was not changed: ${error?.message ?? `HTTP ${response.status}`}`];
}
