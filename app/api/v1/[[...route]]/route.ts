import { getWeb } from "../../../../lib/composition/web.ts";
import { createApi } from "../../../_api/app.ts";

export const dynamic = "force-dynamic";

const api = createApi(getWeb);
const answer = (request: Request) => api.fetch(request);

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
