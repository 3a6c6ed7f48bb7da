import { FootnoteError } from "../../base/errors.ts";
import { type FileKind, fileKinds, kindOfFile } from "../../base/file-kinds.ts";
import { decodeText } from "../text/read-text.ts";
import { type Archive, openArchive } from "./archive.ts";
import { cutPages } from "./cut-pages.ts";
import { readDocx } from "./docx/index.ts";
import type { DraftDocument, DraftPage } from "./draft.ts";
import { readEpub } from "./epub.ts";
import { damaged, notRead, passwordProtected } from "./failures.ts";
import { readHtml } from "./html/index.ts";
import type { InsideFile } from "./inside.ts";
import { readEml } from "./mail/eml.ts";
import { readMsg } from "./mail/msg.ts";
import { readOdf } from "./odf/index.ts";
import { readPptx } from "./pptx/index.ts";
import { readRtf } from "./rtf/index.ts";
import { readCsv } from "./sheets/csv.ts";
import { textBlocks } from "./text-blocks.ts";
import { readXlsx } from "./xlsx/index.ts";
import { readZip } from "./zip.ts";

export type { DraftDocument, DraftPage } from "./draft.ts";
export { outlineOf, placeBlocks } from "./place-blocks.ts";

export interface FormatRooms {
  /** Pages of a PDF that is inside another file. */
  readPdf(bytes: Buffer): Promise<DraftPage[]>;
}

/** Files inside each other: an archive with a mail with an attachment is three. */
const DEEPEST = 3;

/** What the main part of an office document is called in its list of content types, macros or not. */
const MAIN_PARTS: [string, FileKind][] = [
  ["wordprocessingml.document.main", "docx"],
  ["wordprocessingml.template.main", "docx"],
  ["ms-word.document.macroEnabled", "docx"],
  ["ms-word.template.macroEnabled", "docx"],
  ["spreadsheetml.sheet.main", "xlsx"],
  ["spreadsheetml.template.main", "xlsx"],
  ["ms-excel.sheet.macroEnabled", "xlsx"],
  ["ms-excel.template.macroEnabled", "xlsx"],
  ["presentationml.presentation.main", "pptx"],
  ["presentationml.slideshow.main", "pptx"],
  ["presentationml.template.main", "pptx"],
  ["ms-powerpoint.presentation.macroEnabled", "pptx"],
  ["ms-powerpoint.slideshow.macroEnabled", "pptx"],
];

const NAMES = new Map<FileKind, string>(fileKinds.map(({ kind, name }) => [kind, name]));

/**
 * Reads any file but PDF into pages of blocks. What an archive holds is told by itself, whatever the file is called.
 * @throws FootnoteError `damaged_file`, `password_protected`, `not_supported`, `too_large`
 */
export function readFormat(bytes: Buffer, kind: FileKind, rooms: FormatRooms): Promise<DraftDocument> {
  return read(bytes, kind, rooms, 0);
}

async function read(bytes: Buffer, kind: FileKind, rooms: FormatRooms, depth: number): Promise<DraftDocument> {
  const inside = (file: InsideFile) => readInside(file, rooms, depth + 1);
  switch (kind) {
    case "pdf":
      return { title: null, pages: await rooms.readPdf(bytes), warnings: [] };
    case "html":
      return readHtml(bytes);
    case "csv":
      return readCsv(bytes, "");
    case "tsv":
      return readCsv(bytes, "\t");
    case "rtf":
      return readRtf(bytes);
    case "eml":
      return readEml(bytes, inside);
    case "text":
    case "markdown":
      return readPlain(bytes);
    case "msg":
      return readMsg(bytes, inside);
    default:
      return readArchive(bytes, kind, inside);
  }
}

async function readArchive(
  bytes: Buffer,
  named: FileKind,
  inside: (file: InsideFile) => Promise<DraftDocument>,
): Promise<DraftDocument> {
  const what = `This ${named === "zip" ? "archive" : `${NAMES.get(named) ?? ""} file`}`;
  if (isOldContainer(bytes)) {
    if (bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) throw passwordProtected(what);
    throw notRead(
      `${what} is in an old office format.`,
      "Open it in the program that made it and save it in today's format.",
    );
  }
  const archive = await openArchive(bytes, what);
  const kind = await kindInside(archive);
  const document = await readKind(archive, kind ?? "zip", inside);
  if (kind !== null && kind !== named)
    document.warnings.unshift(
      `The file is named like ${NAMES.get(named)}, but holds ${NAMES.get(kind)}; it was read as that.`,
    );
  if (kind === null && named !== "zip") throw damaged(what);
  return document;
}

function readKind(
  archive: Archive,
  kind: FileKind,
  inside: (file: InsideFile) => Promise<DraftDocument>,
): Promise<DraftDocument> {
  if (kind === "docx") return readDocx(archive);
  if (kind === "pptx") return readPptx(archive);
  if (kind === "xlsx") return readXlsx(archive);
  if (kind === "odt" || kind === "ods" || kind === "odp") return readOdf(archive, kind);
  return kind === "epub" ? readEpub(archive) : readZip(archive, inside);
}

/** What an archive is by its own parts; null: a folder of files. */
async function kindInside(archive: Archive): Promise<FileKind | null> {
  if (archive.has("mimetype")) {
    const declared = (await archive.bytes("mimetype"))
      .toString("latin1")
      .trim()
      .replace(/-template$/, "");
    const kind = fileKinds.find(({ mediaType }) => mediaType === declared)?.kind;
    if (kind !== undefined) return kind;
  }
  if (archive.has("META-INF/container.xml")) return "epub";
  if (!archive.has("[Content_Types].xml")) return null;
  const types = (await archive.bytes("[Content_Types].xml")).toString("utf8");
  return MAIN_PARTS.find(([mark]) => types.includes(mark))?.[1] ?? null;
}

function isOldContainer(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).toString("latin1") === "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
}

async function readInside({ name, bytes }: InsideFile, rooms: FormatRooms, depth: number): Promise<DraftDocument> {
  if (depth > DEEPEST) throw notRead("it is inside too many other files.", "Save it apart and add it.");
  if (bytes.length === 0) throw new FootnoteError("empty_file", "it is empty.");
  const kind = kindOfFile(bytes, name);
  if (typeof kind !== "string") throw notRead(kind.message, kind.hint);
  return read(bytes, kind, rooms, depth);
}

/** Text inside another file; as a file of its own it is read page by page as it is written (`text.ts`). */
function readPlain(bytes: Buffer): DraftDocument {
  const decoded = decodeText(bytes);
  if (decoded === null) throw notRead("This file holds no plain text.", "Check what kind of file it is.");
  return { title: null, pages: cutPages(textBlocks(decoded.text), null), warnings: decoded.warnings };
}
