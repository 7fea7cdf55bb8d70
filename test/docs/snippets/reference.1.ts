// Written by docs/snippets.ts from docs/reference.md:8. Change it there.
// biome-ignore-all format: it is as readers see it
// biome-ignore-all lint: it is as readers see it
// biome-ignore-all assist: it is as readers see it
import { action } from "edgewise";
const buy = action("BUY_:sku");
const standard = action("STANDARD");
const express = action("EXPRESS");
export { buy, standard, express, action };
