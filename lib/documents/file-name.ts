import { fileKinds } from "../base/file-kinds.ts";
import type { MediaType } from "./media-type.ts";

/** Longest name kept, in characters. */
const maxLength = 200;

/** Characters that are invisible, turn the reading direction, or separate paths. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/]+/gu;

/**
 * A name to show, made from what a client sent. It is never used as a path: files are kept under their SHA-256.
 * `"../../etc/passwd"` → `"passwd"`, `"re\u202Efdp.exe"` → `"refdp.exe"`.
 */
export function cleanName(raw: string, fallback = "document"): string {
  const last = raw.split(/[\\/]/).at(-1) ?? "";
  const clean = last.normalize("NFC").replace(unsafe, "").replace(/\s+/g, " ").trim();
  if (clean === "" || /^\.+$/.test(clean)) return fallback;
  if (clean.length <= maxLength) return clean;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? "";
  return `${Array.from(clean)
    .slice(0, maxLength - extension.length - 1)
    .join("")}…${extension}`;
}

/** The name of a file that came without one. */
export const defaultName = (mediaType: MediaType): string =>
  `document.${fileKinds.find((kind) => kind.mediaType === mediaType)?.extensions[0] ?? "txt"}`;
