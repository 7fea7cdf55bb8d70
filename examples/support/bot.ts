/**
 * A support desk: it takes tickets, fetches a colleague, and asks for a rating when a ticket is solved.
 *
 *     cp examples/support/bot.ts src/bot.ts && npm start
 *
 * Write "hello", open a ticket, write "human" in the middle of it. To leave src/bot.ts as it is, give this bot a
 * configuration of its own, as examples/model has: [alias] "#bot" names the bot that is built.
 */
import { action, buttons, type Context, choice, createBot, email, quick, shape, signal, utility } from "edgewise";

const open = action("NEW_TICKET");
const mine = action("MY_TICKETS");
const human = action("TALK_TO_A_PERSON");
const rate = action("RATE_:ticket_:stars");
export const solved = signal("ticket.solved", shape({ ticket: String })); // comes from your ticket system

interface Ticket {
  readonly number: string;
  readonly about: string;
  solved: boolean;
  stars?: number;
}

const KEPT = 20; // tickets of one person
const topics = { bill: "My bill", login: "Signing in", other: "Something else" };

export const bot = createBot({
  state: { version: 1, initial: () => ({ tickets: [] as Ticket[] }) },
  disclose: "You are talking to an automated assistant. Write “human” at any time.",
  optOut: true, // "stop" is obeyed: no ratings either; "start" undoes it
  human: { quiet: "2h" }, // after a colleague's last word in the Page's inbox
});

const desk = buttons("How can we help?", open.as("New ticket"), mine.as("My tickets"), human.as("Talk to a person"));

const fetchColleague = (c: Pick<Context<unknown, unknown>, "handOver">) =>
  c.handOver({
    say: "One moment, a colleague is coming.",
    reason: "Asked for a person",
    ifUnanswered: { after: "15m", say: "Nobody is free just now. Open a ticket, and we write to you." },
  });

bot.on("started", (c) => c.say(desk));
bot.hears(["human", "agent", "person"], { anywhere: true }, fetchColleague); // also in the middle of a ticket
bot.on(human, fetchColleague);

const ticket = bot
  .dialog("ticket")
  .ask("topic", () => choice("What is it about?", topics))
  .ask("invoice", ({ topic }) => (topic === "bill" ? "What is the invoice's number?" : null)) // asked about bills only
  .ask(
    "what",
    () => "What happened?",
    (what) => what.length >= 10 || "Please tell us in a sentence or two, so that we can look into it.",
  )
  .ask("mail", () => email("Where can we write to you?"))
  .idle("1h", (c) => c.say("Are you still there? Your ticket is not open yet."))
  .onCancel((c) => c.say("No ticket, then. Write any time."))
  .done(async (c, { topic, invoice, what, mail }) => {
    const about = invoice === undefined ? topics[topic] : `${topics[topic]}, ${invoice}`;
    // This handler may run again after a crash; what stands in `once` happens once, and its result is kept.
    const number = await c.once("ticket", (key) => file({ about, what, mail }, key));
    c.state.tickets = [...c.state.tickets, { number, about, solved: false }].slice(-KEPT);
    c.say(quick(`Ticket ${number} is open. We write to ${mail}.`, mine.as("My tickets"), human.as("Talk to a person")));
  });

bot.on(open, (c) => c.start(ticket));
bot.hears(/\b(ticket|problem|broken|wrong)\b/i, (c) => c.start(ticket));
bot.on(mine, (c) => {
  const lines = c.state.tickets.map((one) => `${one.number} (${one.about}): ${one.solved ? "solved" : "open"}`);
  c.say(lines.join("\n") || "You have no ticket.");
});

const faces = ["😄 Great", "🙂 Good", "😐 Okay", "😕 Poor", "😞 Bad"];
const stars = (number: string) =>
  quick(
    `Your ticket ${number} is solved. How did we do?`,
    ...faces.map((face, n) => rate.as(face, { ticket: number, stars: `${5 - n}` })),
  );

bot.on(solved, (c, { ticket: number }) => {
  const found = c.state.tickets.find((one) => one.number === number && !one.solved);
  if (found === undefined) return;
  found.solved = true;
  // A day after their last word only a template that Meta has approved may be sent. It ends with: “Write ‘rate’ …”
  c.say(c.now < c.window ? stars(number) : utility("ticket_solved", { ticket: number }));
});
bot.hears(["rate", "rating"], (c) => {
  const last = c.state.tickets.findLast((one) => one.solved && one.stars === undefined);
  c.say(last === undefined ? "There is nothing to rate." : stars(last.number));
});
bot.on(rate, (c) => {
  const rated = c.state.tickets.find(({ number }) => number === c.params.ticket);
  if (rated === undefined) return c.say(desk); // buttons stay in people's chats for years
  rated.stars = Number(c.params.stars);
  if (rated.stars > 2) return c.say("Thank you for your feedback!");
  c.say(quick("I am sorry. Shall somebody look at it again?", human.as("Talk to a person"), open.as("New ticket")));
});

bot.otherwise((c) => c.say(desk));
bot.onError((c) => c.say("Something broke on our side. Please write again."));

/** Stands in for your ticket system, which takes the key so that it files the same ticket once. */
async function file(_ticket: { about: string; what: string; mail: string }, _key: string): Promise<string> {
  return `T-${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
}
