/** Names for simulated people, and ids as Meta gives them. */

const NAMES = [
  ["Mira", "Okafor"],
  ["Jonas", "Lindqvist"],
  ["Aylin", "Demir"],
  ["Théo", "Marchand"],
  ["Priya", "Nair"],
  ["Łukasz", "Zieliński"],
  ["Sofía", "Reyes"],
  ["Kenji", "Watanabe"],
] as const;

/** The name of the n-th person, counted from 0. */
export function nameOf(index: number): readonly [first: string, last: string] {
  return NAMES[index % NAMES.length] ?? NAMES[0];
}

/** A page-scoped id: 17 digits, so that code which reads it as a number is found out. */
export function newPsid(): string {
  return `9${digits(15)}1`;
}

export function digits(count: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => String(byte % 10)).join("");
}

/** A short random text for message and trace ids. */
export function token(bytes: number): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
