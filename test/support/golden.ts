/** Tests of a renderer as a table: content in short, Meta's messages in short, and what is compared. */
import { expect, test } from "vitest";
import type { Action, Card, Content, Media, ReplyAction } from "../../src/model/content.ts";
import { ContentError, type ContentErrorCode, type Rendering, type RenderOptions } from "../../src/model/rendering.ts";

export const x = (length: number) => "x".repeat(length);
export const words = (length: number) =>
  "word "
    .repeat(Math.ceil(length / 5))
    .slice(0, length - 1)
    .concat("x");
export const reply = (title: string, more: Partial<ReplyAction> = {}): ReplyAction => ({
  type: "reply",
  title,
  payload: `p:${title}`,
  ...more,
});
export const replies = (n: number) => Array.from({ length: n }, (_, i) => reply(`Option ${i + 1}`));
export const link = (title: string): Action => ({ type: "url", title, url: "https://shop.example/a" });
export const call = (title: string): Action => ({ type: "call", title, phone: "+31 20 123-4567" });
export const image = (url = "https://cdn.example/a.jpg"): Media => ({ kind: "image", url });
export const choice = (options: readonly Action[], more: object = {}): Content => ({
  type: "choice",
  text: "Which?",
  options,
  ...more,
});
export const card = (card: Card): Content => ({ type: "card", card });

export const text = (said: string, quick_replies?: unknown) => ({
  text: said,
  ...(quick_replies !== undefined && { quick_replies }),
});
export const quick = (title: string, payload = `p:${title}`, more = {}) => ({
  content_type: "text",
  title,
  payload,
  ...more,
});
export const template = (payload: object) => ({ attachment: { type: "template", payload } });
export const generic = (...elements: object[]) => template({ template_type: "generic", elements });
export const buttons = (said: string, ...all: object[]) =>
  template({ template_type: "button", text: said, buttons: all });
export const postback = (title: string, payload = `p:${title}`) => ({ type: "postback", title, payload });
export const webUrl = (title: string) => ({ type: "web_url", title, url: "https://shop.example/a" });
export const phone = (title: string) => ({ type: "phone_number", title, payload: "+31201234567" });
export const attached = (type: string, url = "https://cdn.example/a.jpg") => ({
  attachment: { type, payload: { url, is_reusable: true } },
});

/** A renderer with the library's English labels. */
export type Renderer = (content: Content, options?: Partial<RenderOptions>) => Rendering;

export const messages = (rendering: Rendering) => rendering.parts.map(({ message }) => message);
const warned = (rendering: Rendering) => rendering.warnings.map(({ code, field }) => `${code} ${field}`);

export interface Case {
  content: Content;
  options?: Partial<RenderOptions>;
  sent: object[];
  warnings?: string[];
  lossy?: true;
}

export const lossless: Partial<RenderOptions> = { adaptation: "lossless" };

export type Refusal = [string, Content, ContentErrorCode, string, string?, Partial<RenderOptions>?];

/** Makes the tests of one renderer. */
export function goldenOf(render: Renderer) {
  function table(rows: Record<string, Case>) {
    test.each(Object.entries(rows))("%s", (_, { content, options, sent, warnings = [], lossy = false }) => {
      const rendering = render(content, options);
      expect(messages(rendering)).toEqual(sent);
      expect(warned(rendering)).toEqual(warnings);
      expect(rendering.lossy).toBe(lossy);
    });
  }

  function refused(content: Content, options?: Partial<RenderOptions>): ContentError {
    try {
      render(content, options);
    } catch (error) {
      if (error instanceof ContentError) return error;
      throw error;
    }
    throw new Error("was not refused");
  }

  function refusals(rows: Refusal[]) {
    test.each(rows)("refused: %s", (_, content, code, field, says = "", options = {}) => {
      const error = refused(content, options);
      expect([error.code, error.field]).toEqual([code, field]);
      expect(error.message).toContain(says);
    });
  }

  return { table, refused, refusals };
}
