import { readJson, readQuery, route } from "../../../_http/route.ts";
import { testQuestionQuery, testQuestionRequest } from "../../../_http/schemas.ts";

export const GET = route(async ({ web, person, request }) => {
  const { format } = readQuery(request, testQuestionQuery);
  if (format === "json") return Response.json({ questions: await web.testQuestions.list(person) });
  return new Response(await web.testQuestions.jsonLines(person), {
    headers: {
      "content-type": "application/jsonl; charset=utf-8",
      "content-disposition": 'attachment; filename="test-questions.jsonl"',
    },
  });
});

export const POST = route(async ({ web, person, request }) => {
  const { answerId } = await readJson(request, testQuestionRequest);
  return Response.json(await web.testQuestions.keep(person, answerId), { status: 201 });
});
