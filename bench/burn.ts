/** Keeps a core busy until the time is over, or its thread is ended. */
import { workerData } from "node:worker_threads";

const end = performance.now() + Number(workerData);
while (performance.now() < end);
