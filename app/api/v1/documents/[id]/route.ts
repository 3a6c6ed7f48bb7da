import { route } from "../../../../_http/route.ts";

export const GET = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.documents.get(person, params.id)),
);

export const DELETE = route<{ id: string }>(async ({ web, person, params }) => {
  await web.documents.remove(person, params.id);
  return new Response(null, { status: 204 });
});
