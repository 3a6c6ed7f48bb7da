import { Readable } from "node:stream";
import busboy from "busboy";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { UploadInput } from "../../lib/services/documents.ts";
import { piecesOf } from "./body.ts";

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
  const name = decodeName(request.headers.get("x-filename") ?? "");
  return { name, body: piecesOf(request.body), length };
}

/**
 * The one field `file`, as a stream: busboy hands it over as soon as its headers are read. What else is in the form shows
 * only at its end, so the stream ends when the form has, and fails if there was more.
 */
function readMultipart(request: Request): Promise<UploadInput> {
  if (!request.body) throw malformed();
  const source = Readable.from(piecesOf(request.body));
  return new Promise((resolve, reject) => {
    const form = openForm(request);
    let taken = false;
    let surplus: FootnoteError | null = null;
    const closed = new Promise<void>((close) => form.on("close", close));
    form.on("field", (field) => {
      surplus ??= new FootnoteError("bad_request", `The form has a field “${field}” that is not known.`, { hint });
    });
    form.on("file", (field, stream, { filename }) => {
      if (taken || field !== "file") {
        const what = taken ? "more than one file" : `a file in the field “${field}”, which is not known`;
        surplus ??= new FootnoteError("bad_request", `The form has ${what}. Nothing was kept.`, { hint });
        return stream.resume();
      }
      taken = true;
      form.on("error", (error) => stream.destroy(error instanceof Error ? error : undefined));
      source.on("error", (error) => stream.destroy(error));
      async function* body(): AsyncGenerator<Uint8Array> {
        yield* stream;
        await closed;
        if (surplus) throw surplus;
      }
      resolve({ name: decodeName(filename ?? ""), body: body(), length: null });
    });
    form.on("error", (error) => reject(malformed(error)));
    form.on("close", () => reject(surplus ?? malformed()));
    source.on("error", (error) => reject(malformed(error)));
    source.pipe(form);
  });
}

/** @throws FootnoteError `bad_request` for a form whose header does not say how its parts are told apart. */
function openForm(request: Request) {
  try {
    return busboy({ headers: Object.fromEntries(request.headers), defParamCharset: "utf8" });
  } catch (cause) {
    throw new FootnoteError("bad_request", "content-type: the form's boundary is missing or cannot be read.", {
      hint,
      cause,
    });
  }
}

const hint = "Send multipart/form-data with one file in its field “file”, or the raw body with an x-filename header.";

const malformed = (cause?: unknown) =>
  new FootnoteError("bad_request", "The form has no file in its field “file”.", { hint, cause });

/** Decodes the percent-encoded UTF-8 of an `x-filename` header; what cannot be decoded is taken as it is. */
export function decodeName(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
