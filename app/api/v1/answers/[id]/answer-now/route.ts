import { route } from "../../../../../_http/route.ts";

/** Closes the thinking of an answer that is being made; one that has ended already is left as it is. */
export const POST = route<{ id: string }>(async ({ assistant, person, params }) => {
  await assistant.answerNow(person, params.id);
  return new Response(null, { status: 204 });
});
