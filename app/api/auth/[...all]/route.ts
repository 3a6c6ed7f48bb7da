import { getWeb } from "../../../../lib/composition/web.ts";
import { errorResponse } from "../../../_api/errors.ts";

/** Following a sign-in link, and signing out. */
async function handle(request: Request): Promise<Response> {
  try {
    return await (await getWeb()).people.handleSignIn(request);
  } catch (error) {
    return errorResponse(error);
  }
}

export { handle as GET, handle as POST };
