// Written by docs/snippets.ts from docs/dialogs.md:99. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { person } from "edgewise/test";
import { expect, it } from "vitest";
import { table } from "./dialogs.3.ts";
it("reads answers back, and asks again", async () => {
  const ana = person(table);
  await ana.says("mesa");
  await ana.says("mañana");
  expect(ana.screen()).toMatch(/¿A qué hora\? Escribe el día y la hora\.$/);
  await ana.says("mañana a las 5");
  expect(ana.screen()).toMatch(/bot: ¿Cuál\?\n\( .+05:00 \| .+17:00 \)$/);
  await ana.says("mañana a las 17h");
  await ana.says("tres");
  expect(ana.screen()).toMatch(/Escribe un número de 1 a 12\.$/);
  await ana.says("٣");
  await ana.says("612 34 56 78");
  await ana.says("claro que sí");
  expect(ana.screen()).toMatch(/bot: \d{4}-\d\d-\d\d, 17:00, 3: \+34612345678\.$/);
});
export { person, expect, it, table };
