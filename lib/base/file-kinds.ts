/** The kinds of file that are read, and how one is told from its first bytes. A leaf: imports nothing. */

/** Bytes of a file's start that decide its kind. PDF readers accept a header within the first 1,024 (ISO 32000-1, H.3). */
export const sniffLength = 4096;

export const fileKinds = [
  { kind: "pdf", mediaType: "application/pdf", extensions: ["pdf"], name: "PDF" },
  {
    kind: "docx",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    extensions: ["docx", "docm", "dotx"],
    name: "Word",
  },
  {
    kind: "pptx",
    mediaType: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    extensions: ["pptx", "pptm", "ppsx", "potx"],
    name: "PowerPoint",
  },
  {
    kind: "xlsx",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extensions: ["xlsx", "xlsm", "xltx"],
    name: "Excel",
  },
  {
    kind: "odt",
    mediaType: "application/vnd.oasis.opendocument.text",
    extensions: ["odt", "ott"],
    name: "OpenDocument text",
  },
  {
    kind: "ods",
    mediaType: "application/vnd.oasis.opendocument.spreadsheet",
    extensions: ["ods", "ots"],
    name: "OpenDocument sheet",
  },
  {
    kind: "odp",
    mediaType: "application/vnd.oasis.opendocument.presentation",
    extensions: ["odp", "otp"],
    name: "OpenDocument presentation",
  },
  { kind: "rtf", mediaType: "application/rtf", extensions: ["rtf"], name: "RTF" },
  { kind: "epub", mediaType: "application/epub+zip", extensions: ["epub"], name: "EPUB" },
  { kind: "eml", mediaType: "message/rfc822", extensions: ["eml"], name: "mail (EML)" },
  { kind: "msg", mediaType: "application/vnd.ms-outlook", extensions: ["msg"], name: "mail (MSG)" },
  { kind: "html", mediaType: "text/html", extensions: ["html", "htm", "xhtml"], name: "HTML" },
  { kind: "markdown", mediaType: "text/markdown", extensions: ["md", "markdown"], name: "Markdown" },
  { kind: "csv", mediaType: "text/csv", extensions: ["csv"], name: "CSV" },
  { kind: "tsv", mediaType: "text/tab-separated-values", extensions: ["tsv", "tab"], name: "TSV" },
  { kind: "text", mediaType: "text/plain", extensions: ["txt", "text", "log"], name: "plain text" },
  { kind: "zip", mediaType: "application/zip", extensions: ["zip"], name: "ZIP" },
] as const;

export type FileKind = (typeof fileKinds)[number]["kind"];
export type MediaType = (typeof fileKinds)[number]["mediaType"];

/** A file that is not read: why, and what to try, for the reader. */
export interface Unread {
  message: string;
  hint: string;
}

const OFFICE = new Set<FileKind>(["docx", "pptx", "xlsx", "odt", "ods", "odp", "epub", "zip"]);
const OLD_OFFICE: Record<string, string> = {
  doc: "DOCX",
  dot: "DOCX",
  xls: "XLSX",
  xlt: "XLSX",
  xlsb: "XLSX",
  ppt: "PPTX",
  pps: "PPTX",
};
/** Archives by another name that hold a program's own files. */
const OTHER_ARCHIVES = new Set(
  "jar war apk aab ipa xpi crx whl nupkg vsix pages numbers key sketch fla 3mf kmz mscz".split(" "),
);

/** The kind of a file by its own bytes; its name decides only among kinds that look alike, text above all. */
export function kindOfFile(head: Uint8Array, name: string): FileKind | Unread {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, sniffLength));
  const latin = start.toString("latin1");
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  const named = fileKinds.find(({ extensions }) => (extensions as readonly string[]).includes(extension ?? ""))?.kind;
  if (/^(?:\xef\xbb\xbf)?\s{0,32}%PDF-/.test(latin)) return "pdf";
  if (latin.startsWith("PK\x03\x04") || latin.startsWith("PK\x05\x06"))
    return archiveKind(latin, name, extension, named);
  if (latin.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return oldOfficeKind(name, extension, named);
  if (latin.startsWith("{\\rtf")) return "rtf";
  if (isPicture(latin)) return picture(name);
  const text = looksLikeText(start);
  if (latin.slice(0, 1024).includes("%PDF") && (!text || named === "pdf")) return "pdf";
  if (named === "pdf")
    return {
      message: `“${name}” is named like a PDF but is not one.`,
      hint: "Open it in the program that made it and export it as PDF.",
    };
  if (named !== undefined && (OFFICE.has(named) || named === "msg" || named === "rtf"))
    return {
      message: `“${name}” is named like ${kindName(named)} but is not one.`,
      hint: "Open it in the program that made it and save it again, or rename it to what it is.",
    };
  // What has no zero byte is let in as the text that it is named, and the reader looks closer.
  if (named !== undefined && (text || !start.includes(0))) return named;
  if (extension === undefined && text) return unnamedText(latin);
  return { message: `Footnote cannot read “${name}”.`, hint: WHAT_IS_READ };
}

/** For people: which kinds are read. */
export const WHAT_IS_READ =
  "It takes PDF, Word, Excel, PowerPoint and OpenDocument files, RTF, EPUB, HTML, mail (EML, MSG), CSV, plain text, Markdown, and ZIP. Export the file as PDF.";

function kindName(kind: FileKind): string {
  return `a file of ${fileKinds.find((entry) => entry.kind === kind)?.name ?? kind}`;
}

function archiveKind(
  latin: string,
  name: string,
  extension: string | undefined,
  named: FileKind | undefined,
): FileKind | Unread {
  const declared = /mimetypeapplication\/([\w.+-]{1,80}?)(?:PK|$)/.exec(latin.slice(26, 160))?.[1];
  if (declared !== undefined) {
    const kind = fileKinds.find(
      ({ mediaType }) =>
        `application/${declared}` === mediaType || `application/${declared}`.startsWith(`${mediaType}-template`),
    );
    if (kind !== undefined) return kind.kind;
  }
  if (extension !== undefined && OLD_OFFICE[extension] !== undefined) return oldOffice(name, extension);
  if (extension !== undefined && OTHER_ARCHIVES.has(extension))
    return { message: `Footnote cannot read “${name}”.`, hint: WHAT_IS_READ };
  // Which office format an archive holds is told by the file itself, when it is read.
  return named !== undefined && OFFICE.has(named) ? named : "zip";
}

/** The container of old office files, of Outlook's messages, and of new office files under a password. */
function oldOfficeKind(name: string, extension: string | undefined, named: FileKind | undefined): FileKind | Unread {
  if (named !== undefined && ["msg", "docx", "pptx", "xlsx"].includes(named)) return named;
  return oldOffice(name, extension ?? "");
}

function oldOffice(name: string, extension: string): Unread {
  const now = OLD_OFFICE[extension];
  return {
    message: `“${name}” is in an old office format that Footnote doesn't read.`,
    hint: `Open it in the program that made it and save it as ${now ?? "DOCX, XLSX or PPTX"}, or export it as PDF.`,
  };
}

const PICTURES = ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\0", "MM\0*"];
/** What stands at the fourth and at the eighth byte of others. */
const LATER_MARKS = /^(?:ftyp(?:heic|heix|mif1|avif)|.{4}WEBP)/s;

function isPicture(latin: string): boolean {
  return (
    PICTURES.some((mark) => latin.startsWith(mark)) ||
    LATER_MARKS.test(latin.slice(4, 16)) ||
    (latin.startsWith("BM") && latin.slice(6, 10) === "\0\0\0\0")
  );
}

function picture(name: string): Unread {
  return {
    message: `“${name}” is a picture, and words in pictures can't be read yet.`,
    hint: "Run it through text recognition (OCR) and add the result as PDF.",
  };
}

function unnamedText(latin: string): FileKind {
  if (/^\s*<(?:!doctype html|html)\b/i.test(latin)) return "html";
  return /^(?:(?:Received|Return-Path|From|Date|Subject|MIME-Version|Message-ID|To|Delivered-To|X-[\w-]{1,40}): ?[^\n]*\n(?:[ \t][^\n]*\n)*){2}/i.test(
    latin,
  )
    ? "eml"
    : "text";
}

/** UTF-8 or UTF-16 without control characters other than white space; the last character may be cut off. */
function looksLikeText(start: Uint8Array): boolean {
  const wide =
    start[0] === 0xff && start[1] === 0xfe
      ? "utf-16le"
      : start[0] === 0xfe && start[1] === 0xff
        ? "utf-16be"
        : guessWide(start);
  try {
    const text = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(start, { stream: true });
    return !/[^\P{Cc}\s]/u.test(text);
  } catch {
    return false;
  }
}

/** UTF-16 without a mark: every other byte of Latin text is zero. */
function guessWide(start: Uint8Array): "utf-16le" | "utf-16be" | null {
  const zeros = [0, 0];
  const pairs = start.length >> 1;
  for (let at = 0; at < pairs * 2; at++) if (start[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (pairs < 4) return null;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  return even > pairs * 0.4 && odd < pairs * 0.05 ? "utf-16be" : null;
}
