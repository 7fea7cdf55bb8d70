/** Conversation routing as Meta's channels share it: the author of an echo, and the owner of a conversation. Pure. */
import type { ControlEvent, EchoEvent } from "../../model/events.ts";

/**
 * Tells whether a person of the Page has sent a message. They write in an app of theirs; or in one that the platform
 * does not name, as on a phone, where only people send words or pictures. Messages of the Page's own without a named
 * app (the post under which a question was asked, an away message) are templates. Messages of apps carry metadata.
 * @param apps the apps in which people of the account answer
 */
export function isColleague({ appId, metadata, text, attachments }: EchoEvent, apps: readonly string[]): boolean {
  if (appId !== undefined) return apps.includes(appId);
  if (metadata !== undefined || attachments.some(({ type }) => type === "template")) return false;
  return text !== undefined || attachments.some(({ type }) => type !== "fallback");
}

/**
 * Returns the owner of the conversation after control was passed or taken. Without an app id of ours, the inbox tells
 * them apart. An app that takes it from us has it, named or not: the platform names an owner to some apps only.
 * Documented: conversation routing, 2025-09-24.
 */
export function ownerAfter(
  { action, from, to }: ControlEvent,
  appId: string,
  apps: readonly string[],
): "bot" | "human" | "app" {
  if (apps.includes(to ?? "")) return "human";
  const wasOurs = from != null && (appId === "" ? !apps.includes(from) : from === appId);
  if (action === "take" && to == null && wasOurs) return "app";
  const ours = to === appId || to == null || (appId === "" && apps.includes(from ?? ""));
  return ours ? "bot" : "app";
}
