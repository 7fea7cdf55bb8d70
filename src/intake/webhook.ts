/** The routes that Meta calls: verify, decode, accept, acknowledge. */
import { isSigned } from "../channels/meta/signature.ts";
import { now } from "../clock.ts";
import { isSame } from "../crypto.ts";
import { type Env, settings } from "../env.ts";
import { text } from "../http.ts";
import type { Runnable } from "../kit/runnable.ts";
import { log } from "../log.ts";
import type { Inbound } from "../model/events.ts";
import { group, makeDurable } from "./deliver.ts";
import { type ChannelDelivery, deliveriesIn } from "./deliveries.ts";
import { believed, signersOf } from "./own-secrets.ts";

/** Meta's largest delivery is 3 MB. */
const LARGEST = 3 * 1024 * 1024;

const ANSWERS = {
  ok: [200, "EVENT_RECEIVED"],
  cut_off: [400, "The body did not come to its end."],
  not_json: [400, "The body is not JSON."],
  not_signed: [401, "The signature is missing or wrong."],
  not_ours: [404, "This object is not received here."],
  too_large: [413, "The body is over 3 MiB."],
  no_secret: [503, "FACEBOOK_APP_SECRET is not set."],
  no_place: [503, "JURISDICTION is neither empty nor eu."],
  not_durable: [503, "Not stored. Send it again."],
} as const satisfies Record<string, readonly [status: number, body: string]>;

const answer = (what: keyof typeof ANSWERS): Response => {
  const [status, body] = ANSWERS[what];
  if (status >= 400) log("warn", "webhook", { answer: what, status });
  return text(body, status);
};

/** `GET /webhook`: shows Meta that this address is ours, by giving the challenge back. */
export async function webhookHandshake(request: Request, env: Env): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const { verifyToken } = settings(env);
  const challenge = query.get("hub.challenge");
  const known = verifyToken !== "" && (await isSame(query.get("hub.verify_token") ?? "", verifyToken));
  if (!known || query.get("hub.mode") !== "subscribe" || challenge === null) {
    log("warn", "handshake_refused");
    return text("Forbidden", 403);
  }
  return text(challenge);
}

/** `POST /webhook`: 200 once every event of the delivery is durable, and not before. */
export async function webhookDelivery(request: Request, env: Env, bot: Pick<Runnable, "handles">): Promise<Response> {
  const { appId, appSecrets, signingSecrets, jurisdiction } = settings(env);
  if (appSecrets.length === 0) return answer("no_secret");
  if (jurisdiction === null) return answer("no_place");
  const signature = request.headers.get("x-hub-signature-256");
  if (signature === null) return answer("not_signed"); // the body is not read at all
  const body = await readBytes(request, LARGEST);
  if (typeof body === "string") return answer(body);
  // Null: one of the Worker's own secrets has signed it, for whichever account.
  const signers = (await isSigned(signature, body, signingSecrets)) ? null : await signersOf(env, signature, body);
  if (signers?.size === 0) return answer("not_signed");
  let deliveries: readonly ChannelDelivery[] | null;
  try {
    deliveries = deliveriesIn(body);
  } catch {
    return answer("not_json");
  }
  if (deliveries === null) return answer("not_ours");
  const received = now();
  const groups = deliveries.flatMap(({ channel, delivery }) => {
    const all = channel.decode(delivery, received);
    const known = signers === null ? all : believed(all, channel.name, signers, appId);
    const inbound = known.map((one) => unlessAnswered(one, bot));
    return group(channel.name, inbound, new URL(request.url).origin, received);
  });
  return answer((await makeDurable(env, groups)) ? "ok" : "not_durable");
}

/** Gives a comment that no handler answers to the account: a busy Page has many, and each would begin a conversation. */
function unlessAnswered(one: Inbound, bot: Pick<Runnable, "handles">): Inbound {
  return one.event.kind === "comment" && !bot.handles(one.event) ? { ...one, person: null } : one;
}

/** Returns the raw bytes, or the reason why there are none. A body of more than `largest` bytes is not read to its end. */
export async function readBytes(
  request: Request,
  largest: number,
): Promise<Uint8Array<ArrayBuffer> | "too_large" | "cut_off"> {
  if (Number(request.headers.get("content-length") ?? 0) > largest) return "too_large";
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body as ReadableStream<Uint8Array>) {
      size += chunk.byteLength;
      if (size > largest) return "too_large";
      chunks.push(chunk);
    }
  } catch {
    return "cut_off"; // the sender closed the connection: nothing of ours has failed
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
