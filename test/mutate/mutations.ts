/** Every promise that this project makes, and one way each to break it. `npm run mutate` tries them. */
import type { Mutation } from "./mutation.ts";

export const MUTATIONS: readonly Mutation[] = [
  {
    breaks: "What neither the object nor the queue has is not acknowledged",
    file: "src/conversation/accept.ts",
    from: "return settled.every(Boolean);",
    to: "return true;",
    tests: ["worker/durable.test.ts"],
    often: true,
  },
  {
    breaks: "A watermark never falls",
    file: "src/conversation/inbox.ts",
    from: "if (watermark <= store.facts[kind]) return;",
    to: "",
    tests: ["conversation/inbox.test.ts"],
  },
  {
    breaks: "Standby never changes control",
    file: "src/conversation/inbox.ts",
    from: 'event.action !== "request" && !standby',
    to: 'event.action !== "request"',
    tests: ["conversation/inbox.test.ts"],
    often: true,
  },
  {
    breaks: "onError has a time limit",
    file: "src/conversation/turns.ts",
    from: "within(APOLOGY_MS, bot.apologise(this.#input(turn, over.signal), error))",
    to: "bot.apologise(this.#input(turn, over.signal), error)",
    tests: ["conversation/apology.test.ts"],
  },
  {
    breaks: "Only the admin token opens the admin routes",
    file: "src/admin/routes.ts",
    from: "!(await isSame(bearer, set.adminToken))",
    to: "bearer.length !== set.adminToken.length",
    tests: ["admin/admin.test.ts"],
    often: true,
  },
  {
    breaks: "No request uses what Meta refuses to apps made since 4 November 2026",
    file: "src/channels/messenger/act.ts",
    from: 'sender_action: deed.do === "typing" ? "typing_on" : "mark_seen",',
    to: 'callback: "x", sender_action: deed.do === "typing" ? "typing_on" : "mark_seen",',
    tests: ["testing/person.test.ts"],
  },
  {
    breaks: "A warning for policy is listed",
    file: "src/channels/messenger/kinds.ts",
    from: 'action !== "warning" && ',
    to: "",
    tests: ["conversation/faults.test.ts"],
  },
  {
    breaks: "A warning for policy does not hide a block that came before it",
    file: "src/account/account.ts",
    from: 'if (action === "warning") {',
    to: 'if (action === "warning") {\n      this.#facts.keep("policy_at", event.at);',
    tests: ["account/account.test.ts"],
  },
];
