/** Writes `snippets/` before the tests: what is generated is not kept in the repository. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function setup(): void {
  const script = fileURLToPath(new URL("../../docs/write.ts", import.meta.url));
  execFileSync(process.execPath, [script, "--snippets"], { stdio: "inherit" });
}
