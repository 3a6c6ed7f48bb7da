import { FootnoteError } from "../../../../../../../lib/base/errors.ts";
import { route } from "../../../../../../_http/route.ts";

export const GET = route<{ id: string; n: string }>(async ({ web, person, params }) => {
  if (!/^[1-9]\d{0,6}$/.test(params.n))
    throw new FootnoteError("bad_request", "A page number is a whole number from 1.");
  const { number, text } = await web.documents.page(person, params.id, Number(params.n));
  return Response.json({ page: number, text });
});
