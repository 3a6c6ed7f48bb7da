import { Readable } from "node:stream";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import { readRange } from "./range.ts";

interface Original {
  record: DocumentRecord;
  read(range?: { start: number; end: number }): Promise<{ sha256: string; stream: Readable }>;
}

/** PDF is shown by the viewer; text as text, HTML too, so that no file ever acts as a page of ours; the rest is only saved. */
function shownAs(mediaType: string): string {
  if (mediaType === "application/pdf") return mediaType;
  return mediaType.startsWith("text/") ? "text/plain; charset=utf-8" : "application/octet-stream";
}

/** The original's bytes, whole or a range (pdf.js reads the pages it shows and no more); `saved` makes it a download. */
export async function originalResponse(asked: Headers, saved: boolean, { record, read }: Original): Promise<Response> {
  const range = readRange(asked.get("range"), record.size);
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${record.size}` } });
  }
  const { sha256, stream } = await read(range ?? undefined);
  const headers: Record<string, string> = {
    "content-type": shownAs(record.mediaType),
    "content-disposition": `${saved ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(record.name)}`,
    "content-length": String(range ? range.end - range.start + 1 : record.size),
    "accept-ranges": "bytes",
    // Who may open it is asked each time: deleted or withdrawn, nothing of it is left in a browser.
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
    etag: `"${sha256}"`,
  };
  if (range) headers["content-range"] = `bytes ${range.start}-${range.end}/${record.size}`;
  // Node's own type of the web stream lacks what the DOM's has.
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status: range ? 206 : 200, headers });
}
