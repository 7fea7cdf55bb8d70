/** What holds for every renderer of Meta's forms, whatever is said. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Limit } from "../../src/channels/adapt/limit.ts";
import type { Content } from "../../src/model/content.ts";
import { type Adaptation, ContentError, MAX_PARTS, type Rendering } from "../../src/model/rendering.ts";
import { lengthOf } from "../../src/model/split.ts";
import { anyContent, anyReply } from "./any-content.ts";
import type { Renderer } from "./golden.ts";

type Limits = Readonly<
  Record<
    | "text"
    | "buttonTemplateText"
    | "buttonTitle"
    | "elementTitle"
    | "elementSubtitle"
    | "buttons"
    | "quickReplies"
    | "elements"
    | "url"
    | "buttonPayload",
    Limit
  >
>;

/** Every string that is shown or opened; payloads come back but are not seen. */
function strings(value: unknown, key = ""): string[] {
  if (key === "payload" && typeof value === "string") return [];
  if (typeof value === "string") return ["type", "kind", "template_type", "content_type"].includes(key) ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => strings(held, Array.isArray(value) ? key : name));
}

const NOT_SHOWN = ["presentation", "what", "button", "phone"];

function written(value: unknown, key = ""): string[] {
  if (NOT_SHOWN.includes(key)) return [];
  if (typeof value !== "object" || value === null) return strings(value, key);
  return Object.entries(value).flatMap(([name, held]) => written(held, Array.isArray(value) ? key : name));
}

const bare = (all: string) => all.replace(/\s+/g, "");

/** Tests a renderer by its limits. @param isTaken tells whether the renderer takes these options beside each other */
export function lawsOf(
  render: Renderer,
  limits: Limits,
  isTaken: (replies: readonly { readonly title: string }[]) => boolean = () => true,
): void {
  /** The rendering, or undefined for what is refused. */
  function attempt(content: Content, adaptation: Adaptation): Rendering | undefined {
    try {
      return render(content, { adaptation });
    } catch (error) {
      if (error instanceof ContentError) return undefined;
      throw error;
    }
  }

  /** Which limit holds for which key of the messages, by the template it stands in. */
  function checkLimits(value: unknown, inside = ""): void {
    if (Array.isArray(value)) {
      for (const item of value) checkLimits(item, inside);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const type = "template_type" in value ? String(value.template_type) : inside;
    for (const [key, held] of Object.entries(value)) {
      const limit = {
        text: type === "button" ? limits.buttonTemplateText : limits.text,
        title: type === "buttons" || type === "quick_replies" ? limits.buttonTitle : limits.elementTitle,
        subtitle: limits.elementSubtitle,
        buttons: limits.buttons,
        quick_replies: limits.quickReplies,
        elements: limits.elements,
        url: limits.url,
        image_url: limits.url,
      }[key];
      if (limit && (typeof held === "string" || Array.isArray(held))) {
        const size =
          typeof held === "string" ? lengthOf(held, limit.unit === "bytes" ? "bytes" : "characters") : held.length;
        expect(size, key).toBeLessThanOrEqual(limit.max);
        expect(size, key).toBeGreaterThan(0);
      }
      if (key === "payload" && typeof held === "string")
        expect(held.length).toBeLessThanOrEqual(limits.buttonPayload.max);
      checkLimits(held, key === "buttons" || key === "quick_replies" ? key : type);
    }
  }

  test("no message exceeds a limit, whatever is said and however", () => {
    fc.assert(
      fc.property(anyContent, fc.constantFrom<Adaptation>("best_effort", "lossless"), (content, adaptation) => {
        const rendering = attempt(content, adaptation);
        expect(rendering?.parts.length ?? 1).toBeLessThanOrEqual(MAX_PARTS);
        checkLimits(rendering?.parts.map(({ message }) => message));
      }),
      { numRuns: 400 },
    );
  });

  test("lossless loses nothing that was written", () => {
    let rendered = 0;
    fc.assert(
      fc.property(anyContent, (content) => {
        const rendering = attempt(content, "lossless");
        if (!rendering) return;
        rendered++;
        expect(rendering.lossy).toBe(false);
        const shown = bare(rendering.parts.flatMap(({ message }) => strings(message)).join(""));
        for (const one of written(content)) expect(shown).toContain(bare(one));
      }),
      { numRuns: 400 },
    );
    expect(rendered).toBeGreaterThan(200);
  });

  test("every option can be seen or is warned about, and comes back with its payload", () => {
    fc.assert(
      fc.property(fc.array(anyReply, { minLength: 1, maxLength: 20 }), (options) => {
        fc.pre(isTaken(options));
        const { offers } = render({ type: "choice", text: "Which?", options });
        expect(offers.map(({ payload }) => payload)).toEqual(options.map(({ payload }) => payload));
      }),
      { numRuns: 100 },
    );
  });

  test("strict gives what best effort gives, without a warning, or refuses", () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const strict = attempt(content, "strict");
        if (!strict) return;
        expect(strict.warnings).toEqual([]);
        expect(strict).toEqual(attempt(content, "best_effort"));
      }),
      { numRuns: 200 },
    );
  });

  test("the same content gives the same messages, and is not touched", () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const before = structuredClone(content);
        expect(attempt(content, "best_effort")).toEqual(attempt(content, "best_effort"));
        expect(content).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
}
