/**
 * Loaded into wrangler before its own code. When the tests are gone, however they ended, the channel to them closes:
 * then the whole group (wrangler, workerd, esbuild) goes too, and the folder that it worked in.
 */
import { rmSync } from "node:fs";

process.on("disconnect", () => {
  const folder = process.env["EDGEWISE_RIG"];
  if (folder) rmSync(folder, { recursive: true, force: true });
  process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
});
