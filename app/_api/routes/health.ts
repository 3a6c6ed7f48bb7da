import { contract, createRouter, gives } from "../router.ts";
import { health as schema } from "../schemas/records.ts";

const read = contract({
  method: "get",
  path: "/health",
  summary: "How Footnote is; without a key only its status",
  security: [],
  responses: { 200: gives(schema) },
});

/** The one line that needs no sign-in is `{status}`; the rest is for those who have. */
export const health = createRouter().openapi(read, async (c) => {
  const { people, health } = c.var.services;
  const person = await people.signedInOrNull(c.req.raw.headers);
  return c.json(await health.read(person), 200, { "cache-control": "no-store" });
});
