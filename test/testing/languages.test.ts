/** A bot in Spanish, from the person's side: no English word of the library's reaches them, whatever happens. */
import { describe, expect, it } from "vitest";
import { action, createBot, list, location, number, quick, shape, signal, spanish, when } from "../../src/kit/index.ts";
import { SENTENCES } from "../../src/kit/sentences.ts";
import { person } from "../../src/testing/person.ts";

const words = (text: string) =>
  text
    .replace(/\{\w+\}/g, "")
    .toLowerCase()
    .match(/\p{L}{2,}/gu) ?? [];
/** Every word that the library says in English, less those that Spanish has as well. */
const ENGLISH = new Set(Object.values(SENTENCES.en).flatMap(words));
for (const word of Object.values(SENTENCES.es).flatMap(words)) ENGLISH.delete(word);
/** The bot's own lines, and what can be tapped below them. */
const said = (screen: string) => screen.split("\n").filter((line) => !/^(you:|--)/.test(line));
const english = (screen: string) =>
  said(screen).flatMap((line) => words(line.replace(/^bot: |quick replies/, "")).filter((word) => ENGLISH.has(word)));

const size = action("TALLA_:n");
const ping = signal("ping", shape({}));
const slow = { TURN_MS: "200", FLOOD_TURNS: "5" };

function spanishBot() {
  const bot = createBot({
    language: "es",
    disclose: "Soy un asistente automático.",
    optOut: true,
    erase: true,
    patience: true,
    limit: "10s",
  });
  const dialog = bot
    .dialog("cita")
    .ask("n", () => number("¿Cuántas?", { max: 5 }))
    .ask("dia", () => when("¿Qué día?", { languages: [spanish] }))
    .done((c) => c.say("Hecho."));
  bot.hears("cita", (c) => c.start(dialog));
  bot.hears("tallas", (c) =>
    c.say(quick("¿Cuál?", ...Array.from({ length: 14 }, (_, n) => size.as(`Talla ${n + 1}`, { n: `${n}` })))),
  );
  bot.on(size, (c) => c.say(`Talla ${c.params.n}.`));
  bot.hears("carta", (c) =>
    c.say(list("Té", { title: "Té", rows: [{ title: "Verde", description: "Suave", payload: "TALLA_1" }] })),
  );
  bot.hears("dónde", (c) => c.say(location(40.4, -3.7, "Tienda")));
  bot.hears("persona", (c) => c.handOver({ say: "Un momento.", reason: "Asked", ifUnanswered: "15m" }));
  bot.hears("lento", async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    c.say("Ya está.");
  });
  bot.on(ping, (c) => c.say("Hola."));
  bot.otherwise((c) => c.say("¿Perdón?"));
  return bot;
}

describe("a bot in Spanish", () => {
  it("would be heard if it spoke English", () => {
    expect(english("you: cita\nbot: Please write a day.\n( Choose | No )")).toEqual([
      "please",
      "write",
      "day",
      "choose",
    ]);
  });

  it("asks again, reads back, cancels, stops, starts and forgets in Spanish", async () => {
    const ana = person(spanishBot());
    for (const text of ["cita", "muchas", "7", "2.000", "3", "quizá", "07/08", "cancelar"]) await ana.says(text);
    for (const text of ["cita", "baja", "alta", "tallas", "14", "borra mis datos"]) await ana.says(text);
    const screen = ana.screen();
    expect(english(screen)).toEqual([]);
    for (const key of ["number", "canceled", "started", "erased", "answerWithNumber", "meansWhich"] as const)
      expect(screen).toContain(SENTENCES.es[key]);
  });

  it("prints options, rows and a map with words in Spanish", async () => {
    const ana = person(spanishBot());
    for (const text of ["tallas", "carta", "dónde"]) await ana.says(text);
    const screen = ana.screen();
    expect(english(screen)).toEqual([]);
    expect(screen).toMatch(/Responda con un número\./);
    expect(screen).toMatch(/\[Elegir\]/);
    expect(screen).toMatch(/\[Mapa\]/);
  });

  it("asks for patience, calms whoever floods, and says that nobody has come, in Spanish", async () => {
    const ana = person(spanishBot(), { env: slow });
    await ana.says("lento");
    await ana.says(...Array.from({ length: 12 }, (_, n) => `mensaje ${n}`));
    await ana.says("persona");
    await ana.waits("16m");
    const screen = ana.screen();
    expect(english(screen)).toEqual([]);
    for (const key of ["stillWorking", "tooFast", "nobodyFree"] as const) expect(screen).toContain(SENTENCES.es[key]);
  });
});

describe("a menu of a person's own", () => {
  it("is on their screen, and the Page's is again when they are forgotten", async () => {
    const [shop, cart] = [action("TIENDA"), action("CESTA")];
    const bot = createBot({
      state: { version: 1, initial: () => ({ cart: 0 }) },
      language: "es",
      erase: true,
      menu: ({ state }) => [shop.as("Tienda"), ...(state.cart > 0 ? [cart.as("Cesta")] : [])],
    });
    bot.on(shop, (c) => c.say(`${++c.state.cart}`));
    bot.on(cart, (c) => c.say("En la cesta."));
    const ana = person(bot);
    await expect(ana.taps("Cesta")).rejects.toThrow("Beside it: Tienda.");
    await ana.taps("Tienda");
    await ana.taps("Cesta");
    await ana.says("borra mis datos");
    await expect(ana.taps("Cesta")).rejects.toThrow("Beside it: Tienda.");
    expect(ana.screen()).toMatch(/bot: En la cesta\.\nyou: borra mis datos\nbot: He borrado todo/);
  });
});

describe("a person's locale", () => {
  it("is their language from c.profile() on, and is kept", async () => {
    const bot = createBot();
    const dialog = bot
      .dialog("edad")
      .ask("n", () => number("¿?"))
      .done((c) => c.say(c.language));
    bot.on("started", (c) => c.profile());
    bot.otherwise((c) => c.start(dialog));
    const ana = person(bot, { locale: "es_MX" });
    await ana.starts();
    await ana.says("hola");
    await ana.waits("2h");
    await ana.says("no sé");
    await ana.says("3");
    expect(ana.screen()).toMatch(/bot: Por favor, escriba un número, por ejemplo 3\.\nyou: 3\nbot: es$/);
  });
});
