import { z } from "@hono/zod-openapi";
import { contract, createRouter, done, gives, takes } from "../router.ts";
import { byId, collectionName } from "../schemas/fields.ts";
import { collection } from "../schemas/records.ts";

const named = takes(z.strictObject({ name: collectionName }));

const list = contract({
  method: "get",
  path: "/collections",
  summary: "The collections you may see",
  responses: { 200: gives(z.object({ collections: z.array(collection) })) },
});
const create = contract({
  method: "post",
  path: "/collections",
  summary: "Make a collection",
  request: { body: named },
  responses: { 201: gives(collection) },
});
const rename = contract({
  method: "patch",
  path: "/collections/{id}",
  summary: "Rename a collection",
  request: { params: byId, body: named },
  responses: { 204: done },
});
const remove = contract({
  method: "delete",
  path: "/collections/{id}",
  summary: "Delete an empty collection",
  request: { params: byId },
  responses: { 204: done },
});

export const collections = createRouter()
  .openapi(list, async (c) => {
    const { person, services } = c.var;
    return c.json({ collections: await services.collections.list(person) }, 200);
  })
  .openapi(create, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.collections.create(person, c.req.valid("json").name), 201);
  })
  .openapi(rename, async (c) => {
    const { person, services } = c.var;
    await services.collections.rename(person, c.req.valid("param").id, c.req.valid("json").name);
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.collections.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  });
