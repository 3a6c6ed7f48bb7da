import { contract, createRouter, done, gives, takes } from "../router.ts";
import { byId } from "../schemas/fields.ts";
import { addModelRequest, model, overview as overviewSchema } from "../schemas/models.ts";

const request = { params: byId };
const changed = { 202: gives(model, "The model as it stands") };

const overview = contract({
  method: "get",
  path: "/models",
  summary: "The models: what fits this machine and why, how fast each is or is expected to be, and how it stands",
  responses: { 200: gives(overviewSchema) },
});
const add = contract({
  method: "post",
  path: "/models",
  summary: "Add a GGUF of this machine (its full path) or of the hub (`hf:owner/repository/file.gguf`)",
  request: { body: takes(addModelRequest) },
  responses: { 201: gives(model) },
});
const remove = contract({
  method: "delete",
  path: "/models/{id}",
  summary: "Delete a model's files",
  request,
  responses: { 204: done },
});
const download = contract({
  method: "post",
  path: "/models/{id}/download",
  summary: "Download a model, or go on where that was interrupted; one at a time, the others wait",
  request,
  responses: changed,
});
const pause = contract({
  method: "post",
  path: "/models/{id}/pause",
  summary: "Pause a download; what arrived is kept",
  request,
  responses: changed,
});
const verify = contract({
  method: "post",
  path: "/models/{id}/verify",
  summary: "Hold a model's files against their checksums again",
  request,
  responses: changed,
});
const use = contract({
  method: "post",
  path: "/models/{id}/use",
  summary: "Make it the model that answers; running answers end first, and Footnote stays up",
  request,
  responses: changed,
});

export const models = createRouter()
  .openapi(overview, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.overview(person), 200);
  })
  .openapi(add, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.add(person, c.req.valid("json").address), 201);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.models.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  })
  .openapi(download, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.fetch(person, c.req.valid("param").id), 202);
  })
  .openapi(pause, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.pause(person, c.req.valid("param").id), 202);
  })
  .openapi(verify, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.verify(person, c.req.valid("param").id), 202);
  })
  .openapi(use, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.models.use(person, c.req.valid("param").id), 202);
  });
