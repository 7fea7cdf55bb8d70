/**
 * The two callbacks of an app at Meta: somebody has removed it, and somebody wants their data deleted. Both name a person by an
 * id that only those have who logged into the app; people in a chat have another one, so nothing is stored under it.
 */
import { everyAccount } from "../account/registry.ts";
import { readSignedRequest, type SignedRequest } from "../channels/meta/signed-request.ts";
import { now } from "../clock.ts";
import { hmacHex, isSame } from "../crypto.ts";
import { accountOf, nameOf, objectFor } from "../durable-objects.ts";
import { accountsInEnvironment, type Env, settings } from "../env.ts";
import { json, notFound, problem, text } from "../http.ts";
import { errorName, log } from "../log.ts";
import { readBytes } from "./webhook.ts";

/** A signed request has a few hundred bytes. */
const LARGEST = 16_384;
/** The most accounts whose token is looked at. */
const MOST_ASKED = 50;

/** `POST /deauthorize`: the tokens that the person has granted may be dead now, and each account looks at its own. */
export async function deauthorized(request: Request, env: Env, ctx: Pick<ExecutionContext, "waitUntil">) {
  const found = await signedIn(request, env);
  if (found instanceof Response) return found;
  ctx.waitUntil(inspectAll(env, found.user));
  return json({ received: true });
}

/**
 * `POST /deletion`: answers with the address of a page and a code. Nothing is stored of the request: the code is its
 * time, signed.
 */
export async function deletionAsked(request: Request, env: Env): Promise<Response> {
  const found = await signedIn(request, env);
  if (found instanceof Response) return found;
  const { appSecrets, publicUrl } = settings(env);
  const code = await codeOf(found.at, appSecrets[0] ?? "");
  const origin = publicUrl === "" ? new URL(request.url).origin : publicUrl;
  return json({ url: `${origin}/deletion/${code}`, confirmation_code: code });
}

/** `GET /deletion/<code>`: what has become of the request, for the person who made it. */
export async function deletionStatus(code: string, env: Env): Promise<Response> {
  const at = Number.parseInt(/^([0-9a-z]{1,9})-[0-9a-f]{24}$/.exec(code)?.[1] ?? "", 36);
  if (Number.isNaN(at)) return notFound();
  const codes = await Promise.all(settings(env).appSecrets.map((secret) => codeOf(at * 1_000, secret)));
  const fits = await Promise.all(codes.map((one) => isSame(one, code)));
  if (!fits.includes(true)) return notFound();
  return text(`Your request of ${new Date(at * 1_000).toISOString().slice(0, 10)} was received, and is done.

Nothing is stored here under the id of your Facebook login, so there was nothing to delete.

If you have chatted with the Page, that conversation is known under a different id, which this request does not tell. To have it
deleted, write to the Page on Messenger and ask for it.

Confirmation code: ${code}
`);
}

/** Reads the request, or answers it: nobody but Meta may go on. */
async function signedIn(request: Request, env: Env): Promise<SignedRequest | Response> {
  const { appSecrets } = settings(env);
  if (appSecrets.length === 0) return problem("FACEBOOK_APP_SECRET is not set.", 503);
  const body = await readBytes(request, LARGEST);
  if (body === "too_large") return problem(`The body has more than ${LARGEST} bytes.`, 413);
  if (body === "cut_off") return problem("The body did not come to its end.");
  const given = new URLSearchParams(new TextDecoder().decode(body)).get("signed_request") ?? "";
  return (await readSignedRequest(given, appSecrets, now())) ?? problem("signed_request is missing or wrong.", 401);
}

async function inspectAll(env: Env, user: string): Promise<void> {
  try {
    const set = settings(env);
    const names = new Set([...accountsInEnvironment(set).map(nameOf), ...(await everyAccount(env.KV))]);
    const homes = [...names].slice(0, MOST_ASKED).map((name) => objectFor(env.ACCOUNT, set, accountOf(name)));
    await Promise.all(homes.map((home) => home.deauthorized(user)));
  } catch (error) {
    log("error", "deauthorize_failed", { error: errorName(error) });
  }
}

async function codeOf(at: number, secret: string): Promise<string> {
  const seconds = Math.floor(at / 1_000).toString(36);
  return `${seconds}-${(await hmacHex(secret, `deletion|${seconds}`)).slice(0, 24)}`;
}
