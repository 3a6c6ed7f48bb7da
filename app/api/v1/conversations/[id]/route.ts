import { z } from "zod";
import { readJson, route } from "../../../../_http/route.ts";
import { conversationTitle } from "../../../../_http/schemas.ts";

export const GET = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.conversations.get(person, params.id)),
);

export const PATCH = route<{ id: string }>(async ({ web, person, params, request }) => {
  const { title } = await readJson(request, z.object({ title: conversationTitle }));
  await web.conversations.rename(person, params.id, title);
  return new Response(null, { status: 204 });
});

export const DELETE = route<{ id: string }>(async ({ web, person, params }) => {
  await web.conversations.remove(person, params.id);
  return new Response(null, { status: 204 });
});
