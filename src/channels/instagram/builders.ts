/**
 * Content that only Instagram has. Each function returns Instagram's own message, which is checked when it is said: one that Meta would
 * refuse is a `ContentError` that names field, limit, value and way out.
 */
import type { NativeContent } from "../../model/content.ts";

/**
 * A message in Instagram's own JSON: the `message` of a Send API call. Unknown fields pass. Paths such as `/demo/x.jpg`
 * are completed, and where Meta has buttons and quick replies, `action.as(…)` and `link(…)` may stand.
 * @param words what histories show of it; the text, if it has one
 */
export const native = (payload: Readonly<Record<string, unknown>>, words?: string): NativeContent => {
  const seen = words ?? payload["text"];
  return { type: "native", channel: "instagram", payload, ...(typeof seen === "string" ? { words: seen } : {}) };
};

/** The heart: the only sticker that can be sent. */
export const heart = (): NativeContent => native({ attachment: { type: "like_heart" } }, "[heart]");

/** A post of the account's own, by its media id. It must be published by the account itself. */
export const post = (id: string): NativeContent =>
  native({ attachment: { type: "MEDIA_SHARE", payload: { id } } }, "[post]");

/** Products of the account's catalog, by their ids there: one, or up to 10 side by side. */
export const products = (first: string, ...others: readonly string[]): NativeContent => {
  const elements = [first, ...others].map((id) => ({ id }));
  const words = `[products] ${[first, ...others].join(", ")}`;
  return native({ attachment: { type: "template", payload: { template_type: "product", elements } } }, words);
};
