import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { heardWords, readAbout, titled } from "../../simulator/about.ts";
import { fileName, saveTest } from "../../simulator/saved-tests.ts";

const folder = async () => {
  const root = await mkdtemp(join(tmpdir(), "edgewise-saved-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
};

test("a test is written where npm test finds it, and never over another unless somebody says so", async () => {
  const root = await folder();
  const save = (text: string, overwrite = false) => saveTest(root, { name: "Mira buys a watch!", text, overwrite });
  const path = "test/chats/mira-buys-a-watch.test.ts";
  expect(await save("one")).toEqual({ path, written: true });
  expect(await save("two")).toEqual({ path, written: false });
  expect(await readFile(join(root, path), "utf8")).toBe("one");
  expect(await save("two", true)).toEqual({ path, written: true });
  expect(await readFile(join(root, path), "utf8")).toBe("two");
  expect(await readFile("vitest.config.ts", "utf8")).toContain('"test/chats/*.test.ts"');
});

test.each([
  ["../../etc/passwd", "etc-passwd"],
  ["  ", "chat"],
  ["Théo’s chat", "the-o-s-chat"],
  ["x".repeat(99), "x".repeat(60)],
])("the name %o becomes the file %s", (name, file) => expect(fileName(name)).toBe(file));

test("chips and the Page's name come from the bot that is there", async () => {
  const root = await folder();
  await cp("examples/shop/bot.ts", join(root, "src/bot.ts"));
  expect(await readAbout(root)).toEqual({
    name: "Demo Shop",
    isShop: true,
    suggestions: ["products", "help", "talk to a human"],
  });
  expect(await readAbout(await folder())).toEqual({ name: "Your Page", isShop: false, suggestions: [] });
  expect(titled("@acme/pizza-bot")).toBe("Pizza Bot");
  const source = `
    // bot.hears("not this", …)
    bot.hears("pizza", (c) => c.say("Yes."));
    bot.hears(["human", "agent"], { anywhere: true }, (c) => c.say("One moment."));
    bot.hears(/price/i, (c) => c.say("9 euros"));`;
  expect(heardWords(source)).toEqual(["pizza", "human"]);
});
