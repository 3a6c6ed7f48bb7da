import { FootnoteError } from "../base/errors.ts";
import { fileKinds, kindOfFile, type MediaType } from "../base/file-kinds.ts";

export { type MediaType, sniffLength } from "../base/file-kinds.ts";

/**
 * Tells the kind of a file from its first bytes; its name decides only among kinds that look alike, text above all. A name
 * without an extension says nothing, and the bytes alone decide.
 * @throws FootnoteError `not_supported`.
 */
export function mediaTypeOf(head: Uint8Array, name: string): MediaType {
  const told = kindOfFile(head, name);
  const kind = fileKinds.find((entry) => entry.kind === told);
  if (kind !== undefined) return kind.mediaType;
  const { message, hint } = typeof told === "string" ? { message: `Footnote cannot read “${name}”.`, hint: "" } : told;
  throw new FootnoteError("not_supported", message, { hint });
}
