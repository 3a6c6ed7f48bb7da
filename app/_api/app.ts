import { FootnoteError } from "../../lib/base/errors.ts";
import type { ApiServices } from "./environment.ts";
import { errorResponse } from "./errors.ts";
import { createRouter } from "./router.ts";
import { answers } from "./routes/answers.ts";
import { collections } from "./routes/collections.ts";
import { comparisons } from "./routes/comparisons.ts";
import { conversations } from "./routes/conversations.ts";
import { documents } from "./routes/documents.ts";
import { events } from "./routes/events.ts";
import { health } from "./routes/health.ts";
import { meters } from "./routes/meters.ts";
import { models } from "./routes/models.ts";
import { search } from "./routes/search.ts";
import { session } from "./routes/session.ts";
import { testQuestions } from "./routes/test-questions.ts";
import { uploads } from "./routes/uploads.ts";
import { signedIn } from "./signed-in.ts";

/** Every call of the API, in the order in which a reader meets them. */
export const routes = createRouter()
  .route("/", session)
  .route("/", collections)
  .route("/", uploads)
  .route("/", documents)
  .route("/", events)
  .route("/", search)
  .route("/", answers)
  .route("/", conversations)
  .route("/", testQuestions)
  .route("/", meters)
  .route("/", comparisons)
  .route("/", models);

/** The calls and their types, for the browser's client. */
export type Api = typeof routes;

/** The API below `/api/v1`. `services` is asked at each call, so that the first call makes them. */
export function createApi(services: () => Promise<ApiServices>) {
  const api = createRouter().basePath("/api/v1");
  api.use(async (context, next) => {
    context.set("services", await services());
    await next();
    // Who may read it is asked each time: nothing is kept by a browser or a proxy.
    if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
  });
  api.route("/", health); // the one call that a stranger may make
  api.use(signedIn);
  api.route("/", routes);
  api.get("/openapi.json", async ({ var: { services } }) => Response.json(openApiDocument(services.version)));
  api.notFound(() => errorResponse(nothingHere()));
  api.onError((error) => errorResponse(error));
  return api;
}

/** The OpenAPI 3.1 document, made from the schemas that the routes check with. */
export function openApiDocument(version: string) {
  const described = createRouter().route("/", health).route("/", routes);
  described.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description: "npm run footnote -- key create NAME",
  });
  described.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "footnote.session_token",
  });
  return described.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Footnote", version, description: "Ask your own documents and check every sentence of the answer." },
    servers: [{ url: "/api/v1" }],
    security: [{ key: [] }, { session: [] }],
  });
}

const nothingHere = () =>
  new FootnoteError("not_found", "There is nothing at this address.", {
    hint: "GET /api/v1/openapi.json lists every call.",
  });
