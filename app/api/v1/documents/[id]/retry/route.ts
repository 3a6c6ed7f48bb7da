import { route } from "../../../../../_http/route.ts";

export const POST = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.documents.retry(person, params.id)),
);
