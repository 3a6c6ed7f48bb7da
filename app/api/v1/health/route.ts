import { getWeb } from "../../../../lib/composition/web.ts";
import { errorResponse } from "../../../_http/errors.ts";

export const dynamic = "force-dynamic";

/** The one line that needs no sign-in is `{status}`; the rest is for those who have. */
export async function GET(request: Request): Promise<Response> {
  try {
    const web = await getWeb();
    const person = await web.people.signedInOrNull(request.headers);
    return Response.json(await web.health.read(person), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return errorResponse(error);
  }
}
