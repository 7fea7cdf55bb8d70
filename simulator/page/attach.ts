/** What else can be sent than words: files, places, a thumb. */
import type { FileKind } from "../protocol.ts";
import { h } from "./dom.ts";
import { entry, sheet } from "./sheet.ts";
import { act, state } from "./state.ts";

const PLACES = [
  { name: "Utrecht", lat: 52.0907, long: 5.1214 },
  { name: "Nairobi", lat: -1.2864, long: 36.8172 },
  { name: "São Paulo", lat: -23.5505, long: -46.6333 },
];

/** @param refused hears why a file could not be sent */
export function attachments(refused: (why: string) => void): readonly HTMLElement[] {
  const more = sheet("more", "plus", "Send something else");
  const picture = picker("Picture", "image/png,image/jpeg,image/gif,image/webp", refused);
  const sound = picker("Sound", "audio/*", refused);
  const file = picker("File", "", refused);
  const sample = () =>
    void act({ do: "send", psid: state.current, kind: "image", url: `${location.origin}/page/sample.svg` });
  more.panel.append(
    entry(more, "image", "Picture from this computer…", () => picture.click()),
    entry(more, "mountain", "Sample picture", sample),
    entry(more, "sound", "Sound from this computer…", () => sound.click()),
    entry(more, "file", "File from this computer…", () => file.click()),
    ...PLACES.map(({ name, lat, long }) =>
      entry(more, "pin", `Location: ${name}`, () => void act({ do: "location", psid: state.current, name, lat, long })),
    ),
    entry(more, "thumb", "Thumbs up", thumb),
  );
  return [more.button, more.panel, picture, sound, file];
}

export function thumb(): void {
  void act({ do: "sticker", psid: state.current });
}

function picker(label: string, accept: string, refused: (why: string) => void): HTMLInputElement {
  const input = h("input", { type: "file", accept, hidden: true, tabindex: -1, "aria-label": label });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) void upload(file, refused);
  });
  return input;
}

async function upload(file: File, refused: (why: string) => void): Promise<void> {
  const response = await fetch(`/api/uploads?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "content-type": file.type || "application/octet-stream" },
    body: file,
  }).catch(() => undefined);
  if (!response) return refused("The simulator has stopped.");
  if (!response.ok) return refused(response.status === 413 ? "This file is too large." : await response.text());
  const { path, kind } = (await response.json()) as { path: string; kind: FileKind };
  await act({ do: "send", psid: state.current, kind, url: `${location.origin}${path}` });
}
