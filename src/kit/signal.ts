import type { Shape } from "./shape.ts";

/**
 * An event of your own, from outside of the channel or from later: an order was shipped, a survey is due. It enters the
 * person's inbox like a message: in order, once, and under the same rules of who may speak.
 */
export interface Signal<Data> {
  readonly signal: string;
  readonly shape: Shape<Data>;
}

/**
 * Declares a signal.
 * @param name letters, digits, `.`, `_` and `-`; names that start with `edgewise.` are the library's own
 * @example const shipped = signal("order.shipped", shape({ order: String, tracking: String }));
 */
export function signal<Data>(name: string, shape: Shape<Data>): Signal<Data> {
  if (!/^[\w.-]{1,100}$/.test(name) || name.startsWith("edgewise.")) {
    throw new TypeError(
      `signal("${name}"): a name has letters, digits, ".", "_" and "-", and not the start "edgewise.".`,
    );
  }
  return { signal: name, shape };
}
