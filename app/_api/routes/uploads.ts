import { z } from "@hono/zod-openapi";
import { contract, createRouter, gives } from "../router.ts";
import { byId } from "../schemas/fields.ts";
import { document } from "../schemas/records.ts";
import { readUpload } from "../upload.ts";

const accepted = z.object({ id: z.string(), status: z.string(), duplicate: z.literal(true).optional() });

const list = contract({
  method: "get",
  path: "/collections/{id}/documents",
  summary: "The documents of a collection",
  request: { params: byId },
  responses: { 200: gives(z.object({ documents: z.array(document) })) },
});
const upload = contract({
  method: "post",
  path: "/collections/{id}/documents",
  summary:
    "Upload one file: multipart field `file`, or the raw body with `x-filename` (UTF-8, percent-encoded). PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, RTF, EPUB, HTML, EML, MSG, CSV, TSV, plain text, Markdown, ZIP. The same bytes again answer 200 with `duplicate`",
  request: {
    params: byId,
    // Described and not checked here: the body stays a stream.
    body: { required: true, content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } } },
  },
  responses: { 202: gives(accepted, "Taken"), 200: gives(accepted, "There already") },
});

/** The documents of a collection: the list, and adding one. */
export const uploads = createRouter()
  .openapi(list, async (c) => {
    const { person, services } = c.var;
    return c.json({ documents: await services.documents.list(person, c.req.valid("param").id) }, 200);
  })
  .openapi(upload, async (c) => {
    const { person, services } = c.var;
    const input = await readUpload(c.req.raw, services.maxUploadBytes);
    const { record, duplicate } = await services.documents.upload(person, c.req.valid("param").id, input);
    const { id, status } = record;
    return duplicate ? c.json({ id, status, duplicate: true as const }, 200) : c.json({ id, status }, 202);
  });
