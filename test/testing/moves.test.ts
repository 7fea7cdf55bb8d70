/** Dialogs in conversations that move on, as a person sees them. */
import { expect, it } from "vitest";
import { person } from "../../src/testing/person.ts";
import { orders, shipped } from "../support/orders.ts";

it("what came in one burst at a question is the one reply to it", async () => {
  const ana = person(orders());
  await ana.says("order");
  await ana.says("hi!", "sure", "Ana García");
  expect(ana.screen()).toMatch(/Ana García\nbot: Your street\?$/);
  await ana.says("Main Street 5");
  await ana.says("Madrid");
  await ana.says("3");
  expect(ana.screen()).toMatch(/bot: hi!\nsure\nAna García; Main Street 5; Madrid; 3\. Shall I place the order\?/);
});

it("a colleague's word ends the dialog: a yes to the colleague places no order", async () => {
  const ana = person(orders());
  for (const words of ["order", "Ana", "Main Street 5", "Madrid", "3"]) await ana.says(words);
  await ana.agentSays("Sold out. Shall I call you tomorrow instead?");
  await ana.waits("31m");
  await ana.says("Yes");
  expect(ana.screen()).not.toContain("Placed.");
  expect(ana.screen()).toMatch(/bot: Nothing: Yes$/);
});

it("a notice makes the next words no answer", async () => {
  const ana = person(orders());
  for (const words of ["order", "Ana", "Main Street 5", "Madrid", "3"]) await ana.says(words);
  await ana.signal(shipped, { order: "EW-6" });
  await ana.says("Yes");
  expect(ana.screen()).toMatch(/you: Yes\nbot: .*Shall I place the order\?/);
  await ana.says("Yes");
  expect(ana.screen()).toMatch(/bot: Placed\.$/);
});
