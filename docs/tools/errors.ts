/** The table of Meta's codes in docs/graph.md, from the table in the code. Pure. */
import type { ErrorClass } from "../../src/channels/channel.ts";
import { CODES, known } from "../../src/channels/meta/errors.ts";

const NEXT: Readonly<Record<ErrorClass, string>> = {
  transient: "is tried again until it is stale",
  brief: "is tried three times",
  upload: "is uploaded again",
  token: "pauses the Page's sending",
  blocked: "pauses the Page's sending",
  permanent: "ends",
};

interface Row {
  readonly codes: string[];
  readonly cells: string;
}

/** A row for each meaning. Codes that mean the same share one. */
export function errorTable(): string {
  const rows: Row[] = [];
  for (const code of CODES.toSorted(byNumber)) {
    const { class: kind, means, action, sentence } = known(...numbersOf(code));
    const cells = `${sentence} | \`${means}\` | \`${action}\` | ${NEXT[kind]}`;
    const same = rows.find((row) => row.cells === cells);
    if (same === undefined) rows.push({ codes: [code], cells });
    else same.codes.push(code);
  }
  const lines = rows.map(({ codes, cells }) => `| ${runs(codes).join(", ")} | ${cells} |`);
  return [
    "| code | what happened | `means` | `action` | a message of the bot |",
    "|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function numbersOf(code: string): [number, number | undefined] {
  const [first = 0, second] = code.split("/").map(Number);
  return [first, second];
}

function byNumber(left: string, right: string): number {
  const [code, subcode = -1] = numbersOf(left);
  const [otherCode, otherSubcode = -1] = numbersOf(right);
  return code - otherCode || subcode - otherSubcode;
}

/** `1, 2, 3` as `1–3`. */
function runs(codes: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < codes.length; ) {
    let end = at;
    while (Number(codes[end + 1]) === Number(codes[end]) + 1) end++;
    shown.push(end - at < 2 ? (codes[at] ?? "") : `${codes[at]}–${codes[end]}`);
    at = end - at < 2 ? at + 1 : end + 1;
  }
  return shown;
}

const PART = /(<!-- errors: .*-->\n)[\s\S]*?(\n<!-- end of errors -->)/;

/** The page with the table as it is now. */
export function withErrors(page: string): string {
  if (!PART.test(page)) throw new Error("docs/graph.md has lost the marks around its table of errors.");
  return page.replace(PART, (_, start: string, end: string) => `${start}\n${errorTable()}\n${end}`);
}
