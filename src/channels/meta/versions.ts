/**
 * A version of the Graph API. As of 2026-11-29, from Meta's changelog of versions. A call to a version that has ended
 * does not fail: Meta serves it with the oldest one that still lives, which may behave differently.
 */
export interface Version {
  readonly released: string;
  /** The first day on which it is not served any more; null while Meta has not said. */
  readonly ends: string | null;
}

/** The versions, newest first. */
export const VERSIONS: Readonly<Record<string, Version>> = {
  "v27.0": { released: "2026-11-04", ends: null },
  // Not announced: a version lives for two years after the next one came.
  "v26.0": { released: "2026-07-29", ends: "2028-11-04" },
  "v25.0": { released: "2026-02-18", ends: "2028-07-29" },
  "v24.0": { released: "2025-10-08", ends: "2028-02-18" },
  "v23.0": { released: "2025-05-29", ends: "2027-10-08" },
  "v22.0": { released: "2025-01-21", ends: "2027-05-20" },
  "v21.0": { released: "2024-10-02", ends: "2027-01-21" },
  "v20.0": { released: "2024-05-21", ends: "2026-09-24" },
  "v19.0": { released: "2024-01-23", ends: "2026-05-21" },
  "v18.0": { released: "2023-09-12", ends: "2026-01-26" },
  "v17.0": { released: "2023-05-23", ends: "2025-09-12" },
};

/** The version that is called unless `GRAPH_API_VERSION` names another. */
export const [NEWEST = ""] = Object.keys(VERSIONS);

const WARN_DAYS = 90;
const DAY = 86_400_000;

/** Returns a sentence about the version in use, from 90 days before it ends, or when it is not in the table; else null. */
export function versionNotice(version: string, now: number): string | null {
  const known = VERSIONS[version];
  if (known === undefined)
    return `GRAPH_API_VERSION ${version} is not in this project's list, whose newest is ${NEWEST}.`;
  if (known.ends === null) return null;
  const days = Math.ceil((Date.parse(known.ends) - now) / DAY);
  if (days > WARN_DAYS) return null;
  const when = days > 0 ? `ends on ${known.ends}, in ${days} ${days === 1 ? "day" : "days"}` : `ended on ${known.ends}`;
  return `GRAPH_API_VERSION ${version} ${when}: Meta then answers as a newer version, without a word. Set ${NEWEST} and test.`;
}
