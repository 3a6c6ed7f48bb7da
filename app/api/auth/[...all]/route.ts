import { getAssistant } from "../../../../lib/assistant.ts";
import { errorResponse } from "../../../_http/errors.ts";

/** Following a sign-in link, and signing out. */
async function handle(request: Request): Promise<Response> {
  try {
    return await (await getAssistant()).access.handle(request);
  } catch (error) {
    return errorResponse(error);
  }
}

export { handle as GET, handle as POST };
