/** The renderers, with the library's English labels where a test is about something else. */
import { render as renderInstagram } from "../../src/channels/instagram/render/render.ts";
import { render as renderFor } from "../../src/channels/messenger/render/render.ts";
import { labelsOf, sentencesOf } from "../../src/kit/sentences.ts";
import type { Content } from "../../src/model/content.ts";
import type { Rendering, RenderOptions } from "../../src/model/rendering.ts";

export const LABELS = labelsOf(sentencesOf()("en"));

export const render = (content: Content, options: Partial<RenderOptions> = {}): Rendering =>
  renderFor(content, { labels: LABELS, ...options });

export const renderOnInstagram = (content: Content, options: Partial<RenderOptions> = {}): Rendering =>
  renderInstagram(content, { labels: LABELS, ...options });
