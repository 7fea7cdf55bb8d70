import { describe, expect, it } from "vitest";
import { type Bot, type BotOptions, createBot } from "../../src/kit/bot.ts";
import {
  choice,
  confirm,
  date,
  email,
  english,
  french,
  german,
  number,
  phone,
  picture,
  place,
  portuguese,
  shape,
  signal,
  spanish,
  time,
  when,
} from "../../src/kit/index.ts";
import { LANGUAGES, type Language, languageOfLocale } from "../../src/kit/language.ts";
import { runnable } from "../../src/kit/runnable.ts";
import { SENTENCES, type SentenceKey, type SentenceOptions, sentencesOf } from "../../src/kit/sentences.ts";
import { asking, START, shown, Talk } from "./talk.ts";

const KEYS = Object.keys(SENTENCES.en) as SentenceKey[];
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const dayLanguages = { en: english, es: spanish, pt: portuguese, fr: french, de: german };

describe("the table of sentences", () => {
  it.each(LANGUAGES)("has every sentence in %s, with the places of its key", (language) => {
    expect(Object.keys(SENTENCES[language])).toEqual(KEYS);
    for (const key of KEYS) {
      const text = SENTENCES[language][key];
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe("");
      expect(places(text), key).toEqual(places(SENTENCES.en[key]));
      // A button of ten letters is the shortest that every platform shows whole; here 20.
      if (["yes", "no", "choose", "map"].includes(key)) expect(text.length, key).toBeLessThanOrEqual(20);
      const isShared = ["no", "receiptSubtotal", "receiptTotal"].includes(key);
      if (language !== "en" && !isShared) expect(text, key).not.toBe(SENTENCES.en[key]);
    }
  });

  it("puts values in their places, numbers as the language writes them", () => {
    expect(sentencesOf()("en")("numberBetween", { min: 0.5, max: 1000 })).toBe(
      "Please write a number between 0.5 and 1000.",
    );
    expect(sentencesOf()("de")("numberBetween", { min: 0.5, max: 1000 })).toBe(
      "Bitte schreiben Sie eine Zahl zwischen 0,5 und 1000.",
    );
    expect(sentencesOf()("es")("chooseOne", { options: "$&, {min}" })).toBe(
      "Por favor, elija una de estas opciones: $&, {min}.",
    );
  });

  it.each(LANGUAGES)("gives examples in %s that are understood", async (language) => {
    const example = (key: SentenceKey) =>
      /(?:such as|por ejemplo|por exemplo|par exemple|zum Beispiel) (.+)\.$/.exec(SENTENCES[language][key])?.[1] ?? key;
    const rows = [
      [number("?"), "number"],
      [date("?"), "date"],
      [time("?"), "time"],
      [when("?", { languages: [dayLanguages[language]] }), "when"],
      [phone("?"), "phone"],
    ] as const;
    for (const [question, key] of rows) {
      const [said = ""] = await (await asking(question, { language })).says(example(key));
      expect(said, `${key}: ${example(key)}`).toMatch(/^\{"it":/);
    }
    const address = /\S+@\S+\w/.exec(SENTENCES[language].email)?.[0] ?? "";
    expect(await (await asking(email("?"), { language })).says(address)).toEqual([JSON.stringify({ it: address })]);
  });
});

describe("the language", () => {
  const wrong = (language: Language) => [SENTENCES[language].number];
  const heard = async (options: object, locale?: string) => {
    const talk = await asking(number("?"), options);
    talk.locale = locale;
    return talk.says("many");
  };

  it("is the bot's, or the person's by their locale, or English", async () => {
    expect(await heard({ language: "pt" }, "de_DE")).toEqual(wrong("pt"));
    expect(await heard({}, "es_LA")).toEqual(wrong("es"));
    expect(await heard({}, "nl_NL")).toEqual(wrong("en"));
    expect(await heard({})).toEqual(wrong("en"));
    expect(["pt-BR", "DE", "fr_CA", "eng", "", undefined].map(languageOfLocale)).toEqual([
      "pt",
      "de",
      "fr",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("may depend on what is known of the person; where that tells none, their locale does", async () => {
    const language = ({ locale }: { readonly locale?: string }) => (locale === "de_DE" ? "fr" : undefined);
    expect(await heard({ language }, "de_DE")).toEqual(wrong("fr"));
    expect(await heard({ language }, "es_ES")).toEqual(wrong("es"));
    expect(await heard({ language: () => "nl" as never }, "es_ES")).toEqual(wrong("es"));
  });

  it("is told to handlers, questions and checks, and follows what a handler changes", async () => {
    const bot = createBot({
      state: { version: 1, initial: () => ({ language: "en" as Language }) },
      language: (c) => c.state.language,
    });
    const ask = bot
      .dialog("ask")
      .ask("ok", (_, c) => confirm(`${c.language}?`))
      .ask(
        "n",
        () => number("n?"),
        (n, _, c) => n < 3 || c.sentence("numberAtMost", { max: 2 }),
      )
      .done((c) => c.say(c.language));
    bot.hears("go", (c) => c.start(ask));
    bot.hears(/^(en|es|de)$/, { anywhere: true }, (c) => {
      c.state.language = c.text as Language;
    });
    const talk = new Talk(bot);
    expect(await talk.says("go")).toEqual(["en? [Yes] [No]"]);
    expect(await talk.says("es")).toEqual(["es? [Sí] [No]"]);
    expect(await talk.says("perhaps")).toEqual(["Por favor, elija una de estas opciones: Sí, No. [Sí] [No]"]);
    expect(await talk.says("vale")).toEqual(["n?"]);
    expect(await talk.says("3")).toEqual(["Por favor, escriba un número de 2 como máximo."]);
    expect(await talk.says("de")).toEqual(["n?"]);
    expect(await talk.says("2")).toEqual(["de"]);
  });

  it("is known from the profile on, within the same turn too", async () => {
    const bot = createBot();
    bot.hears("human", async (c) => {
      await c.profile();
      c.handOver({ say: "…", reason: "Asked" });
    });
    const talk = new Talk(bot);
    const event = { kind: "message", id: "e", mid: "m", at: START, text: "human", attachments: [] } as const;
    const { said } = await talk.turn(event, { profile: async () => ({ locale: "fr_FR" }) });
    expect(said.at(-1)).toMatchObject({ handOver: { ifFailed: { text: SENTENCES.fr.handOverFailed } } });
  });

  it("names a day in numbers, and when somebody is there, as it is written there", async () => {
    const range = { min: "2026-01-02", max: "2026-12-24" };
    const out = async (language: Language) => (await asking(date("?", range), { language })).says("2030-01-01");
    expect(await out("es")).toEqual(["Por favor, escriba una fecha entre el 02/01/2026 y el 24/12/2026."]);
    expect(await out("de")).toEqual(["Bitte schreiben Sie ein Datum zwischen dem 02.01.2026 und dem 24.12.2026."]);
    const closed = (language: Language, days: object) => {
      const bot = createBot({ language, timeZone: "UTC", hours: days });
      bot.hears("x", (c) => c.handOver({ say: "…", reason: "Asked" }));
      return new Talk(bot).says("x");
    };
    // It is Tuesday 2023-11-14, 22:13.
    const heard = async (days: object) =>
      Promise.all(LANGUAGES.map(async (language) => (await closed(language, days))[0]?.split(/[.;]/)[0]));
    expect(await heard({ monday: "9:05-17:00" })).toEqual([
      "Nobody is here until Monday at 9:05",
      "No hay nadie disponible hasta el lunes a las 9:05",
      "Não há ninguém disponível até segunda-feira às 9:05",
      "Personne n'est disponible avant lundi à 9:05",
      "Bis Montag um 9:05 Uhr ist niemand da",
    ]);
    expect(await heard({ except: { "2023-12-24": "9:00-10:00" } })).toEqual([
      "Nobody is here until Sunday, December 24 at 9:00",
      "No hay nadie disponible hasta el domingo, 24 de diciembre a las 9:00",
      "Não há ninguém disponível até domingo, 24 de dezembro às 9:00",
      "Personne n'est disponible avant dimanche 24 décembre à 9:00",
      "Bis Sonntag, 24",
    ]);
    expect((await heard({ except: { "2024-02-01": "9:00-10:00" } }))[1]).toMatch(/jueves, 1 de febrero de 2024 a las/);
  });

  it.each<[Language, string, string, string]>([
    ["es", "cancelar", "baja", "alta"],
    ["pt", "cancelar", "parar", "ativar"],
    ["fr", "annuler", "arrêter", "démarrer"],
    ["de", "abbrechen", "abmelden", "anmelden"],
  ])("has words of its own that cancel, stop and start: %s", async (language, cancels, stops, starts) => {
    const talk = await asking("Who?", { language, optOut: true });
    expect(await talk.says(cancels)).toEqual([SENTENCES[language].canceled]);
    await talk.says("go");
    expect(await talk.says("cancel")).toEqual([SENTENCES[language].canceled]);
    await talk.says("go");
    expect(await talk.says(stops)).toEqual([SENTENCES[language].stopped.replace("{start}", starts)]);
    expect(await talk.says(starts)).toEqual([SENTENCES[language].started]);
    await talk.says("go");
    expect(await talk.says("stop")).toHaveLength(1);
    expect(talk.memory.optOut?.words).toBe("stop");
  });

  it("of another person takes no word as one that cancels", async () => {
    expect(await (await asking("Who?")).says("beenden")).toEqual(['{"it":"beenden"}']);
  });

  it("is one of the library's", () => {
    expect(() => createBot({ language: "nl" as never })).toThrow('"nl" is no language of the library\'s.');
  });
});

describe("sentences of the bot's own", () => {
  it("stand in the place of the library's, for every language or for one", async () => {
    const options = (language: Language): BotOptions<Record<string, never>> => ({
      language,
      sentences: {
        canceled: "Vale, nada.",
        number: { es: "¿Cuántos?" },
        numberBetween: "{min}–{max}!",
        stopped: { en: "Bye.", es: "Adiós." },
      },
      optOut: true,
    });
    const [es, de] = await Promise.all(
      (["es", "de"] as const).map((language) => asking(number("?", { min: 1, max: 3 }), options(language))),
    );
    expect(await es?.says("muchos")).toEqual(["¿Cuántos?"]);
    expect(await de?.says("viele")).toEqual([SENTENCES.de.number]);
    for (const talk of [es, de]) {
      expect(await talk?.says("7")).toEqual(["1–3!"]);
      expect(await talk?.says("cancel")).toEqual(["Vale, nada."]);
    }
    expect(await es?.says("stop")).toEqual(["Adiós."]);
    expect(await de?.says("stop")).toEqual([SENTENCES.de.stopped.replace("{start}", "anmelden")]);
  });

  it("name the bot's own word that starts again", async () => {
    const talk = await asking("Who?", { optOut: { start: ["ancora"] } });
    expect(await talk.says("stop")).toEqual([expect.stringContaining('Write "ancora"')]);
  });

  it.each<[object, string]>([
    [{ cancelled: "x" }, "sentences: { cancelled } }): there is no such sentence"],
    [{ number: "{n}" }, "there is no {n}. It has no places."],
    [{ dateBetween: { de: "{von}" } }, "there is no {von}. Its places: {min}, {max}."],
    [{ number: { nl: "x" } }, '"nl" is no language'],
  ])("are checked: %j", (sentences, message) => {
    expect(() => createBot({ sentences: sentences as SentenceOptions })).toThrow(message);
  });
});

describe("what a bot says of itself", () => {
  const ping = signal("ping", shape({}));
  interface State {
    name: string;
    language: Language;
  }
  const options: BotOptions<State> = {
    state: { version: 1, initial: () => ({ name: "you", language: "es" }) },
    language: (c) => c.state.language,
    disclose: (c) => `bot for ${c.state.name} in ${c.language}`,
    optOut: { stopped: (c) => `bye ${c.state.name}`, started: (c) => `hi ${c.state.name}` },
    erase: { say: (c) => `forgotten, ${c.state.name}` },
    patience: (c) => `wait, ${c.state.name}`,
    tooFast: (c) => `slowly, ${c.state.name}`,
  };
  const known = { stored: { version: 1, data: { name: "Ana", language: "de" } }, now: START };

  function naming(change: Partial<BotOptions<State>> = {}): { bot: Bot<State>; talk: Talk } {
    const bot = createBot({ ...options, ...change });
    bot.hears(/^I am (.*)$/, (c) => {
      [, c.state.name = ""] = /^I am (.*)$/.exec(c.text) ?? [];
      c.say("ok");
    });
    bot.on(ping, (c) => c.say("pong"));
    return { bot, talk: new Talk(bot) };
  }

  it("may depend on the person", async () => {
    const { bot, talk } = naming();
    // What the handler has changed counts at once.
    expect(await talk.says("I am Ana")).toEqual(["bot for Ana in es", "ok"]);
    expect(await talk.says("stop")).toEqual(["bye Ana"]);
    expect(await talk.says("start")).toEqual(["hi Ana"]);
    expect(await talk.says("forget me")).toEqual(["forgotten, Ana", "(erases everything)"]);
    expect(bot[runnable].tooFast(known)).toEqual({ type: "text", text: "slowly, Ana" });
    const event = { kind: "message", id: "e", mid: "m", at: START, text: "hi", attachments: [] } as const;
    const said = (stored: typeof known.stored | null) =>
      bot[runnable].patience({ ...known, stored, event, humanAt: 0 });
    expect(shown(said(known.stored).map((say) => ({ say })))).toEqual(["bot for Ana in de", "wait, Ana"]);
    expect(shown(said(null).map((say) => ({ say })))).toEqual(["bot for you in es", "wait, you"]);
    expect(bot[runnable].labels(known)).toEqual({
      answerWithNumber: SENTENCES.de.answerWithNumber,
      choose: "Auswählen",
      map: "Karte",
      receipt: {
        order: "Bestellung",
        subtotal: "Zwischensumme",
        shipping: "Versand",
        tax: "Steuern",
        total: "Summe",
        payment: "Zahlung",
      },
    });
  });

  it("may stay the same for everybody, with a silence of its own", async () => {
    const { talk } = naming({ disclose: { say: (c) => `in ${c.language}`, silence: "1h" } });
    expect(await talk.says("I am Ana")).toEqual(["in es", "ok"]);
    await talk.waits("2h");
    expect(await talk.says("I am Ana")).toEqual(["in es", "ok"]);
    expect(await naming({ disclose: "a bot" }).talk.says("I am Ana")).toEqual(["a bot", "ok"]);
  });

  it("keeps nobody from stopping, or from being erased, where it fails; another turn fails with it", async () => {
    const fails = () => {
      throw new Error("no words");
    };
    const own = { stopped: fails, started: fails };
    const { bot, talk } = naming({
      language: fails,
      disclose: fails,
      optOut: own,
      erase: { say: fails },
      tooFast: fails,
    });
    talk.locale = "pt_BR";
    expect(await talk.says("stop")).toEqual([SENTENCES.pt.stopped.replace("{start}", "ativar")]);
    expect(await talk.says("start")).toEqual([SENTENCES.pt.started]);
    expect(await talk.says("forget me")).toEqual([SENTENCES.pt.erased, "(erases everything)"]);
    expect(bot[runnable].tooFast({ ...known, locale: "pt_BR" })).toEqual({ type: "text", text: SENTENCES.pt.tooFast });
    await expect(naming({ disclose: fails }).talk.says("I am Ana")).rejects.toThrow("no words");
    await expect(naming({ language: fails }).talk.says("I am Ana")).rejects.toThrow("no words");
  });
});

describe("a walk through everything that the library says", () => {
  /** What was said in every place where the library speaks by itself. */
  async function walked(language: Language): Promise<string[]> {
    const heard: string[] = [];
    const texts = ({ bot, result, stored, now }: Talk) => {
      const { patience, labels, tooFast } = bot[runnable];
      const message = { kind: "message", id: "e", mid: "m", at: now, text: "hi", attachments: [] } as const;
      const { receipt, ...own } = labels({ stored, now });
      heard.push(...Object.values(own), ...Object.values(receipt), ...shown([{ say: tooFast({ stored, now }) }]));
      const waiting = patience({ stored, now, event: message, humanAt: 0 });
      heard.push(...shown(waiting.map((say) => ({ say }))));
      for (const one of result?.said ?? []) {
        if ("handOver" in one)
          heard.push(...shown([{ say: one.handOver.ifFailed }, { say: one.handOver.ifUnanswered }]));
      }
    };
    const wrong = async (question: Parameters<typeof asking>[0], ...answers: (string | null)[]) => {
      const talk = await asking(question, { language });
      for (const answer of answers) {
        const said = answer === null ? talk.sends({ type: "audio" }) : talk.says(answer);
        heard.push(...(await said));
      }
    };
    await wrong(confirm("¿?"), "1 1", null);
    await wrong(choice("¿?", { a: "Ay" }), "1 1");
    await wrong(number("¿?"), "x", "1.000");
    await wrong(number("¿?", { max: 5 }), "2.000", "7");
    await wrong(number("¿?", { min: 5 }), "1");
    await wrong(number("¿?", { min: 5, max: 6 }), "1");
    await wrong(date("¿?", { max: "2027-01-01" }), "x", "01.01.2030", "07/08/2026");
    await wrong(time("¿?", { min: "9:00", max: "18:00" }), "x", "20:00", "5");
    await wrong(
      when("¿?", { languages: [dayLanguages[language]], max: "2027-01-01" }),
      "x y",
      "1.1.2030",
      "07/08/2026",
    );
    await wrong(email("¿?"), "x", null);
    await wrong(phone("¿?"), "x", null);
    await wrong(phone("¿?", { region: "ES" }), "x");
    await wrong(place("¿?"), "x");
    await wrong(picture("¿?"), "x");
    const full = { language, optOut: true, erase: true, patience: true } as const;
    const talk = await asking("¿?", full);
    for (const said of ["cancel", "stop", "start", "forget me"]) heard.push(...(await talk.says(said)));
    texts(talk);
    for (const hours of [{}, { except: { "2023-11-14": "23:00-23:30" } }, { monday: "9:00-17:00" }] as const) {
      const bot = createBot({ ...full, timeZone: "UTC", hours });
      bot.hears("x", (c) => c.handOver({ say: "¿?", reason: "Asked", ifUnanswered: "15m" }));
      const closed = new Talk(bot);
      heard.push(...(await closed.says("x")));
      texts(closed);
    }
    return heard;
  }

  /** A word alone, or a title; a sentence may stand among others. */
  const shapeOf = (text: string) => {
    const escaped = text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, ".+");
    return new RegExp(text.length > 10 ? escaped : `^${escaped}$|\\[${escaped}\\]`, "u");
  };

  it.each(LANGUAGES)("meets every sentence of the table in %s, and none of another language", async (language) => {
    const heard = await walked(language);
    const said = (text: string) => heard.some((line) => shapeOf(text).test(line));
    expect(KEYS.filter((key) => !said(SENTENCES[language][key]))).toEqual([]);
    const own = new Set(Object.values(SENTENCES[language]));
    const foreign = LANGUAGES.filter((one) => one !== language).flatMap((one) =>
      // A label of one word may be a part of a sentence elsewhere.
      Object.values(SENTENCES[one]).filter((text) => !own.has(text) && text.length > 10),
    );
    expect(foreign.filter(said)).toEqual([]);
  });
});
