import { route } from "../../../../_http/route.ts";

export const GET = route<{ id: string }>(async ({ assistant, person, params }) =>
  Response.json(await assistant.documents.get(person, params.id)),
);

export const DELETE = route<{ id: string }>(async ({ assistant, person, params }) => {
  await assistant.documents.remove(person, params.id);
  return new Response(null, { status: 204 });
});
