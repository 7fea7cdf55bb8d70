/** Actions: declared once, they build buttons and read the payloads of their taps. They route nothing themselves. */
import type { ReplyAction } from "../model/content.ts";
import { noteButton } from "./build-check.ts";

/**
 * The names of a pattern's parameters: `"BUY_:sku_:size"` has `sku` and `size`. A name ends at the next `_`.
 */
export type ParameterNames<Pattern extends string> = Pattern extends `${string}:${infer Tail}`
  ? Tail extends `${infer Name}_${infer Rest}`
    ? Name | ParameterNames<Rest>
    : Tail
  : never;

export type Parameters<Pattern extends string> = { readonly [Name in ParameterNames<Pattern>]: string };

/** The arguments of `as` after the title: none for a plain action, every parameter for a pattern. */
type Filling<Pattern extends string> = [ParameterNames<Pattern>] extends [never]
  ? []
  : [parameters: Parameters<Pattern>];

/**
 * A thing that can be tapped. The same value builds the button and routes the tap, so no payload is typed twice.
 * On the wire it is Messenger's plain string: `BUY_HEADPHONES`.
 */
export interface Action<Pattern extends string = string> {
  readonly pattern: Pattern;
  /**
   * Makes a button or quick reply with this title.
   * @example buy.as("Buy Now", { sku: "WATCH" }) // sends BUY_WATCH when tapped
   */
  readonly as: (title: string, ...filling: Filling<Pattern>) => ReplyAction;
  /** Counts each tap: the same tap twice within a moment is meant twice. */
  readonly repeat?: true;
  /** Reads the parameters out of a payload; null when it is another action's. */
  readonly read: (payload: string) => Parameters<Pattern> | null;
}

/**
 * Declares a thing that can be tapped.
 * @param pattern letters, digits and `_`, with parameters as `:name`: `"CHECKOUT"`, `"BUY_:sku"`
 * @param options `repeat`: each tap counts, as on a button "+1". Without it the same tap again within two seconds
 * (`DOUBLE_TAP_MS`), with nothing between, is the same tap: a trembling finger makes Messenger send two
 * @throws {TypeError} when the pattern has other signs, or the same parameter twice
 */
export function action<const Pattern extends string>(
  pattern: Pattern,
  { repeat = false }: { readonly repeat?: boolean } = {},
): Action<Pattern> {
  if (!/^(:[A-Za-z][A-Za-z0-9]*(?=_|$)|[A-Za-z0-9_])+$/.test(pattern)) {
    throw new TypeError(
      `action("${pattern}"): a pattern has letters, digits and "_", and parameters such as ":sku" that end at a "_" or at the end.`,
    );
  }
  const pieces = pattern.split(/:([A-Za-z][A-Za-z0-9]*)/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (new Set(names).size < names.length) {
    throw new TypeError(`action("${pattern}"): a parameter stands twice. Give each a name of its own.`);
  }
  const last = names.at(-1);
  const shape = new RegExp(
    `^${pieces.map((piece, index) => (index % 2 === 0 ? quoted(piece) : piece === last ? "(.+)" : "([^_]+)")).join("")}$`,
    "s",
  );
  const fill = (values: Readonly<Record<string, string>>): string =>
    pieces
      .map((piece, index) => (index % 2 === 0 ? piece : shield(parameter(pattern, piece, values), piece === last)))
      .join("");

  return {
    pattern,
    ...(repeat ? { repeat } : {}),
    as: (title, ...[values]) => {
      const button: ReplyAction = { type: "reply", title, payload: fill(values ?? {}) };
      noteButton(button, pattern);
      return button;
    },
    read: (payload) => {
      const found = shape.exec(payload);
      if (found === null) return null;
      const entries = names.map((name, index) => [name, unshield(found[index + 1] ?? "", name === last)] as const);
      return Object.fromEntries(entries) as Parameters<Pattern>;
    },
  };
}

/** Sorts plain actions before patterns, longer fixed text before shorter: `BUY_NOW` is not read as `BUY_:sku`. */
export function bySpecificity(left: Action, right: Action): number {
  const fixed = (pattern: string) => pattern.replace(/:[A-Za-z][A-Za-z0-9]*/g, "").length;
  const plain = (pattern: string) => (pattern.includes(":") ? 1 : 0);
  return plain(left.pattern) - plain(right.pattern) || fixed(right.pattern) - fixed(left.pattern);
}

function parameter(pattern: string, name: string, values: Readonly<Record<string, string>>): string {
  const value = values[name];
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(`action("${pattern}").as(): the parameter "${name}" is missing or empty.`);
}

// A `_` ends every parameter but the last one, so inside of those it is written as %5F.
const shield = (value: string, isLast: boolean): string =>
  isLast ? value : value.replace(/[%_]/g, (sign) => (sign === "_" ? "%5F" : "%25"));
const unshield = (value: string, isLast: boolean): string =>
  isLast ? value : value.replace(/%5F|%25/g, (code) => (code === "%5F" ? "_" : "%"));
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
