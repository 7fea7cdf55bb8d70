import { describe, expect, it } from "vitest";
import { messenger } from "../../src/channels/messenger/index.ts";
import * as kit from "../../src/kit/index.ts";
import { answering } from "../support/graph-double.ts";
import { documents, sources } from "./files.ts";
import { missingIn } from "./proofs.ts";

const page = documents["docs/from-the-send-api.md"] ?? "";
const table = page.slice(page.indexOf("## Example by example"), page.indexOf("## Different on purpose"));
const rows = [...table.matchAll(/^\| (?!heading|---)(.+) \|$/gm)].map(([, row = ""]) => row.split(" | "));
const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Everything with a name in the guide that this project was made after, in its order. */
const GUIDE = [
  ...["validateConfig", "exchangeForLongLivedToken", 'app.get("/webhook")', 'app.post("/webhook")', "verifySignature"],
  ...["handleMessagingEvent", "MessengerMessage", "handleMessage", "handleAttachment", "processTextMessage"],
  ...["sendTextMessage", "SendMessageError", "sendTypingIndicator", "sendMessageWithTyping"],
  ...["sendGenericTemplate", "sendProductCatalog", "sendButtonTemplate", "sendHelpMessage"],
  ...["sendReceiptTemplate", "sendOrderConfirmation", "sendQuickReplies", "sendSatisfactionSurvey", "handleQuickReply"],
  ...["setPersistentMenu", "setupBotMenu", "sendMediaAttachment", "sendImage", "sendVideo", "sendFile"],
  ...["uploadAttachment", "sendCachedAttachment"],
  ...["passThreadControl", "takeThreadControl", "requestThreadControl", "escalateToHuman", "handlePostback"],
  ...["sendTaggedMessage", "sendShippingUpdate", "sendSecurityAlert", "sendHumanAgentFollowup"],
  ...["RateLimiter", "sendWithRateLimiting", "sendWithRetry"],
  ...["sendMessage", "sendProductCard", 'app.post("/late-webhook")'],
];

describe("the guide's examples in docs/from-the-send-api.md", () => {
  it("are all there, in its order", () => {
    expect(rows.flatMap(([example = ""]) => codeIn(example))).toEqual(GUIDE);
  });

  it.each(rows)("%s: its counterpart %s is there, and seen in a test", (_, here = "", proof = "") => {
    expect(missingIn(proof)).toEqual([]);
    for (const code of codeIn(here)) expect(isThere(code), code).toBe(true);
  });
});

/** Whether the functions that a piece of code calls exist; what is no call is not judged here. */
function isThere(code: string): boolean {
  const graph = messenger(answering().graph) as unknown as Record<string, object>;
  const [, own] = /^messenger\(c\)\.([\w.]+)/.exec(code) ?? [];
  if (own !== undefined) {
    const [group = "", inner] = own.split(".");
    return inner === undefined ? group in graph : inner in (graph[group] ?? {});
  }
  const [, method] = /^bot\.(\w+)/.exec(code) ?? [];
  if (method !== undefined) return method in kit.createBot();
  const [, member] = /^c\.(\w+)\(/.exec(code) ?? [];
  if (member !== undefined) return new RegExp(`^  ${member}\\(`, "m").test(sources["src/kit/context.ts"] ?? "");
  const [, name] = /^(\w+)\(/.exec(code) ?? [];
  return name === undefined || name in kit;
}
