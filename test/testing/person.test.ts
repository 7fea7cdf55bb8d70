import { action, createBot, type Event, phone, quick, shape, signal } from "edgewise";
import { person } from "edgewise/test";
import { describe, expect, it } from "vitest";
import { bot } from "../support/bot.ts";

describe("a person in a test", () => {
  it.each([undefined, "accept", "turn", "send"] as const)(
    "buys headphones, through a crash after: %s",
    async (crashAfter) => {
      const ana = person(bot, {
        firstName: "Ana",
        lastName: "Silva",
        ...(crashAfter === undefined ? {} : { crashAfter }),
      });
      await ana.starts();
      await ana.says("products");
      await ana.taps("Buy Now");
      await ana.taps("Checkout");
      await ana.says("express, $12.00");
      await ana.taps("Yes");
      expect(ana.screen()).toMatch(/receipt EW-\w+: 1 x HEADPHONES; total 161.99 USD/);
      const lines = ana.screen().split("\n");
      expect(new Set(lines).size).toBe(lines.length); // nothing is said twice
    },
  );

  it("reacts to a message, replies to one, and sends a sticker", async () => {
    const own = createBot();
    own.on("reaction", (c) => c.say(`${c.event.emoji ?? "nothing"} is ${c.event.reaction ?? "taken back"}`));
    own.on("sticker", (c) => c.say("a sticker"));
    const theirs: string[] = [];
    own.otherwise((c) => {
      const { replyTo, mid } = c.event;
      if (replyTo === undefined) c.say("said");
      else c.say(theirs.includes(replyTo) ? "replied to their own" : "replied");
      theirs.push(mid ?? "");
    });
    const ana = person(own);
    await ana.says("one");
    await ana.reacts("❤️");
    await ana.reacts("🦊", 1);
    await ana.reacts(null, 2);
    await ana.replies("two", 1);
    await ana.sends("sticker");
    expect(ana.screen()).toBe(
      [
        "you: one",
        "bot: said",
        "bot: ❤️ is love",
        "bot: 🦊 is other",
        "bot: nothing is taken back",
        "you: two",
        "bot: replied",
        "you: [sticker]",
        "bot: a sticker",
      ].join("\n"),
    );
    await ana.repliesToOwn("three", 1);
    expect(ana.screen()).toMatch(/you: three\nbot: replied to their own$/);
    await expect(ana.repliesToOwn("four", 9)).rejects.toThrow("No message of this person has 9 others behind it");
    await expect(ana.replies("three", 9)).rejects.toThrow(
      "No message of the Page has 9 others behind it: there are 7.",
    );
  });

  it("hears of a signal by its name, as from outside", async () => {
    const shipped = signal("order.shipped", shape({ order: String }));
    const own = createBot();
    own.on(shipped, (c, { order }) => c.say(`${order} is on its way`));
    const ana = person(own);
    await ana.says("hi");
    await ana.signal("order.shipped", { order: "1001" });
    expect(ana.screen()).toContain("bot: 1001 is on its way");
    await expect(ana.signal("order.shipped", {})).rejects.toThrow("order must be a text, and is missing.");
    await expect(ana.signal("order.lost", {})).rejects.toThrow('This bot answers no signal "order.lost".');
  });

  it("is told what is on the screen when nothing there has the title", async () => {
    const ana = person(bot);
    await ana.says("help");
    await expect(ana.taps("Buy a car")).rejects.toThrow(/Track Order, Contact Support/);
  });

  it("comes with what an older bot has stored, once", async () => {
    const migrate = (old: unknown) => ({ visits: (old as { n: number }).n, name: "Ana" });
    const own = createBot({ state: { version: 2, initial: () => ({ visits: 0, name: "" }), migrate } });
    own.otherwise((c) => c.say(`${c.state.name}, ${++c.state.visits}`));
    const ana = person(own, { state: { version: 1, data: { n: 7 } } });
    await ana.says("hello");
    await ana.says("hello");
    expect(ana.screen()).toMatch(/bot: Ana, 8\nyou: hello\nbot: Ana, 9$/);
  });

  it("taps what Messenger fills in by what the screen calls it", async () => {
    const own = createBot();
    own.hears("book", (c) => c.start(booking));
    const booking = own
      .dialog("booking")
      .ask("phone", () => phone("Your number?"))
      .done((c, answers) => c.say(`We call ${answers.phone}.`));
    const ana = person(own);
    await ana.says("book");
    await expect(ana.taps("Call me")).rejects.toThrow("There is: user_phone_number.");
    await ana.taps("user_phone_number");
    expect(ana.screen()).toMatch(/We call \+31201234567\.$/);
  });

  it("taps the menu at any time, and ice breakers before the first word", async () => {
    const shop = action("SHOP_NOW");
    const beside = createBot({ menu: [shop.as("🛍️ Shop Now")], page: { iceBreakers: [shop.as("What do you sell?")] } });
    beside.on(shop, (c) => c.say(`You tapped ${c.text}`));
    const ana = person(beside);
    await ana.taps("What do you sell?");
    await ana.taps("🛍️ Shop Now");
    expect(ana.screen()).toBe(
      [
        "you: What do you sell?",
        "bot: You tapped What do you sell?",
        "you: 🛍️ Shop Now",
        "bot: You tapped 🛍️ Shop Now",
      ].join("\n"),
    );
    await expect(ana.taps("What do you sell?")).rejects.toThrow("There is: nothing to tap. Beside it: 🛍️ Shop Now.");
  });

  it("taps what is in the chat when the menu has the same title", async () => {
    const [menu, chat] = [action("MENU"), action("CHAT")];
    const same = createBot({ menu: [menu.as("Same")] });
    same.on(menu, (c) => c.say(quick("menu", chat.as("Same"))));
    same.on(chat, (c) => c.say("chat"));
    const ana = person(same);
    await ana.taps("Same");
    await ana.taps("Same");
    expect(ana.screen()).toBe("you: Same\nbot: menu\nyou: Same\nbot: chat");
  });

  describe("what people do", () => {
    /** Notes every event that the bot hears, in its order. */
    function listening() {
      const heard: Event[] = [];
      const more = action("MORE", { repeat: true });
      const own = createBot({ menu: [more.as("Help")] });
      own.on(more, (c) => void heard.push(c.event));
      own.on("edit", (c) => void heard.push(c.event));
      own.on("deleted", (c) => void heard.push(c.event));
      own.hears("offer", (c) => c.say(quick("Look", more.as("More"))));
      own.otherwise((c) => void heard.push(c.event));
      return { heard, ana: person(own) };
    }
    const idsOf = (heard: readonly Event[]) => heard.map(({ id }) => id);

    it("writes several messages before the bot answers the first: they come in their order", async () => {
      const { heard, ana } = listening();
      await ana.says("hi!", "sure", "Ana García");
      expect(heard.map((event) => event.kind === "message" && event.text)).toEqual(["hi!", "sure", "Ana García"]);
      expect(new Set(idsOf(heard)).size).toBe(3);
      expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).toSorted((a, b) => a - b));
    });

    it("edits their newest message of these words", async () => {
      const { heard, ana } = listening();
      await ana.says("tea");
      await ana.says("cofee");
      await ana.edits("cofee", "coffee");
      const [, said, edit] = heard;
      expect(edit).toMatchObject({ kind: "edit", text: "coffee", edits: 1, mid: said?.kind === "message" && said.mid });
      expect(ana.screen()).toBe("you: tea\nyou: coffee");
      await expect(ana.edits("cofee", "tea")).rejects.toThrow('no message "cofee". There is: tea, coffee.');
    });

    it("takes a message back, once: the bot hears which, and no words", async () => {
      const { heard, ana } = listening();
      await ana.says("my card is 4111");
      await ana.takesBack("my card is 4111");
      const [said, gone] = heard;
      expect(gone).toMatchObject({ kind: "deleted", mid: said?.kind === "message" && said.mid });
      expect(JSON.stringify(gone)).not.toContain("4111");
      expect(ana.screen()).toBe("you: [taken back]");
      await expect(ana.takesBack("my card is 4111")).rejects.toThrow("There is: nothing.");
    });

    it.each([undefined, "1s"] as const)("taps twice, apart: %s: two events of one payload", async (apart) => {
      const { heard: events, ana } = listening();
      await ana.doubleTaps("Help", apart);
      const [first, second] = events;
      expect(events.map(({ kind }) => kind)).toEqual(["tap", "tap"]);
      expect(second).toMatchObject({ payload: "MORE", title: "Help" });
      expect(first?.id).not.toBe(second?.id);
      const ms = (second?.at ?? 0) - (first?.at ?? 0);
      expect(ms).toBeGreaterThan(apart === undefined ? 0 : 999);
      expect(ms).toBeLessThan(apart === undefined ? 1_000 : 2_000);
    });

    it.each([undefined, "1s"] as const)("taps twice, apart: %s: the bot answers once", async (apart) => {
      const buy = action("BUY");
      const own = createBot({ menu: [buy.as("Buy")] });
      own.on(buy, (c) => c.say("Bought."));
      const ana = person(own);
      await ana.doubleTaps("Buy", apart);
      expect(ana.screen().match(/Bought/g)).toHaveLength(1);
      await ana.taps("Buy");
      await ana.taps("Buy"); // later, and meant
      expect(ana.screen().match(/Bought/g)).toHaveLength(3);
    });

    it("taps a quick reply twice that is gone from the screen after the first", async () => {
      const { ana } = listening();
      await ana.says("offer");
      await ana.doubleTaps("More");
      expect(ana.screen()).toBe("you: offer\nbot: Look\nyou: More\nyou: More");
    });

    it("hears a colleague whose echo names no app", async () => {
      const { ana } = listening();
      await ana.says("hello");
      await ana.agentSays("I am here", { unnamed: true });
      expect(ana.screen()).toBe("you: hello\ncolleague: I am here");
    });
  });

  it("is silent company for a colleague, and comes back", async () => {
    const ana = person(bot);
    await ana.says("hello");
    await ana.waits("1h");
    await ana.agentSays("Anything else?");
    await ana.says("help");
    expect(ana.screen()).not.toMatch(/How can I help you today\? \[/);
    await ana.waits("31m");
    await ana.says("help");
    expect(ana.screen()).toMatch(/How can I help you today\? \[/);
  });

  it("hears a survey an hour after the order, and is asked whether they are still there before that", async () => {
    const ana = person(bot);
    await ana.says("products");
    await ana.taps("Buy Now");
    await ana.taps("Checkout");
    await ana.waits("31m");
    expect(ana.screen()).toMatch(/Still there\?/);
    await ana.taps("Standard, $4.99");
    await ana.taps("Yes");
    expect(ana.screen()).not.toMatch(/How would you rate/);
    await ana.waits("1h");
    expect(ana.screen()).toMatch(/How would you rate/);
  });

  it("hears that nobody came", async () => {
    const ana = person(bot);
    await ana.says("I want a human");
    expect(ana.screen()).toMatch(/inbox has the conversation/);
    await ana.waits("16m");
    expect(ana.screen()).toMatch(/Nobody is free just now/);
    await ana.says("help");
    expect(ana.screen()).toMatch(/How can I help you today\? \[/);
  });
});
