// Written by docs/snippets.ts from docs/dialogs.md:84. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { createBot, english, spanish, phone, confirm, number, when } from "edgewise";
export const table = createBot({ timeZone: "Europe/Madrid" });

const visit = table
  .dialog("table")
  .ask("start", (_, c) => when("¿Cuándo?", { languages: [spanish, english], min: c.time.date, unclear: "¿Cuál?" }),
    (start) => start.time !== undefined || "¿A qué hora? Escribe el día y la hora.")
  .ask("people", () => number("¿Cuántos sois?", { min: 1, max: 12, wrong: "Escribe un número de 1 a 12." }))
  .ask("phone", () => phone("¿Tu teléfono?", { region: "ES", wrong: "Escríbelo otra vez, por favor." }))
  .ask("ok", () => confirm("¿Lo reservo?", { yes: "Sí", no: "No", wrong: "¿Sí o no?" }))
  .done((c, { start, people, phone, ok }) => c.say(ok ? `${start.date}, ${start.time}, ${people}: ${phone}.` : "Vale."));

table.hears("mesa", (c) => c.start(visit));
export { visit, createBot, english, spanish, phone, confirm, number, when };
