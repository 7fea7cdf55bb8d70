/** Tests that are written from a chat: where they stand, so that `npm test` runs them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Saved } from "./protocol.ts";

/** `vitest.config.ts` runs what is in it with your bot. */
const FOLDER = "test/chats";

/** Writes a test into the project. What stands there already is overwritten only by who says so. */
export async function saveTest(
  root: string,
  { name, text, overwrite }: { readonly name: string; readonly text: string; readonly overwrite: boolean },
): Promise<Saved> {
  const path = `${FOLDER}/${fileName(name)}.test.ts`;
  await mkdir(join(root, FOLDER), { recursive: true });
  try {
    await writeFile(join(root, path), text, { flag: overwrite ? "w" : "wx" });
    return { path, written: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return { path, written: false };
    throw error;
  }
}

/** Letters, digits and hyphens: a name that somebody typed must not lead out of the folder. */
export function fileName(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "chat"
  );
}
