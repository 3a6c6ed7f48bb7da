import { route } from "../../../../../_http/route.ts";

/** Stops an answer that is being made; one that has ended already is left as it is. */
export const POST = route<{ id: string }>(async ({ web, person, params }) => {
  await web.answers.stop(person, params.id);
  return new Response(null, { status: 204 });
});
