import { route } from "../../../../_http/route.ts";

export const DELETE = route<{ id: string }>(async ({ assistant, person, params }) => {
  await assistant.models.remove(person, params.id);
  return new Response(null, { status: 204 });
});
