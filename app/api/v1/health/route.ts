import { getAssistant } from "../../../../lib/assistant.ts";
import { errorResponse } from "../../../_http/errors.ts";

export const dynamic = "force-dynamic";

/** The one line that needs no sign-in is `{status}`; the rest is for those who have. */
export async function GET(request: Request): Promise<Response> {
  try {
    const assistant = await getAssistant();
    const signedIn = await assistant.access.person(request.headers).then(
      () => true,
      () => false,
    );
    const health = await assistant.health();
    return Response.json(signedIn ? health : { status: health.status }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return errorResponse(error);
  }
}
