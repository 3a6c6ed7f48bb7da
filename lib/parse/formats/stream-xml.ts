import { decodeStream } from "../text/encoding.ts";
import type { Archive } from "./archive.ts";
import { createXmlReader, type Element } from "./xml.ts";

/** Hands on the elements of these names of one part of an archive, one after another, without ever holding the part whole. */
export async function streamXml(
  archive: Archive,
  part: string,
  names: readonly string[],
  what: string,
  onElement: (element: Element) => void,
  onOpen?: (element: Element) => void,
): Promise<void> {
  const reader = createXmlReader(names, onElement, what, onOpen);
  const decode = decodeStream();
  await archive.stream(part, (piece) => reader.write(decode(piece)));
  reader.end();
}
