import { type Person, person } from "edgewise/test";
import { expect, it } from "vitest";
import { bot, solved } from "../../examples/support/bot.ts";
import { buttonLimits } from "../../src/check-bot.ts";
import { buildProblems } from "../../src/kit/build-check.ts";

const unanswered = buildProblems(buttonLimits());

/** Opens a ticket, and gives its number. */
async function opens(who: Person): Promise<string> {
  await who.says("I have a problem");
  await who.taps("Signing in");
  await who.says("The link in the mail does not work.");
  await who.says("ana@example.com");
  return numbers(who).at(-1) ?? "none";
}

const numbers = (who: Person) =>
  [...who.screen().matchAll(/Ticket (T-\w{6}) is open/g)].map(([, number = ""]) => number);
/** How often something stands in the chat. */
const times = (who: Person, what: RegExp) =>
  who
    .screen()
    .split("\n")
    .filter((line) => what.test(line)).length;

it("has a handler for every button", () => {
  expect(unanswered).toEqual([]);
});

it("says first that it is automated, and then what it can do", async () => {
  const ana = person(bot);
  await ana.starts();
  expect(ana.screen()).toMatch(
    /automated assistant.*\n.*How can we help\? \[New ticket\] \[My tickets\] \[Talk to a person\]/,
  );
});

it("takes a ticket about a bill, with the invoice's number", async () => {
  const ana = person(bot);
  await ana.starts();
  await ana.taps("New ticket");
  await ana.taps("My bill");
  expect(ana.screen()).toMatch(/What is the invoice's number\?$/);
  await ana.says("2026-17");
  await ana.says("I was charged twice.");
  await ana.says("ana@example.com");
  expect(ana.screen()).toMatch(/Ticket T-\w{6} is open\. We write to ana@example\.com\./);
  await ana.taps("My tickets");
  expect(ana.screen()).toMatch(/T-\w{6} \(My bill, 2026-17\): open/);
});

it("asks for the invoice's number about bills only", async () => {
  const ana = person(bot);
  await opens(ana);
  expect(ana.screen()).not.toMatch(/invoice/);
});

it("asks again, with a reason, after each wrong answer", async () => {
  const ana = person(bot);
  await ana.says("new ticket, please");
  await ana.says("bananas");
  expect(ana.screen()).toMatch(/Please choose one of these: My bill, Signing in, Something else\./);
  await ana.says("something else");
  await ana.says("broken");
  expect(ana.screen()).toMatch(/in a sentence or two/);
  await ana.says("The left ear cup fell off.");
  await ana.says("ana at example");
  expect(ana.screen()).toMatch(/does not look like an e-mail address/);
  expect(numbers(ana)).toEqual([]);
  await ana.says("ana@example.com");
  expect(numbers(ana)).toHaveLength(1);
});

it("drops the ticket on cancel", async () => {
  const ana = person(bot);
  await ana.says("ticket");
  await ana.taps("My bill");
  await ana.says("Cancel");
  expect(ana.screen()).toMatch(/No ticket, then\./);
  await ana.says("hello");
  await ana.taps("My tickets");
  expect(ana.screen()).toMatch(/You have no ticket\.$/);
});

it("answers a tap in the middle of the ticket, and asks its question again", async () => {
  const ana = person(bot);
  await ana.says("hello");
  await ana.says("ticket");
  await ana.taps("Something else");
  await ana.taps("My tickets");
  expect(ana.screen()).toMatch(/You have no ticket\.\nbot: What happened\?$/);
});

it("asks whether they are still there, and keeps the question open", async () => {
  const ana = person(bot);
  await ana.says("ticket");
  await ana.waits("61m");
  expect(ana.screen()).toMatch(/Are you still there\?.*\nbot: What is it about\?/);
  await ana.taps("Signing in");
  expect(ana.screen()).toMatch(/What happened\?$/);
});

it.each(["accept", "turn", "send"] as const)("files a ticket once, through a crash after: %s", async (crashAfter) => {
  const ana = person(bot, { crashAfter });
  const number = await opens(ana);
  expect(numbers(ana)).toEqual([number]);
  await ana.taps("My tickets");
  expect(times(ana, /T-\w{6} \(Signing in\): open/)).toBe(1);
});

it("hands over in the middle of a ticket, and is silent until nobody came", async () => {
  const ana = person(bot);
  await ana.says("ticket");
  await ana.says("human");
  expect(ana.screen()).toMatch(/a colleague is coming\.\n-- .*inbox has the conversation --/);
  await ana.says("hello?");
  expect(ana.screen()).toMatch(/you: hello\?$/);
  await ana.waits("16m");
  expect(ana.screen()).toMatch(/Nobody is free just now/);
  await ana.says("hello");
  expect(ana.screen()).toMatch(/How can we help\?[^\n]*$/);
});

it("leaves the word to a colleague, and says again that it is automated afterwards", async () => {
  const ana = person(bot);
  await ana.says("hello");
  await ana.taps("Talk to a person");
  await ana.agentSays("I am Bo. What is it?");
  await ana.says("Everything is broken");
  await ana.waits("16m");
  expect(ana.screen()).not.toMatch(/Nobody is free|What is it about/);
  await ana.agentReleases();
  await ana.says("hello");
  expect(times(ana, /automated assistant/)).toBe(2);
});

it("asks for a rating when a ticket is solved, once", async () => {
  const ana = person(bot);
  const ticket = await opens(ana);
  await ana.signal(solved, { ticket });
  await ana.signal(solved, { ticket });
  expect(times(ana, new RegExp(`Your ticket ${ticket} is solved`))).toBe(1);
  await ana.taps("😄 Great");
  expect(ana.screen()).toMatch(/Thank you for your feedback!/);
  await ana.says("rate");
  expect(ana.screen()).toMatch(/There is nothing to rate\./);
});

it("offers a person after a bad rating", async () => {
  const ana = person(bot);
  const ticket = await opens(ana);
  await ana.signal(solved, { ticket });
  await ana.taps("😞 Bad");
  await ana.taps("Talk to a person");
  expect(ana.screen()).toMatch(/inbox has the conversation/);
});

it("says nothing about a ticket of somebody else", async () => {
  const ana = person(bot);
  await opens(ana);
  const before = ana.screen();
  await ana.signal(solved, { ticket: "T-000000" });
  expect(ana.screen()).toBe(before);
});

it("uses an approved template when the person last wrote days ago, and asks for the rating when they say so", async () => {
  const ana = person(bot);
  const ticket = await opens(ana);
  await ana.waits("2d");
  await ana.signal(solved, { ticket });
  expect(ana.screen()).toMatch(new RegExp(`utility ticket_solved ${ticket}$`));
  await ana.says("rate");
  await ana.taps("🙂 Good");
  expect(ana.screen()).toMatch(/Thank you for your feedback!/);
});

it("asks nobody for a rating who opted out", async () => {
  const ana = person(bot);
  const ticket = await opens(ana);
  await ana.says("Stop");
  await ana.signal(solved, { ticket });
  expect(ana.screen()).not.toMatch(/is solved/);
});
