/**
 * Message tags: the purposes for which a message without a template may be sent outside of the 24-hour window. Dated data,
 * since Meta ends tags. As of 2026-11-22.
 */
import type { Tag } from "../meta/tags.ts";

const ENDED = { ended: "2026-04-27", mark: "documented", source: "Messenger Platform, changelog, 2026-03-27" } as const;

export const TAGS = {
  HUMAN_AGENT: {
    use: "An answer that a person wrote, up to 7 days after the last message of whom it is for.",
    mark: "documented",
    source: "Messenger Platform, message tags, 2026",
  },
  CUSTOMER_FEEDBACK: {
    use: "A customer feedback template, up to 7 days after the last message of whom it is for.",
    mark: "documented",
    source: "Messenger Platform, customer feedback template, 2026",
  },
  CONFIRMED_EVENT_UPDATE: { ...ENDED, use: "Send an approved utility template instead." },
  POST_PURCHASE_UPDATE: { ...ENDED, use: "Send an approved utility template instead." },
  ACCOUNT_UPDATE: { ...ENDED, use: "Send an approved utility template instead." },
} as const satisfies Record<string, Tag>;

export type TagName = keyof typeof TAGS;
