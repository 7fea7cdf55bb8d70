/** Shapes of data from outside: checked once where it comes in, typed from there on. */

type Fields = { readonly [name: string]: Kind };
/** The kind of a field: String, Number, Boolean, a list of one of them, or a shape. */
export type Kind = StringConstructor | NumberConstructor | BooleanConstructor | readonly [Kind] | Shape<unknown>;

export type ValueOf<K> = K extends StringConstructor
  ? string
  : K extends NumberConstructor
    ? number
    : K extends BooleanConstructor
      ? boolean
      : K extends readonly [infer One]
        ? readonly ValueOf<One>[]
        : K extends Shape<infer Value>
          ? Value
          : never;

/** Reads a value, or throws a TypeError that names the field. */
export interface Shape<Value> {
  readonly read: (value: unknown, field?: string) => Value;
}

/**
 * Makes a shape of named fields, all of them required. Other fields are left out.
 * @example shape({ order: String, items: [String], weight: Number })
 */
export function shape<const F extends Fields>(fields: F): Shape<{ readonly [Name in keyof F]: ValueOf<F[Name]> }> {
  return {
    read(value, field = "") {
      if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(field, "an object", value);
      const names = Object.keys(fields);
      return Object.fromEntries(
        names.map((name) => {
          const path = field === "" ? name : `${field}.${name}`;
          const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
          return [name, readKind(fields[name], given, path)];
        }),
      ) as never;
    },
  };
}

function readKind(kind: Kind | undefined, value: unknown, field: string): unknown {
  if (kind === String) {
    if (typeof value !== "string") throw wrong(field, "a text", value);
    return value;
  }
  if (kind === Number) {
    if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(field, "a number", value);
    return value;
  }
  if (kind === Boolean) {
    if (typeof value !== "boolean") throw wrong(field, "true or false", value);
    return value;
  }
  if (isList(kind)) {
    if (!Array.isArray(value)) throw wrong(field, "a list", value);
    return value.map((one, index) => readKind(kind[0], one, `${field}[${index}]`));
  }
  return (kind as Shape<unknown>).read(value, field);
}

const isList = (kind: Kind | undefined): kind is readonly [Kind] => Array.isArray(kind);

/** Makes the error. The value itself is not quoted: it may be a person's words. */
function wrong(field: string, wanted: string, value: unknown): TypeError {
  const found =
    value === undefined
      ? "missing"
      : value === null || Number.isNaN(value)
        ? String(value)
        : Array.isArray(value)
          ? "a list"
          : `of type ${typeof value}`;
  return new TypeError(`${field || "the data"} must be ${wanted}, and is ${found}.`);
}
