import { route } from "../../../../../_http/route.ts";
import { readUpload } from "../../../../../_http/upload.ts";

export const GET = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json({ documents: await web.documents.list(person, params.id) }),
);

export const POST = route<{ id: string }>(async ({ web, person, params, request }) => {
  const input = await readUpload(request, web.maxUploadBytes);
  const { record, duplicate } = await web.documents.upload(person, params.id, input);
  const { id, status } = record;
  return Response.json({ id, status, ...(duplicate ? { duplicate } : {}) }, { status: duplicate ? 200 : 202 });
});
