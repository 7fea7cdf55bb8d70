/** E-mail addresses as people type, copy and share them. It finds one; it does not ask whether it exists. */
import { straightened, trimmed } from "../../model/compare.ts";

const AROUND =
  /^[\s"'`*<>()[\]{}.,;:!?\u2026\u00A1\u00BF\u3001\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u;

const LONGEST = { address: 254, local: 64, label: 63 };

/**
 * Finds the one address that was written, without signs around it; null where there is none, or where words stand
 * beside it.
 */
export function addressIn(text: string): string | null {
  if (text.length > 1_000) return null;
  const straight = straightened(text).replaceAll("\u3002", ".").trim();
  // "Ana <ana@example.com>", and "[ana@example.com](mailto:ana@example.com)".
  const named = /^[^<>@]*<([^<>]*)>[^<>@]*$/.exec(straight)?.[1] ?? straight;
  const linked = /^\[([^[\]]*)\]\(mailto:\1\)$/i.exec(named)?.[1] ?? named;
  const address = trimmed(linked, AROUND, AROUND)
    .replace(/^(mailto|e-?mail):\s*/i, "")
    .replace(/\?(subject|body|cc|bcc)=\S*$/i, "");
  return isAddress(address) ? address : null;
}

function isAddress(address: string): boolean {
  const [local = "", domain = "", ...more] = address.split("@");
  if (more.length > 0 || address.length > LONGEST.address || local.length > LONGEST.local) return false;
  const labels = domain.split(".");
  return (
    /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local) &&
    labels.length > 1 &&
    labels.every(
      (label) => label.length <= LONGEST.label && /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u.test(label),
    ) &&
    /^(\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/iu.test(labels.at(-1) ?? "") &&
    ![local, ...labels].some(isMixed)
  );
}

/**
 * Tells whether letters of another alphabet stand among Latin ones: a slip of the keyboard that looks right, but is no
 * address.
 */
function isMixed(words: string): boolean {
  return /\p{Script=Latin}/u.test(words) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(words);
}
