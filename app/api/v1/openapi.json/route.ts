import { openApiDocument } from "../../../_http/openapi.ts";
import { route } from "../../../_http/route.ts";

export const GET = route(async ({ web }) => Response.json(openApiDocument(web.version)));
