import { route } from "../../../../_http/route.ts";

export const DELETE = route<{ id: string }>(async ({ web, person, params }) => {
  await web.testQuestions.remove(person, params.id);
  return new Response(null, { status: 204 });
});
