// Written by docs/snippets.ts from docs/long-answers.md:61. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { type Context, text } from "edgewise";
interface Message {
  readonly role: "user" | "assistant" | "tool";
  readonly content: string;
}

const COLLEAGUE = "[A colleague] "; // the model's instructions explain it

const talkOf = (c: Pick<Context<unknown, unknown>, "history" | "text">): Message[] =>
  [...c.history(10), { from: "person", text: c.text }].map(({ from, text }) => ({
    role: from === "person" ? "user" : "assistant",
    content: from === "human" ? `${COLLEAGUE}${text}` : text,
  }));
export { type Message, COLLEAGUE, talkOf, type Context, text };
