/** Which version of the Graph API answers a call. Documented: Graph API, versioning. */
import { VERSIONS } from "../../src/channels/meta/versions.ts";

interface Served {
  /** The version that answers. */
  readonly version: string;
  /** What is asked of it: `/me/messages`. */
  readonly path: string;
}

/** Versions before those of the table did exist, and are all gone. */
const FIRST_KNOWN = Math.min(...Object.keys(VERSIONS).map((name) => Number(name.slice(1))));

/**
 * Reads a path with or without a version. One that has ended is served as the oldest that lives; undefined for one that
 * never was. Without a version the app's own is meant, by default the oldest that lives.
 */
export function served(pathname: string, now: number, own?: string): Served | undefined {
  const given = /^\/(v\d+\.\d+)(?=\/|$)/.exec(pathname)?.[1];
  const path = given === undefined ? pathname : pathname.slice(given.length + 1) || "/";
  const asked = given ?? own;
  if (asked === undefined) return { version: oldest(now), path };
  const known = VERSIONS[asked];
  if (known !== undefined) return { version: lives(asked, now) ? asked : oldest(now), path };
  return Number(asked.slice(1)) < FIRST_KNOWN ? { version: oldest(now), path } : undefined;
}

function lives(version: string, now: number): boolean {
  const ends = VERSIONS[version]?.ends;
  return ends === null || (ends !== undefined && now < Date.parse(ends));
}

const oldest = (now: number): string =>
  Object.keys(VERSIONS)
    .filter((version) => lives(version, now))
    .at(-1) ?? "";
