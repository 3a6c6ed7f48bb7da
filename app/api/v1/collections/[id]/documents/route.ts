import { route } from "../../../../../_http/route.ts";
import { readUpload } from "../../../../../_http/upload.ts";

export const GET = route<{ id: string }>(async ({ assistant, person, params }) =>
  Response.json({ documents: await assistant.documents.list(person, params.id) }),
);

export const POST = route<{ id: string }>(async ({ assistant, person, params, request }) => {
  const input = await readUpload(request, assistant.maxUploadBytes);
  const { record, duplicate } = await assistant.documents.upload(person, params.id, input);
  const { id, status } = record;
  return Response.json({ id, status, ...(duplicate ? { duplicate } : {}) }, { status: duplicate ? 200 : 202 });
});
