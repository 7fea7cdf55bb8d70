/** What a person's answer to a template of the Page tells the bot. Pure; shapes are Meta's. */
import type { CouponTemplate, FeedbackTemplate, OneTimeRequest, SentMessage, Template } from "./message.ts";
import type { EventBody } from "./webhooks.ts";

/** The newest template of a type among messages; undefined if the Page has sent none. */
export function newest<Type extends Template["template_type"]>(
  said: readonly SentMessage[],
  type: Type,
): Extract<Template, { readonly template_type: Type }> | undefined {
  const templates = said.flatMap(({ attachment }) => (attachment?.type === "template" ? [attachment.payload] : []));
  return templates.findLast((one) => one.template_type === type) as
    | Extract<Template, { readonly template_type: Type }>
    | undefined;
}

/** Documented: customer feedback template, 2026. */
export function feedback({ feedback_screens: screens }: FeedbackTemplate, value: string, more?: string): EventBody {
  const [question] = screens[0]?.questions ?? [];
  const follow = more === undefined ? {} : { follow_up: { type: "free_form", payload: more } };
  const answer = { type: question?.type, payload: value, ...follow };
  return { messaging_feedback: { feedback_screens: [{ screen_id: 0, questions: { [question?.id ?? ""]: answer } }] } };
}

/** Documented: coupon template, 2026. */
export const coupon = ({ payload = "", coupon_code: code }: CouponTemplate): EventBody => ({
  template: { type: "coupon", payload, ...(code === undefined ? {} : { coupon_code: code }) },
});

/** Third party: code of others. */
export const optIn = ({ payload }: OneTimeRequest, token: string): EventBody => ({
  optin: { type: "one_time_notif_req", payload, one_time_notif_token: token },
});
