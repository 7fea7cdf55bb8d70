import { expect, test } from "vitest";
import { digest } from "../../src/digest.ts";

test("is SHA-256, cut to 128 bits", async () => {
  const lengths = [...Array(70).keys(), 119, 120, 128, 100_000];
  for (const text of ["é€😀".repeat(9), ...lengths.map((length) => "x".repeat(length))]) {
    const full = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    expect(digest(text)).toBe(hex(new Uint8Array(full, 0, 16)));
  }
});

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
