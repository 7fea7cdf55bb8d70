/** The Worker's clock in development: the simulated Meta's, which jumps. Alarms are set by it. */
import { clock } from "../../src/clock.ts";

let shift = 0;
let known = false;

clock.now = () => Date.now() + shift;

/** Sets how far the clock is ahead, in milliseconds. */
export function setShift(milliseconds: number): void {
  shift = milliseconds;
  known = true;
}

/** Asks the simulator once for each start of the Worker. */
export async function learnShift(env: Readonly<Record<string, unknown>>): Promise<void> {
  if (known) return;
  const response = await fetch(`${env["GRAPH_API_URL"]}/api/clock`).catch(() => undefined);
  const told = (await response?.json()) as { shift?: number } | undefined;
  if (!known) setShift(told?.shift ?? 0);
}

/** Alarms are set and read in shifted time, and fire in real time. */
export function shiftAlarms(storage: DurableObjectStorage): void {
  const set = storage.setAlarm.bind(storage);
  const get = storage.getAlarm.bind(storage);
  storage.setAlarm = (at, options) => set(Number(at) - shift, options);
  storage.getAlarm = async (options) => {
    const at = await get(options);
    return at === null ? null : at + shift;
  };
}
