/** A place on a map: its degrees, its address on the web, and its lines of text. */
import type { LocationContent } from "../../model/content.ts";
import { ContentError } from "../../model/rendering.ts";
import { filled } from "./draft.ts";

const MAP = "https://www.google.com/maps/search/?api=1&query=";
/** Six decimals are about ten centimetres. */
const DECIMALS = 6;

/** A place whose values were checked. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  /** The address of the map with the place. */
  readonly url: string;
  /** Name and address, as far as they are given. */
  readonly lines: readonly string[];
}

/** Checks a place. @throws ContentError for degrees that do not exist */
export function checkPlace(content: LocationContent): Place {
  const latitude = degrees(content.latitude, 90, "latitude");
  const longitude = degrees(content.longitude, 180, "longitude");
  const lines = [filled(content.name), filled(content.address)].filter((part) => part !== undefined);
  return { latitude, longitude, url: `${MAP}${latitude},${longitude}`, lines };
}

/** Returns the place as text, where the platform has no form for it. */
export const placeText = ({ lines, url }: Place): string => [...lines, url].join("\n");

function degrees(value: number, max: number, field: string): number {
  if (Number.isFinite(value) && Math.abs(value) <= max) return Number(value.toFixed(DECIMALS)) || 0;
  throw new ContentError("invalid_content", field, `is not between -${max} and ${max} degrees.`);
}
