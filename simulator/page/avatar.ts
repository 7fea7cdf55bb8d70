/** Round pictures of people, of the Page and of colleagues. */
import type { Person } from "../core/chat.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import { state } from "./state.ts";

/** Initials on one of six colours, in the order in which people came. */
export function personAvatar(person: Pick<Person, "psid" | "firstName" | "lastName">): HTMLElement {
  const hue = [...state.people.keys()].indexOf(person.psid) % 6;
  const initials = `${person.firstName.charAt(0)}${person.lastName.charAt(0)}`;
  return h("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, initials);
}

/** A persona: somebody else's name on the Page's words. */
export const personaAvatar = (name: string): HTMLElement =>
  h("span", { class: "avatar hue-2", "aria-hidden": "true" }, name.charAt(0).toUpperCase());

export const pageAvatar = (): HTMLElement =>
  h("span", { class: "avatar page", "aria-hidden": "true" }, icon(state.about.isShop ? "bag" : "bot"));

export const colleagueAvatar = (): HTMLElement =>
  h("span", { class: "avatar colleague", "aria-hidden": "true" }, icon("headset"));
