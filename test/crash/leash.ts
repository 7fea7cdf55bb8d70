/**
 * Holds the Worker on a leash. It is told which workerd runs; when the suite is gone, however it ended, the channel to it
 * closes: then that workerd goes too, and the folder that it worked in.
 */
import { rmSync } from "node:fs";

const folder = process.env["EDGEWISE_CRASH"] ?? "";
let running = 0;

process.on("message", (pid: number) => {
  running = pid;
});
// Ctrl-C goes to the whole group: the leash must outlive the suite.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => {
  try {
    if (running > 0) process.kill(running, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
  if (folder !== "") rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  process.exit();
});
