/** The page's icons, drawn on a 24 px grid with one stroke width. */

const STROKES = {
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12.500 5.500 19 12l-6.500 6.500",
  image:
    "M4 6.500A2.500 2.500 0 0 1 6.500 4h11A2.500 2.500 0 0 1 20 6.500v11a2.500 2.500 0 0 1-2.500 2.500h-11A2.500 2.500 0 0 1 4 17.500ZM4.500 17l5-5 3.500 3.500 2.500-2.500 4 4M15.500 8.500h.01",
  mountain: "M3 19 9.500 7l4 7 2-3L21 19ZM16.500 6.500h.01",
  pin: "M12 21s7-6.200 7-11.200A7 7 0 0 0 5 9.800C5 14.800 12 21 12 21ZM12 12.200a2.400 2.400 0 1 0 0-4.800 2.400 2.400 0 0 0 0 4.800Z",
  thumb:
    "M7 11v9H4.500A1.500 1.500 0 0 1 3 18.500v-6A1.500 1.500 0 0 1 4.500 11ZM7 11l4-8c1.700 0 2.800 1.200 2.500 3L13 9h5.200a2 2 0 0 1 2 2.400l-1.300 7a2 2 0 0 1-2 1.600H7",
  left: "M14.500 6 8.500 12l6 6",
  right: "M9.500 6l6 6-6 6",
  external:
    "M10 5H6.500A1.500 1.500 0 0 0 5 6.500v11A1.500 1.500 0 0 0 6.500 19h11a1.500 1.500 0 0 0 1.500-1.500V14M13.500 4.500h6v6M19 5l-8 8",
  phone:
    "M6.500 4h3l1.500 4.500-2 1.500a11 11 0 0 0 5 5l1.500-2 4.500 1.500v3a2 2 0 0 1-2.200 2A16 16 0 0 1 4.500 6.200 2 2 0 0 1 6.500 4Z",
  file: "M13.500 3.500h-6A1.500 1.500 0 0 0 6 5v14a1.500 1.500 0 0 0 1.500 1.500h9A1.500 1.500 0 0 0 18 19V8ZM13.500 3.500V8H18",
  reload: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L19.500 9M19.500 4v5h-5",
  alert:
    "M12 8v5M12 16.300h.01M10.300 4.200 2.900 17a2 2 0 0 0 1.700 3h14.800a2 2 0 0 0 1.700-3L13.700 4.200a2 2 0 0 0-3.400 0Z",
  headset:
    "M4 14v-2a8 8 0 0 1 16 0v2M4 14.500A1.500 1.500 0 0 1 5.500 13h1A1.500 1.500 0 0 1 8 14.500v3A1.500 1.500 0 0 1 6.500 19h-1A1.500 1.500 0 0 1 4 17.500ZM16 14.500a1.500 1.500 0 0 1 1.500-1.500h1a1.500 1.500 0 0 1 1.500 1.500v3a1.500 1.500 0 0 1-1.500 1.500h-1a1.500 1.500 0 0 1-1.500-1.500ZM20 17.500c0 2-2 3.500-5 3.500",
  bot: "M8 8h8a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3ZM12 8V4.500M9.500 13v1M14.500 13v1",
  bag: "M6 8.500h12l1 10a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 5 18.500ZM9 8.500V7.500a3 3 0 0 1 6 0v1",
  people:
    "M9 11.500a3.250 3.250 0 1 0 0-6.500 3.250 3.250 0 0 0 0 6.500ZM3.500 19a5.500 5.500 0 0 1 11 0M15.500 5.300a3.200 3.200 0 0 1 0 6M17 14a5.500 5.500 0 0 1 3.500 5",
  check: "M5.500 12.500l4.500 4.500 8.500-9.500",
} as const;

export type IconName = keyof typeof STROKES;

const SVG = "http://www.w3.org/2000/svg";

/** Decoration only: whatever carries it has words of its own. */
export function icon(name: IconName, className = "icon"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}
