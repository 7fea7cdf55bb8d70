/**
 * The library's sentences for people, in each of its languages. It has no words of a bot's, and none for developers
 * (errors, log lines, lists): those are English and stand where they arise.
 */
import type { Labels } from "../model/rendering.ts";
import { checkedLanguage, type Language } from "./language.ts";

/** The keys of the library's sentences, each with the names of its places: `{min}` stands for a value. */
export interface SentencePlaces {
  /** The title of `confirm`'s yes. */
  yes: never;
  /** The title of `confirm`'s no. */
  no: never;
  /** A `choice` or `confirm` could not read the answer. */
  chooseOne: "options";
  /** Above the only thing that an answer can mean, where that is not certain. */
  meansThis: never;
  /** Above the things that an answer can mean. */
  meansWhich: never;
  /** `number` could not read the answer. */
  number: never;
  numberAtLeast: "min";
  numberAtMost: "max";
  numberBetween: "min" | "max";
  /** `date` could not read the answer. */
  date: never;
  /** `date` and `when`: the day is out of the range. */
  dateBetween: "min" | "max";
  /** `time` could not read the answer. */
  time: never;
  timeBetween: "min" | "max";
  /** `when` could not read the answer. */
  when: never;
  /** `email` could not read the answer. */
  email: never;
  /** `phone` could not read the answer. */
  phone: never;
  /** `phone` could not read the answer, where a region was given. */
  phoneInRegion: never;
  /** `place` got something else. */
  place: never;
  /** `picture` got something else. */
  picture: never;
  /** A dialog was canceled. */
  canceled: never;
  /** Opt-out; `start` is the word that undoes it. */
  stopped: "start";
  /** Opt-out was undone. */
  started: never;
  /** Said last before a person is erased. */
  erased: never;
  /** Said to a person who writes faster than the bot can answer. */
  tooFast: never;
  /** Said while a handler takes its time: `createBot({ patience: true })`. */
  stillWorking: never;
  /** Said by `c.handOver` while no one is there, and it is not known until when. */
  nobodyHere: never;
  /** Said by `c.handOver` while no one is there until later today. */
  nobodyUntil: "time";
  /** Said by `c.handOver` while no one is there until another day, by its name and, where it is further away, its date. */
  nobodyUntilDay: "day" | "time";
  /** Said when a hand-over was not answered in time. */
  nobodyFree: never;
  /** Said when a hand-over could not be done. */
  handOverFailed: never;
  /** The line below options that were printed as numbered lines. */
  answerWithNumber: never;
  /** The title of each row's button, for a list without a label of its own. */
  choose: never;
  /** The title of the button that opens a map. */
  map: never;
  /** Before the order's number, where a receipt is text; the next five stand before its figures. */
  receiptOrder: never;
  receiptSubtotal: never;
  receiptShipping: never;
  receiptTax: never;
  receiptTotal: never;
  /** Before the means of payment. */
  receiptPayment: never;
}

/** The key of one of the library's sentences. */
export type SentenceKey = keyof SentencePlaces;

/**
 * Sentences in the place of the library's: one for every language, or one for each. Its places (`{min}`) are filled
 * with values; a place may be left out.
 */
export type SentenceOptions = {
  readonly [Key in SentenceKey]?: string | { readonly [In in Language]?: string };
};

/** Returns one of the library's sentences in a person's language, with values in its places. */
export type Sentence = <Key extends SentenceKey>(
  key: Key,
  ...values: [SentencePlaces[Key]] extends [never] ? [] : [Readonly<Record<SentencePlaces[Key], string | number>>]
) => string;

type PlacesIn<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlacesIn<Rest>
  : never;
type Table = Readonly<Record<SentenceKey, string>>;
/** A type that compiles only where every sentence has the places of its key, and no others. */
type Complete<Given extends Table> = {
  readonly [Key in SentenceKey]: [PlacesIn<Given[Key]>, SentencePlaces[Key]] extends [
    SentencePlaces[Key],
    PlacesIn<Given[Key]>,
  ]
    ? string
    : never;
};
/** Takes a table of one language: if it lacks a sentence, or a place of one, it does not compile. */
export const complete = <const Given extends Table>(table: Given & Complete<Given>): Table => table;

/** The sentences by language and key. */
export const SENTENCES: Readonly<Record<Language, Table>> = {
  en: complete({
    yes: "Yes",
    no: "No",
    chooseOne: "Please choose one of these: {options}.",
    meansThis: "Do you mean this?",
    meansWhich: "Which one do you mean?",
    number: "Please write a number, such as 3.",
    numberAtLeast: "Please write a number of at least {min}.",
    numberAtMost: "Please write a number of at most {max}.",
    numberBetween: "Please write a number between {min} and {max}.",
    date: "Please write a day such as 2026-12-24.",
    dateBetween: "Please write a day between {min} and {max}.",
    time: "Please write a time such as 17:30.",
    timeBetween: "Please write a time between {min} and {max}.",
    when: "Please write a day and a time, such as 24 December, 17:00.",
    email: "That does not look like an e-mail address. Please write it as name@example.com.",
    phone: "Please write the number with its country code, such as +31 20 123 4567.",
    phoneInRegion: "That does not look like a phone number. Please write it again, digit by digit.",
    place: "Please share the place from the map.",
    picture: "Please send a picture.",
    canceled: "Canceled.",
    stopped: 'You will get no more messages, only answers to what you write. Write "{start}" if you change your mind.',
    started: "Welcome back. You get messages again.",
    erased: "Everything that I know of you is deleted now. If you write again, we start anew.",
    tooFast: "You write faster than I can answer. I read all of it, and answer once.",
    stillWorking: "One moment please, this takes a little longer.",
    nobodyHere: "Nobody is here just now. A colleague will read this.",
    nobodyUntil: "Nobody is here until {time}. A colleague will read this then.",
    nobodyUntilDay: "Nobody is here until {day} at {time}. A colleague will read this then.",
    nobodyFree: "Nobody is free just now. I am here in the meantime; a colleague will read this as soon as possible.",
    handOverFailed: "I could not reach anybody just now. Please write again in a moment.",
    answerWithNumber: "Reply with a number.",
    choose: "Choose",
    map: "Map",
    receiptOrder: "Order",
    receiptSubtotal: "Subtotal",
    receiptShipping: "Shipping",
    receiptTax: "Tax",
    receiptTotal: "Total",
    receiptPayment: "Payment",
  }),
  es: complete({
    yes: "Sí",
    no: "No",
    chooseOne: "Por favor, elija una de estas opciones: {options}.",
    meansThis: "¿Se refiere a esto?",
    meansWhich: "¿A cuál se refiere?",
    number: "Por favor, escriba un número, por ejemplo 3.",
    numberAtLeast: "Por favor, escriba un número de {min} como mínimo.",
    numberAtMost: "Por favor, escriba un número de {max} como máximo.",
    numberBetween: "Por favor, escriba un número entre {min} y {max}.",
    date: "Por favor, escriba una fecha, por ejemplo 24/12/2026.",
    dateBetween: "Por favor, escriba una fecha entre el {min} y el {max}.",
    time: "Por favor, escriba una hora, por ejemplo 17:30.",
    timeBetween: "Por favor, escriba una hora entre las {min} y las {max}.",
    when: "Por favor, escriba el día y la hora, por ejemplo 24/12, 17:00.",
    email: "Eso no parece una dirección de correo. Por favor, escríbala como nombre@ejemplo.com.",
    phone: "Por favor, escriba el número con el prefijo del país, por ejemplo +31 20 123 4567.",
    phoneInRegion: "Eso no parece un número de teléfono. Por favor, escríbalo de nuevo, cifra por cifra.",
    place: "Por favor, comparta el lugar desde el mapa.",
    picture: "Por favor, envíe una imagen.",
    canceled: "Cancelado.",
    stopped: "No recibirá más mensajes, solo respuestas a lo que escriba. Escriba «{start}» si cambia de opinión.",
    started: "De acuerdo: volverá a recibir mensajes.",
    erased: "He borrado todo lo que sabía de usted. Si vuelve a escribir, empezaremos de cero.",
    tooFast: "Escribe más rápido de lo que puedo responder. Leo todo y respondo una sola vez.",
    stillWorking: "Un momento, por favor: esto tarda un poco más.",
    nobodyHere: "Ahora mismo no hay nadie disponible. Una persona del equipo leerá su mensaje.",
    nobodyUntil: "No hay nadie disponible hasta las {time}. Entonces, una persona del equipo leerá su mensaje.",
    nobodyUntilDay:
      "No hay nadie disponible hasta el {day} a las {time}. Entonces, una persona del equipo leerá su mensaje.",
    nobodyFree:
      "Ahora mismo no hay nadie libre. Mientras tanto sigo aquí; una persona del equipo leerá su mensaje lo antes posible.",
    handOverFailed: "No he podido avisar a nadie. Por favor, escriba de nuevo en un momento.",
    answerWithNumber: "Responda con un número.",
    choose: "Elegir",
    map: "Mapa",
    receiptOrder: "Pedido",
    receiptSubtotal: "Subtotal",
    receiptShipping: "Envío",
    receiptTax: "Impuestos",
    receiptTotal: "Total",
    receiptPayment: "Pago",
  }),
  pt: complete({
    yes: "Sim",
    no: "Não",
    chooseOne: "Por favor, escolha uma destas opções: {options}.",
    meansThis: "É isto que você quer dizer?",
    meansWhich: "O que você quer dizer?",
    number: "Por favor, escreva um número, por exemplo 3.",
    numberAtLeast: "Por favor, escreva um número de no mínimo {min}.",
    numberAtMost: "Por favor, escreva um número de no máximo {max}.",
    numberBetween: "Por favor, escreva um número entre {min} e {max}.",
    date: "Por favor, escreva uma data, por exemplo 24/12/2026.",
    dateBetween: "Por favor, escreva uma data entre {min} e {max}.",
    time: "Por favor, escreva um horário, por exemplo 17:30.",
    timeBetween: "Por favor, escreva um horário entre {min} e {max}.",
    when: "Por favor, escreva o dia e o horário, por exemplo 24/12, 17:00.",
    email: "Isso não parece um endereço de e-mail. Por favor, escreva no formato nome@exemplo.com.",
    phone: "Por favor, escreva o número com o código do país, por exemplo +31 20 123 4567.",
    phoneInRegion: "Isso não parece um número de telefone. Por favor, escreva de novo, dígito por dígito.",
    place: "Por favor, compartilhe o local pelo mapa.",
    picture: "Por favor, envie uma imagem.",
    canceled: "Cancelado.",
    stopped: "Você não receberá mais mensagens, só respostas ao que escrever. Escreva “{start}” se mudar de ideia.",
    started: "Tudo certo: você voltará a receber mensagens.",
    erased: "Apaguei tudo o que sabia sobre você. Se escrever de novo, começaremos do zero.",
    tooFast: "Você escreve mais rápido do que consigo responder. Leio tudo e respondo uma só vez.",
    stillWorking: "Um momento, por favor: isto leva um pouco mais de tempo.",
    nobodyHere: "No momento não há ninguém disponível. Uma pessoa da equipe lerá sua mensagem.",
    nobodyUntil: "Não há ninguém disponível até as {time}. Depois disso, uma pessoa da equipe lerá sua mensagem.",
    nobodyUntilDay:
      "Não há ninguém disponível até {day} às {time}. Depois disso, uma pessoa da equipe lerá sua mensagem.",
    nobodyFree:
      "No momento ninguém está livre. Enquanto isso, continuo aqui; uma pessoa da equipe lerá sua mensagem assim que possível.",
    handOverFailed: "Não consegui avisar ninguém agora. Por favor, escreva de novo em instantes.",
    answerWithNumber: "Responda com um número.",
    choose: "Escolher",
    map: "Mapa",
    receiptOrder: "Pedido",
    receiptSubtotal: "Subtotal",
    receiptShipping: "Frete",
    receiptTax: "Impostos",
    receiptTotal: "Total",
    receiptPayment: "Pagamento",
  }),
  fr: complete({
    yes: "Oui",
    no: "Non",
    chooseOne: "Veuillez choisir une de ces options : {options}.",
    meansThis: "Est-ce bien cela ?",
    meansWhich: "Que vouliez-vous dire ?",
    number: "Veuillez écrire un nombre, par exemple 3.",
    numberAtLeast: "Veuillez écrire un nombre d'au moins {min}.",
    numberAtMost: "Veuillez écrire un nombre d'au plus {max}.",
    numberBetween: "Veuillez écrire un nombre entre {min} et {max}.",
    date: "Veuillez écrire une date, par exemple 24/12/2026.",
    dateBetween: "Veuillez écrire une date entre le {min} et le {max}.",
    time: "Veuillez écrire une heure, par exemple 17:30.",
    timeBetween: "Veuillez écrire une heure entre {min} et {max}.",
    when: "Veuillez écrire le jour et l'heure, par exemple 24/12, 17:00.",
    email: "Cela ne ressemble pas à une adresse e-mail. Veuillez l'écrire sous la forme nom@exemple.com.",
    phone: "Veuillez écrire le numéro avec l'indicatif du pays, par exemple +31 20 123 4567.",
    phoneInRegion: "Cela ne ressemble pas à un numéro de téléphone. Veuillez l'écrire à nouveau, chiffre par chiffre.",
    place: "Veuillez partager le lieu depuis la carte.",
    picture: "Veuillez envoyer une image.",
    canceled: "C'est annulé.",
    stopped:
      "Vous ne recevrez plus de messages, seulement des réponses à ce que vous écrivez. Écrivez « {start} » si vous changez d'avis.",
    started: "C'est noté : vous recevrez de nouveau des messages.",
    erased: "J'ai supprimé tout ce que je savais de vous. Si vous écrivez à nouveau, nous repartirons de zéro.",
    tooFast: "Vous écrivez plus vite que je ne peux répondre. Je lis tout et je réponds une seule fois.",
    stillWorking: "Un instant, s'il vous plaît : cela prend un peu plus de temps.",
    nobodyHere: "Personne n'est disponible pour le moment. Un membre de l'équipe lira votre message.",
    nobodyUntil: "Personne n'est disponible avant {time}. Un membre de l'équipe lira alors votre message.",
    nobodyUntilDay: "Personne n'est disponible avant {day} à {time}. Un membre de l'équipe lira alors votre message.",
    nobodyFree:
      "Personne n'est libre pour le moment. Je reste là en attendant ; un membre de l'équipe lira votre message dès que possible.",
    handOverFailed: "Je n'ai pu joindre personne. Veuillez écrire à nouveau dans un instant.",
    answerWithNumber: "Répondez par un numéro.",
    choose: "Choisir",
    map: "Carte",
    receiptOrder: "Commande",
    receiptSubtotal: "Sous-total",
    receiptShipping: "Livraison",
    receiptTax: "Taxes",
    receiptTotal: "Total",
    receiptPayment: "Paiement",
  }),
  de: complete({
    yes: "Ja",
    no: "Nein",
    chooseOne: "Bitte wählen Sie eine dieser Möglichkeiten: {options}.",
    meansThis: "Meinen Sie das?",
    meansWhich: "Was davon meinen Sie?",
    number: "Bitte schreiben Sie eine Zahl, zum Beispiel 3.",
    numberAtLeast: "Bitte schreiben Sie eine Zahl von mindestens {min}.",
    numberAtMost: "Bitte schreiben Sie eine Zahl von höchstens {max}.",
    numberBetween: "Bitte schreiben Sie eine Zahl zwischen {min} und {max}.",
    date: "Bitte schreiben Sie ein Datum, zum Beispiel 24.12.2026.",
    dateBetween: "Bitte schreiben Sie ein Datum zwischen dem {min} und dem {max}.",
    time: "Bitte schreiben Sie eine Uhrzeit, zum Beispiel 17:30.",
    timeBetween: "Bitte schreiben Sie eine Uhrzeit zwischen {min} und {max}.",
    when: "Bitte schreiben Sie Tag und Uhrzeit, zum Beispiel 24.12., 17:00.",
    email: "Das sieht nicht nach einer E-Mail-Adresse aus. Bitte schreiben Sie sie so: name@beispiel.de.",
    phone: "Bitte schreiben Sie die Nummer mit der Ländervorwahl, zum Beispiel +31 20 123 4567.",
    phoneInRegion:
      "Das sieht nicht nach einer Telefonnummer aus. Bitte schreiben Sie sie noch einmal, Ziffer für Ziffer.",
    place: "Bitte teilen Sie den Ort über die Karte.",
    picture: "Bitte senden Sie ein Bild.",
    canceled: "Abgebrochen.",
    stopped:
      "Sie erhalten keine Nachrichten mehr, nur noch Antworten auf das, was Sie schreiben. Schreiben Sie „{start}“, wenn Sie es sich anders überlegen.",
    started: "Alles klar: Sie erhalten wieder Nachrichten.",
    erased: "Alles, was ich über Sie weiß, ist jetzt gelöscht. Wenn Sie wieder schreiben, fangen wir von vorn an.",
    tooFast: "Sie schreiben schneller, als ich antworten kann. Ich lese alles und antworte einmal.",
    stillWorking: "Einen Moment bitte, das dauert noch etwas.",
    nobodyHere: "Gerade ist niemand da. Jemand aus dem Team liest Ihre Nachricht.",
    nobodyUntil: "Bis {time} Uhr ist niemand da. Dann liest jemand aus dem Team Ihre Nachricht.",
    nobodyUntilDay: "Bis {day} um {time} Uhr ist niemand da. Dann liest jemand aus dem Team Ihre Nachricht.",
    nobodyFree:
      "Gerade ist niemand frei. Ich bin solange für Sie da; jemand aus dem Team liest Ihre Nachricht so bald wie möglich.",
    handOverFailed: "Ich konnte gerade niemanden erreichen. Bitte schreiben Sie gleich noch einmal.",
    answerWithNumber: "Antworten Sie mit einer Nummer.",
    choose: "Auswählen",
    map: "Karte",
    receiptOrder: "Bestellung",
    receiptSubtotal: "Zwischensumme",
    receiptShipping: "Versand",
    receiptTax: "Steuern",
    receiptTotal: "Summe",
    receiptPayment: "Zahlung",
  }),
};

/**
 * Returns the library's sentences in a language, with those of the bot in their place.
 * @throws {TypeError} for an unknown key, language or place
 */
export function sentencesOf(own: SentenceOptions = {}): (language: Language) => Sentence {
  for (const [key, texts] of Object.entries(own)) checkSentence(key, texts);
  return (language) =>
    (key, ...[values = {}]) => {
      const given = own[key];
      const text = (typeof given === "string" ? given : given?.[language]) ?? SENTENCES[language][key];
      return text.replace(PLACE, (_, place: string) =>
        shownIn(language, (values as Readonly<Record<string, string | number>>)[place] ?? ""),
      );
    };
}

/** Collects the sentences that a channel writes itself. */
export const labelsOf = (sentence: Sentence): Labels => ({
  answerWithNumber: sentence("answerWithNumber"),
  choose: sentence("choose"),
  map: sentence("map"),
  receipt: {
    order: sentence("receiptOrder"),
    subtotal: sentence("receiptSubtotal"),
    shipping: sentence("receiptShipping"),
    tax: sentence("receiptTax"),
    total: sentence("receiptTotal"),
    payment: sentence("receiptPayment"),
  },
});

/** Writes a number without signs between thousands, which are decimal signs elsewhere. */
const shownIn = (language: Language, value: string | number): string =>
  typeof value === "string"
    ? value
    : new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 20 }).format(value);

const PLACE = /\{(\w+)\}/g;
const placesIn = (text: string): readonly string[] => [...text.matchAll(PLACE)].map(([, place = ""]) => place);

function checkSentence(key: string, own: string | Readonly<Record<string, string>>): void {
  const where = `createBot({ sentences: { ${key} } })`;
  if (!Object.hasOwn(SENTENCES.en, key)) throw new TypeError(`${where}: there is no such sentence.`);
  const known = placesIn(SENTENCES.en[key as SentenceKey]);
  for (const [language, text] of typeof own === "string" ? [["en", own] as const] : Object.entries(own)) {
    checkedLanguage(where, language);
    const strange = placesIn(text).find((place) => !known.includes(place));
    if (strange === undefined) continue;
    const places = known.length === 0 ? "It has no places." : `Its places: {${known.join("}, {")}}.`;
    throw new TypeError(`${where}: there is no {${strange}}. ${places}`);
  }
}
