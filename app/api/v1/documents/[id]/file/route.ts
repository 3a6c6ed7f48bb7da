import { Readable } from "node:stream";
import { readRange } from "../../../../../_http/range.ts";
import { route } from "../../../../../_http/route.ts";

/** The original's bytes, whole or a range (pdf.js reads the pages it shows and no more). `?download` saves it. */
export const GET = route<{ id: string }>(async ({ web, person, params, request }) => {
  const record = await web.documents.get(person, params.id);
  const range = readRange(request.headers.get("range"), record.size);
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${record.size}` } });
  }
  const { sha256, stream } = await web.documents.file(person, params.id, range ?? undefined);
  const saved = new URL(request.url).searchParams.has("download");
  const headers: Record<string, string> = {
    "content-type": record.mediaType === "application/pdf" ? record.mediaType : "text/plain; charset=utf-8",
    "content-disposition": `${saved ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(record.name)}`,
    "content-length": String(range ? range.end - range.start + 1 : record.size),
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
    etag: `"${sha256}"`,
  };
  if (range) headers["content-range"] = `bytes ${range.start}-${range.end}/${record.size}`;
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status: range ? 206 : 200, headers });
});
