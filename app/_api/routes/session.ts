import { z } from "@hono/zod-openapi";
import { contract, createRouter, gives } from "../router.ts";

const read = contract({
  method: "get",
  path: "/session",
  summary: "Who is signed in",
  responses: { 200: gives(z.object({ user: z.object({ name: z.string(), email: z.string() }) })) },
});

export const session = createRouter().openapi(read, async (c) => {
  const { name, email } = c.var.person;
  return c.json({ user: { name, email } }, 200);
});
