/** What the Page said, told back: Meta's samples differ from what was sent. */
import { expect, test } from "vitest";
import { wrote } from "./samples.ts";
import { ANA, APP } from "./simulated.ts";

/** The echo of the last message. */
async function echo(it: ReturnType<typeof wrote>): Promise<unknown> {
  await it.meta.settle();
  return it.received().findLast(({ item }) => (item["message"] as { is_echo?: true } | undefined)?.is_echo)?.item[
    "message"
  ];
}

test("a file has its address and nothing else", async () => {
  const it = wrote();
  const url = "https://x.test/a.png";
  await it.send({ attachment: { type: "image", payload: { url, is_reusable: true } }, metadata: "ours" });
  expect(await echo(it)).toEqual({
    mid: expect.any(String),
    is_echo: true,
    app_id: Number(APP),
    attachments: [{ type: "image", payload: { url } }],
    metadata: "ours",
  });
});

test("an upload id is a number in a template, and the address of its file elsewhere", async () => {
  const it = wrote();
  const url = "https://x.test/a.png";
  const message = { attachment: { type: "image", payload: { url, is_reusable: true } } };
  const { attachment_id: id } = (await it.call("/me/message_attachments", { message })).json;
  await it.send({ attachment: { type: "image", payload: { attachment_id: id } } });
  expect(await echo(it)).toMatchObject({ attachments: [{ type: "image", payload: { url } }] });
  const elements = [{ media_type: "image", attachment_id: id }];
  await it.send({ attachment: { type: "template", payload: { template_type: "media", elements } } });
  expect(await echo(it)).toMatchObject({
    attachments: [{ payload: { elements: [{ media_type: "image", attachment_id: Number(id) }] } }],
  });
});

test("a sticker is an attachment of its own type", async () => {
  const it = wrote();
  await it.send({ sticker_id: "369239263222822" });
  expect(await echo(it)).toMatchObject({
    attachments: [{ type: "sticker", payload: { url: expect.any(String), sticker_id: 369239263222822 } }],
  });
});

test("an answer says whether it is to the Page's own message", async () => {
  const it = wrote();
  const theirs = it.meta.chat(ANA)[0]?.id ?? "";
  await it.send({ text: "Hello" }, { reply_to: { mid: theirs } });
  expect(await echo(it)).toMatchObject({ reply_to: { mid: theirs, is_self_reply: false } });
  const own = it.meta.said(ANA)[0]?.id ?? "";
  await it.send({ text: "Once more" }, { reply_to: { mid: own } });
  expect(await echo(it)).toMatchObject({ reply_to: { mid: own, is_self_reply: true } });
});
