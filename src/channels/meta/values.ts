/**
 * Readers of Meta's values that do not trust their types: each takes any JSON value, returns `undefined` for an
 * unusable one, and never throws.
 */

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The deepest nesting that is kept: deeper than Meta's own, and far from where `JSON.stringify` runs out of stack. */
const DEEPEST = 64;

export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Makes a list: a list as it is, nothing as an empty list, any other value as a list of one. */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Applies `read` to each object in a list, and drops those that it does not understand. */
export function each<T>(value: unknown, read: (item: Fields) => T | undefined): T[] {
  return list(value).flatMap((item) => {
    const known = fields(item);
    const result = known && read(known);
    return result === undefined ? [] : [result];
  });
}

/** Reads a string exactly as it came, or a number's digits. */
export function text(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

/** Reads a text that is not empty: an id, or a person's words. */
export function filled(value: unknown): string | undefined {
  return text(value) || undefined;
}

/** Reads a number, also when it is written as a string. */
export function number(value: unknown): number | undefined {
  // `Number("")`, `Number(" ")` and `Number("0x10")` are numbers too, though none was meant.
  const parsed = typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
}

/**
 * Reads a time as milliseconds since 1970. Meta writes most times in milliseconds and some in seconds, as a number or
 * as a string.
 */
export function time(value: unknown): number | undefined {
  const parsed = number(value);
  if (parsed === undefined || parsed < 0) return undefined;
  // 1e11 seconds are in the year 5138, and 1e11 milliseconds in 1973: no message is from either.
  return Math.round(parsed < 1e11 ? parsed * 1000 : parsed);
}

/** Drops fields that are undefined: absent is not the same as undefined. */
export function given<const T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

export type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Writes a value as JSON text. Values nested deeper than 64 levels are replaced by "…", always at the same place. */
export function json(value: unknown): string {
  const depths = new WeakMap<object, number>();
  return JSON.stringify(value, function (this: object, _key: string, inner: unknown) {
    if (typeof inner !== "object" || inner === null) return inner;
    const depth = (depths.get(this) ?? 0) + 1;
    if (depth > DEEPEST) return "…";
    depths.set(inner, depth);
    return inner;
  });
}

/** Makes a copy that can be written as JSON, however deep the value is nested. */
export function bounded(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(json(value));
}
