/** Messages and settings that Meta takes, to be made too long or too many. */
import { ANA, simulated } from "./simulated.ts";

type Part = Readonly<Record<string, unknown>>;

export const DAY = 24 * 3_600_000;
export const INBOX = "263902037430900";
export const long = (size: number): string => "x".repeat(size);
export const many = <Item>(size: number, item: Item): Item[] => Array<Item>(size).fill(item);

export const reply = { content_type: "text", title: "Yes", payload: "YES" };
export const button = { type: "postback", title: "Yes", payload: "YES" };
export const template = (payload: Part) => ({ attachment: { type: "template", payload } });
export const buttons = (over: Part) => template({ template_type: "button", text: "?", buttons: [button], ...over });
export const card = { title: "a", subtitle: "b" };
export const generic = (over: Part) => template({ template_type: "generic", elements: [{ ...card, ...over }] });
export const receipt = (over: Part) =>
  template({
    template_type: "receipt",
    recipient_name: "Ana",
    order_number: "1",
    currency: "EUR",
    payment_method: "Visa",
    summary: { total_cost: 1 },
    ...over,
  });
export const media = (type: string, url = `https://x.test/a.${type}`) => ({ attachment: { type, payload: { url } } });
export const picture = { type: "image", payload: { url: "https://x.test/a.png" } };
const element = { media_type: "image", url: "https://www.facebook.com/shop/photos/1" };
export const mediaTemplate = (count: number, over: Part = {}) =>
  template({ template_type: "media", elements: many(count, { ...element, ...over }) });
export const coupon = (over: Part) =>
  template({ template_type: "coupon", title: "10 off", coupon_code: "TEN", ...over });
export const question = { id: "q1", type: "csat", title: "How was it?" };
export const feedback = (over: Part, asked: Part = {}) =>
  template({
    template_type: "customer_feedback",
    title: "Rate us",
    button_title: "Rate",
    feedback_screens: [{ questions: [{ ...question, ...asked }] }],
    business_privacy: { url: "https://shop.test/privacy" },
    ...over,
  });
const grid = { title: "Six", images: many(2, { url: "https://x.test/a.png" }) };
export const imageGrid = (over: Part, count = 1) =>
  template({ template_type: "image_grid", elements: many(count, { ...grid, ...over }) });
export const products = (count: number) =>
  template({ template_type: "product", elements: many(count, { id: "1234567890" }) });
export const oneTime = (over: Part = {}) =>
  template({ template_type: "one_time_notif_req", title: "Tell me", payload: "TOLD", ...over });

export const item = { type: "postback", title: "Help", payload: "HELP" };
export const menu = (items: readonly Part[]) => [{ locale: "default", call_to_actions: items }];
export const profile = {
  menu: (items: readonly Part[]) => ({ get_started: { payload: "START" }, persistent_menu: menu(items) }),
  commands: (commands: readonly Part[]) => ({ commands: [{ locale: "default", commands }] }),
  iceBreakers: (questions: readonly Part[]) => ({ ice_breakers: questions }),
};
export const command = { name: "help", description: "What I can do" };
export const iceBreaker = { question: "Where are you?", payload: "WHERE" };

export const draft = (over: Part = {}) => ({
  name: "order_shipped",
  category: "UTILITY",
  language: "en",
  parameter_format: "NAMED",
  components: [{ type: "BODY", text: "Your order {{number}} is on its way to you." }],
  ...over,
});
export const filled = (parameters: readonly Part[], { name = "order_shipped", taps = [] as readonly Part[] } = {}) => ({
  template: {
    name,
    language: { code: "en" },
    components: [{ type: "body", parameters }, ...(taps.length === 0 ? [] : [{ type: "buttons", parameters: taps }])],
  },
});
export const parameter = { type: "text", parameter_name: "number", text: "12" };
export const UTILITY = { messaging_type: "UTILITY" };
export const tagged = (tag: string) => ({ messaging_type: "MESSAGE_TAG", tag });

/** A simulated Meta where Ana has just written. */
export function wrote(options: Parameters<typeof simulated>[0] = {}) {
  const simulation = simulated(options);
  simulation.meta.says(ANA, "Hi");
  return simulation;
}

export type Simulation = ReturnType<typeof wrote>;
export type Answer = Awaited<ReturnType<Simulation["call"]>>;
