import { z } from "zod";
import { readQuery, route } from "../../../_http/route.ts";

/** A page of a list of documents: of one collection, or of all that one may see. */
export const documentsQuery = z.strictObject({
  collection: z.string().min(1).max(100).optional(),
  cursor: z.string().min(1).max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  sort: z.enum(["name", "status", "pages", "chunks", "size", "createdAt"]).default("createdAt"),
  order: z.enum(["ascending", "descending"]).default("descending"),
  status: z.enum(["all", "ready", "working", "failed", "warned"]).default("all"),
  name: z.string().max(200).default(""),
});

export const GET = route(async ({ web, person, request }) => {
  const { collection = null, cursor = null, order, ...query } = readQuery(request, documentsQuery);
  const page = await web.documents.listPage(person, collection, {
    ...query,
    cursor,
    descending: order === "descending",
  });
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
