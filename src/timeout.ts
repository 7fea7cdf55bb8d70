/**
 * Waits for `work`, for so long at most. The work goes on all the same.
 * @throws {DOMException} a TimeoutError after `ms` milliseconds
 */
export async function withTimeout<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException(`No end after ${ms} ms.`, "TimeoutError")), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits; ends early when the work is over, so that nothing keeps the object in memory. */
export async function pause(ms: number, over?: AbortSignal): Promise<void> {
  try {
    await scheduler.wait(ms, over === undefined ? {} : { signal: over });
  } catch {
    // The work is over.
  }
}
