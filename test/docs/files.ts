/// <reference types="vite/types/importMeta.d.ts" />
/** The documents and the sources that they are about, as text. By path from the project's folder. */

const raw = {
  ...import.meta.glob<string>("../../README.md", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../docs/*.md", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../src/**/*.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
};
const all = Object.entries(raw).map(([path, text]) => [path.replace("../../", ""), text] as const);

export const documents = Object.fromEntries(all.filter(([path]) => path.endsWith(".md")));
export const sources = Object.fromEntries(all.filter(([path]) => path.endsWith(".ts")));

/** The paths of all files of the library, its tests, the simulator and the documents, as seen from the project's folder. */
export const paths: readonly string[] = Object.keys(
  import.meta.glob(["/{src,test,simulator,docs}/**/*.{ts,css,md}"], { query: "?raw" }),
).map((path) => path.slice(1));
