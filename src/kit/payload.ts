/** Buttons of another bot: this one answers taps on them, and builds none of them. */

/** The payloads of another bot's buttons that one handler answers. */
export interface Payload<Names extends string = string> {
  /** The whole payload, or a pattern that may match anywhere in it. */
  readonly payload: string | RegExp;
  /** Returns the named groups in a payload, or null when it does not match. A group that took no part is missing. */
  readonly read: (payload: string) => { readonly [Name in Names]: string } | null;
}

/**
 * Declares the buttons that another bot has left in people's chats, so that a Page can change its bot:
 * `bot.on(payload(…), …)`. For buttons of your own there is `action`.
 * @param pattern a string is the whole payload, whatever its signs; a RegExp may match anywhere in it, and its named
 * groups are `c.params`
 * @throws {TypeError} when the string is empty: no button carries that
 * @example
 * bot.on(payload(/^\{"type":"buy"/), (c) => c.say(`Sold: ${JSON.parse(c.event.payload).sku}`));
 */
export function payload(whole: string): Payload<never>;
export function payload(pattern: RegExp): Payload;
export function payload(pattern: string | RegExp): Payload {
  if (pattern === "") throw new TypeError('payload(""): no button carries nothing. Write the payload that it has.');
  return {
    payload: pattern,
    read(tapped) {
      if (typeof pattern === "string") return tapped === pattern ? {} : null;
      pattern.lastIndex = 0; // a pattern with the flag g would go on where it stopped at the last tap
      const found = pattern.exec(tapped);
      if (found === null) return null;
      return Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined));
    },
  };
}
