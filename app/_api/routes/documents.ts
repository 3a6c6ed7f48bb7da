import { z } from "@hono/zod-openapi";
import { errorBodyOf } from "../errors.ts";
import { eventStream, serverEvent } from "../event-stream.ts";
import { originalResponse } from "../original.ts";
import { contract, createRouter, done, gives } from "../router.ts";
import { byId, id } from "../schemas/fields.ts";
import { pageBody, placesQuery, showPage } from "../schemas/page.ts";
import { document, documentPage } from "../schemas/records.ts";

const bytes = { "application/octet-stream": { schema: { type: "string" as const, format: "binary" } } };
const request = { params: byId };

const list = contract({
  method: "get",
  path: "/documents",
  summary: "A page of the documents that you may see, or of one collection's; `cursor` of the answer asks for the next",
  request: {
    query: z.strictObject({
      collection: id.optional(),
      cursor: z.string().min(1).max(2000).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      sort: z.enum(["name", "status", "pages", "chunks", "size", "createdAt"]).default("createdAt"),
      order: z.enum(["ascending", "descending"]).default("descending"),
      status: z.enum(["all", "ready", "working", "failed", "warned"]).default("all"),
      name: z.string().max(200).default(""),
    }),
  },
  responses: { 200: gives(documentPage) },
});
const read = contract({
  method: "get",
  path: "/documents/{id}",
  summary: "One document: where it stands",
  request,
  responses: { 200: gives(document) },
});
const remove = contract({
  method: "delete",
  path: "/documents/{id}",
  summary: "Delete a document: gone from every search and answer once acknowledged",
  request,
  responses: { 204: done },
});
const follow = contract({
  method: "get",
  path: "/documents/{id}/events",
  summary: "The record as server-sent events until it is ready or failed",
  request,
  responses: { 200: { description: "Success", content: { "text/event-stream": { schema: z.string() } } } },
});
const file = contract({
  method: "get",
  path: "/documents/{id}/file",
  summary: "The original's bytes; takes a Range. `download` saves it",
  request: { params: byId, query: z.strictObject({ download: z.string().optional() }) },
  responses: {
    200: { description: "The whole file", content: bytes },
    206: { description: "The bytes of the range", content: bytes },
    416: { description: "The file has no such bytes" },
  },
});
const page = contract({
  method: "get",
  path: "/documents/{id}/pages/{n}",
  summary: "One page: its label, its text, which every start and end points into, its blocks and its words' places",
  request: {
    params: z.strictObject({
      id,
      n: z
        .string()
        .regex(/^[1-9]\d{0,6}$/, "A page number is a whole number from 1.")
        .transform(Number),
    }),
    query: z.strictObject({ places: placesQuery }),
  },
  responses: { 200: gives(pageBody) },
});
const retry = contract({
  method: "post",
  path: "/documents/{id}/retry",
  summary: "Take up a failed document again",
  request,
  responses: { 200: gives(document) },
});
const cancel = contract({
  method: "post",
  path: "/documents/{id}/cancel",
  summary: "Stop working on a document",
  request,
  responses: { 200: gives(document) },
});

export const documents = createRouter()
  .openapi(list, async (c) => {
    const { person, services } = c.var;
    const { collection = null, cursor = null, order, ...query } = c.req.valid("query");
    const asked = { ...query, cursor, descending: order === "descending" };
    return c.json(await services.documents.listPage(person, collection, asked), 200);
  })
  .openapi(read, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.documents.get(person, c.req.valid("param").id), 200);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.documents.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  })
  .openapi(follow, async (c) => {
    const { person, services } = c.var;
    const stop = new AbortController();
    const states = await services.documents.follow(person, c.req.valid("param").id, stop.signal);
    async function* encode() {
      for await (const { record, deleted } of states)
        yield deleted ? serverEvent({ id: record.id }, "deleted") : serverEvent(record);
    }
    return eventStream(encode(), {
      onError: (error) => serverEvent(errorBodyOf(error), "error"),
      onCancel: () => stop.abort(),
    });
  })
  .openapi(file, async (c) => {
    const { person, services } = c.var;
    const { id } = c.req.valid("param");
    return originalResponse(c.req.raw.headers, c.req.valid("query").download !== undefined, {
      record: await services.documents.get(person, id),
      read: (range) => services.documents.file(person, id, range),
    });
  })
  .openapi(page, async (c) => {
    const { person, services } = c.var;
    const { id, n } = c.req.valid("param");
    const { places } = c.req.valid("query");
    return c.json(showPage(await services.documents.page(person, id, n, places), places !== undefined), 200);
  })
  .openapi(retry, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.documents.retry(person, c.req.valid("param").id), 200);
  })
  .openapi(cancel, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.documents.cancel(person, c.req.valid("param").id), 200);
  });
