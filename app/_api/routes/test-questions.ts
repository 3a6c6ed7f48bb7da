import { z } from "@hono/zod-openapi";
import { contract, createRouter, done, gives, takes } from "../router.ts";
import { byId, id } from "../schemas/fields.ts";
import { testQuestion } from "../schemas/records.ts";

// Names of any text for the types: these take every name with “json” in it for a JSON body.
const jsonOrLines: Record<string, { schema: z.ZodType }> = {
  "application/json": { schema: z.object({ questions: z.array(testQuestion) }) },
  "application/jsonl": { schema: z.string() },
};

const list = contract({
  method: "get",
  path: "/test-questions",
  summary: "The questions you kept to ask again, newest first; `format=jsonl` gives what `footnote eval` reads",
  request: { query: z.strictObject({ format: z.enum(["json", "jsonl"]).default("json") }) },
  responses: {
    200: { description: "Success", content: jsonOrLines },
  },
});
const keep = contract({
  method: "post",
  path: "/test-questions",
  summary: "Keep the question of an answer with its first citation, or as one to be refused where nothing was found",
  request: { body: takes(z.strictObject({ answerId: id })) },
  responses: { 201: gives(testQuestion) },
});
const remove = contract({
  method: "delete",
  path: "/test-questions/{id}",
  summary: "Delete a test question",
  request: { params: byId },
  responses: { 204: done },
});

export const testQuestions = createRouter()
  .openapi(list, async (c) => {
    const { person, services } = c.var;
    if (c.req.valid("query").format === "json")
      return Response.json({ questions: await services.testQuestions.list(person) });
    return new Response(await services.testQuestions.jsonLines(person), {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": 'attachment; filename="test-questions.jsonl"',
      },
    });
  })
  .openapi(keep, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.testQuestions.keep(person, c.req.valid("json").answerId), 201);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.testQuestions.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  });
