import {
  action,
  askEmail,
  askPhone,
  buttons,
  type Content,
  createBot,
  images,
  quick,
  shape,
  signal,
  utility,
} from "edgewise";
import {
  accountLink,
  accountUnlink,
  coupon,
  feedback,
  imageGrid,
  mediaCard,
  native,
  products,
  sticker,
} from "edgewise/messenger";
import { person } from "edgewise/test";
import { describe, expect, it } from "vitest";

const buy = action("BUY");
const asked = { title: "How was it?", text: "One question.", button: "Rate it", id: "q", kind: "nps" } as const;
const survey = feedback({ ...asked, privacy: "/privacy" });

const saying = (content: Content) => {
  const bot = createBot();
  bot.on(buy, (c) => c.say(`Bought by ${c.text}.`));
  bot.otherwise((c) => c.say(content));
  return person(bot);
};

describe("what a test sees", () => {
  it.each<[string, Content, string]>([
    [
      "a picture with buttons",
      mediaCard({ kind: "image", url: "https://facebook.com/a/1" }, buy.as("Buy")),
      "[image] [Buy]",
    ],
    ["several pictures", images("/a.jpg", "/b.jpg"), "[2 images]"],
    ["a sticker", sticker("369239263222822"), "[sticker]"],
    [
      "a coupon",
      coupon({ title: "10% off", text: "Until Friday", code: "TEN" }),
      "coupon 10% off: Until Friday [Reveal code]",
    ],
    ["a question", survey, "feedback How was it?: One question. [Rate it]"],
    [
      "a grid",
      imageGrid({ images: [{ image: "/a.jpg" }, { image: "/b.jpg" }], title: "New", actions: [buy.as("Buy")] }),
      "[2 images] New [Buy]",
    ],
    ["a bare grid", imageGrid({ images: [{ image: "/a.jpg" }, { image: "/b.jpg" }] }), "[2 images]"],
    ["products", products("11", "12"), "[product 11] [product 12]"],
    ["an account's buttons", buttons("Sign in?", accountLink("/in"), accountUnlink()), "Sign in? [Log In] [Log Out]"],
    ["what is asked for", quick("How?", askPhone(), askEmail()), "How?\n( user_phone_number | user_email )"],
    ["a template", utility("order_shipped", ["1001"], { header: ["Order"] }), "utility order_shipped Order, 1001"],
    [
      "what no builder is there for",
      native({
        attachment: {
          type: "template",
          payload: { template_type: "one_time_notif_req", title: "Back?", payload: "A" },
        },
      }),
      "[one_time_notif_req]",
    ],
  ])("%s", async (_, content, line) => {
    const ana = saying(content);
    await ana.says("go");
    expect(ana.screen()).toBe(`you: go\nbot: ${line}`);
  });

  it("can be tapped, and typed", async () => {
    const ana = saying(mediaCard({ kind: "video", url: "https://facebook.com/a/1" }, buy.as("Buy")));
    await ana.says("go");
    await ana.taps("Buy");
    await ana.says("again");
    await ana.says("buy");
    expect(ana.screen().match(/Bought by .*/g)).toEqual(["Bought by Buy.", "Bought by buy."]);
  });
});

describe("feedback", () => {
  const ask = signal("ask", shape({}));
  const bot = createBot();
  bot.on(ask, (c) => c.say(survey));
  bot.otherwise((c) => c.say("Hello."));

  it("may be asked for days after the last word, and Meta takes it", async () => {
    const ana = person(bot);
    await ana.says("hi");
    await ana.waits("6d");
    await ana.signal(ask, {});
    expect(ana.screen()).toMatch(/bot: feedback How was it\?/);
  });

  it("may not after seven", async () => {
    const ana = person(bot);
    await ana.says("hi");
    await ana.waits("8d");
    await ana.signal(ask, {});
    expect(ana.screen()).toBe("you: hi\nbot: Hello.");
  });
});

it("how it is said is Meta's to see, and Meta takes it", async () => {
  const bot = createBot();
  bot.otherwise((c) => c.say("This.", { replyTo: true, notification: "silent", purpose: "update" }));
  const ana = person(bot);
  await ana.says("go");
  expect(ana.screen()).toBe("you: go\nbot: This.");
});
