import { describe, expect, it } from "vitest";
import {
  coupon,
  feedback,
  imageGrid,
  mediaCard,
  native,
  products,
  sticker,
} from "../../src/channels/messenger/builders.ts";
import { image, images, utility } from "../../src/kit/say.ts";
import type { Content } from "../../src/model/content.ts";
import { wordsOf } from "../../src/model/summary.ts";

const form = { title: "How was it?", text: "One question.", button: "Rate it", id: "q", privacy: "/privacy" } as const;

describe("what histories show", () => {
  it.each<[Content, string]>([
    [image("/a.jpg", "Look"), "[image] Look"],
    [images("/a.jpg", "/b.jpg"), "[2 images]"],
    [sticker("1"), "[sticker]"],
    [mediaCard({ kind: "video", id: "1" }), "[video]"],
    [coupon({ title: "10% off", code: "TEN" }), "[coupon] 10% off"],
    [feedback({ ...form, kind: "ces" }), "[feedback] How was it?"],
    [imageGrid({ images: [{ image: "/a" }, { image: "/b" }], title: "New" }), "[2 images] New"],
    [imageGrid({ images: [{ image: "/a" }, { image: "/b" }] }), "[2 images]"],
    [products("11", "12"), "[products] 11, 12"],
    [utility("order_shipped", ["1001", "Ana"]), "[order_shipped] 1001, Ana"],
    [utility("order_shipped", { order: "1001" }), "[order_shipped] 1001"],
    [native({ text: "as it is" }), "as it is"],
    [native({ attachment: {} }, "[airline] KL1"), "[airline] KL1"],
    [native({ attachment: {} }), "[message]"],
  ])("%j", (content, words) => {
    expect(wordsOf(content)).toBe(words);
  });
});
