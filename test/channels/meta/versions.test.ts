import { describe, expect, it } from "vitest";
import { NEWEST, VERSIONS, versionNotice } from "../../../src/channels/meta/versions.ts";

const DAY = 86_400_000;
const ENDED = Object.entries(VERSIONS).flatMap(([name, { ends }]) => (ends === null ? [] : [[name, ends] as const]));

describe("the version of the Graph API", () => {
  it.each(ENDED)("%s is spoken of from 90 days before its end on", (name, ends) => {
    const end = Date.parse(ends);
    expect(versionNotice(name, end - 90 * DAY - 1)).toBeNull();
    expect(versionNotice(name, end - 90 * DAY)).toMatch(`${name} ends on ${ends}, in 90 days`);
    expect(versionNotice(name, end - 1)).toContain("in 1 day:");
    expect(versionNotice(name, end)).toMatch(`${name} ended on ${ends}`);
    expect(versionNotice(name, end + DAY)).toContain(`Set ${NEWEST} and test.`);
  });

  it("that has no end yet is not spoken of", () => {
    expect(versionNotice(NEWEST, Date.parse("2030-01-01"))).toBeNull();
  });

  it("that is not in the list is spoken of at once", () => {
    expect(versionNotice("v99.0", Date.parse("2026-11-22"))).toBe(
      `GRAPH_API_VERSION v99.0 is not in this project's list, whose newest is ${NEWEST}.`,
    );
  });

  it("is listed newest first, and ends after it began", () => {
    const all = Object.values(VERSIONS);
    expect(all.map(({ released }) => released)).toEqual(
      all
        .map(({ released }) => released)
        .toSorted()
        .toReversed(),
    );
    for (const { released, ends } of all) expect(ends === null || ends > released).toBe(true);
    expect(all.filter(({ ends }) => ends === null)).toEqual([VERSIONS[NEWEST]]);
  });
});
