/** An example of a signal's data, found by asking: a shape says which field it misses, and what that must be. */

const VALUES: Readonly<Record<string, (name: string) => unknown>> = {
  "a text": (name) => name,
  "a number": () => 1,
  "true or false": () => true,
  "a list": () => [],
  "an object": () => ({}),
};

/** More fields than anybody fills in by hand. */
const MOST = 50;

/** @param check throws a TypeError while the data has another shape. What it says in words of its own is left as it is. */
export function sampleOf(check: (data: unknown) => void): unknown {
  const data: Record<string, unknown> = {};
  for (let round = 0; round < MOST; round++) {
    try {
      check(data);
      return data;
    } catch (error) {
      const [, path = "", wanted = ""] = /^([\w.]+) must be (.+), and is /.exec(String((error as Error).message)) ?? [];
      const names = path.split(".");
      const make = VALUES[wanted];
      if (make === undefined) return data;
      put(data, names, make(names.at(-1) ?? ""));
    }
  }
  return data;
}

function put(into: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[name] = value;
  else put(into[name] as Record<string, unknown>, rest, value);
}
