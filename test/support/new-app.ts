/** Set up before the tests of each file: no request to a simulated Meta may use what newer apps may not. */
import { afterEach } from "vitest";
import { SimulatedMeta } from "../../simulator/core/meta.ts";
import { checkNone, look } from "./legacy-uses.ts";

const { handle } = SimulatedMeta.prototype;
const looked = new WeakMap<SimulatedMeta, number>();

// Not where a test makes its Meta: `edgewise/test`, the documents and the examples make one each, and none may be forgotten.
SimulatedMeta.prototype.handle = async function (request) {
  try {
    return await handle.call(this, request);
  } finally {
    for (const call of this.calls.slice(looked.get(this) ?? 0)) look(call);
    looked.set(this, this.calls.length);
  }
};

afterEach(checkNone);
