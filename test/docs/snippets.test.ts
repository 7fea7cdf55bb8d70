/// <reference types="vite/types/importMeta.d.ts" />
/** Every TypeScript block of the documents is compiled (by `npx tsc`) and run here; those with tests run as tests. */
import { describe, expect, it, vi } from "vitest";
import { publicNames } from "../../docs/tools/exports.ts";
import { snippetsOf, unexplained } from "../../docs/tools/snippets.ts";
import { documents, sources } from "./files.ts";

const files = import.meta.glob<string>("./snippets/*.ts", { query: "?raw", import: "default", eager: true });
const modules = import.meta.glob("./snippets/*.ts");
const known = {
  edgewise: publicNames("src/kit/index.ts", sources),
  messenger: publicNames("src/channels/messenger/index.ts", sources),
};
const snippets = Object.entries(documents).flatMap(([path, markdown]) => snippetsOf(path, markdown, known));

describe("the snippets", () => {
  it("are those of the documents: if not, run npm run docs", () => {
    const written = Object.fromEntries(Object.entries(files).map(([path, code]) => [path.split("/").at(-1), code]));
    expect(written).toEqual(Object.fromEntries(snippets.map(({ file, code }) => [file, code])));
  });

  it("are all there is: code in another language says why", () => {
    expect(Object.entries(documents).flatMap(([path, markdown]) => unexplained(path, markdown))).toEqual([]);
  });
});

for (const { file, where, code } of snippets) {
  // The tests of a snippet come to stand in here while it is imported.
  describe(where, async () => {
    vi.resetModules();
    // What is thrown here would take the tests of all other snippets along.
    const failed = await modules[`./snippets/${file}`]?.().then(
      () => null,
      (error: unknown) => error,
    );
    const { buildProblems } = await import("../../src/kit/build-check.ts");
    const { buttonLimits } = await import("../../src/check-bot.ts");
    const problems = buildProblems(buttonLimits());
    it("builds", () => {
      expect(failed).toBe(null);
      // A fragment may leave out the handlers of its buttons; a bot may not.
      if (/^export const bot = /m.test(code)) expect(problems).toEqual([]);
    });
  });
}
