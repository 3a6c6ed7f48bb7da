import { Readable } from "node:stream";
import busboy from "busboy";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { UploadInput } from "../../lib/services/documents.ts";
import { bytesOf } from "./body.ts";

/** Multipart framing around a file: boundaries and headers, bytes at most. */
const framing = 64 * 1024;

/**
 * One file from a request: the raw body with `x-filename` (UTF-8, percent-encoded), or the multipart field `file`. The
 * body stays a stream; what announces itself as larger than `maxBytes` is refused before it is read.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<UploadInput> {
  const announced = request.headers.get("content-length");
  const length = announced === null ? null : Number(announced);
  const multipart = /^multipart\/form-data/i.test(request.headers.get("content-type") ?? "");
  if (length !== null && length > maxBytes + (multipart ? framing : 0)) {
    throw new FootnoteError("too_large", `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`, {
      hint: "Split the file, or raise MAX_UPLOAD_MB.",
    });
  }
  if (multipart) return readMultipart(request);
  const name = decodeName(request.headers.get("x-filename") ?? "document.pdf");
  return { name, body: bytesOf(request), length };
}

/** The first `file` field, as a stream: busboy hands it over as soon as its headers are read. */
function readMultipart(request: Request): Promise<UploadInput> {
  const malformed = (cause?: unknown) =>
    new FootnoteError("bad_request", "The form has no file in its field “file”.", {
      hint: "Send multipart/form-data with one file, or the raw body with an x-filename header.",
      cause,
    });
  if (!request.body) throw malformed();
  const source = Readable.from(bytesOf(request));
  return new Promise((resolve, reject) => {
    const form = busboy({
      headers: Object.fromEntries(request.headers),
      defParamCharset: "utf8",
      limits: { files: 1 },
    });
    form.on("file", (field, stream, { filename }) => {
      if (field !== "file") return stream.resume();
      form.on("error", (error) => stream.destroy(error instanceof Error ? error : undefined));
      source.on("error", (error) => stream.destroy(error));
      resolve({ name: decodeName(filename ?? "document.pdf"), body: stream, length: null });
    });
    form.on("error", (error) => reject(malformed(error)));
    form.on("close", () => reject(malformed()));
    source.on("error", (error) => reject(malformed(error)));
    source.pipe(form);
  });
}

/** Decodes the percent-encoded UTF-8 of an `x-filename` header; what cannot be decoded is taken as it is. */
export function decodeName(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
