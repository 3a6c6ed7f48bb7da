import { FootnoteError } from "../../../../lib/base/errors.ts";
import { route } from "../../../_http/route.ts";

/** Any other address: a typed answer instead of a page. */
const nothing = route<{ rest: string[] }>(async () => {
  throw new FootnoteError("not_found", "There is nothing at this address.", {
    hint: "GET /api/v1/openapi.json lists every call.",
  });
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
