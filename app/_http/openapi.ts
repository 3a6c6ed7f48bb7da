import { z } from "zod";
import * as api from "./api-schemas.ts";
import { comparisonOperations } from "./comparisons.ts";
import { meters, metersQuery } from "./meters.ts";
import { modelOperations } from "./models.ts";
import type { Operation } from "./operation.ts";
import {
  answerRequest,
  collectionName,
  conversationTitle,
  searchQuery,
  testQuestionQuery,
  testQuestionRequest,
} from "./schemas.ts";

const accepted = z.object({ id: z.string(), status: z.string(), duplicate: z.literal(true).optional() });

/** Every call, in the order in which a reader meets them. */
export const operations: Operation[] = [
  {
    method: "get",
    path: "/health",
    summary: "How Footnote is; without a key only its status",
    responses: { 200: api.health },
  },
  {
    method: "get",
    path: "/session",
    summary: "Who is signed in",
    responses: { 200: z.object({ user: z.object({ name: z.string(), email: z.string() }) }) },
  },
  {
    method: "get",
    path: "/collections",
    summary: "The collections you may see",
    responses: { 200: z.object({ collections: z.array(api.collection) }) },
  },
  {
    method: "post",
    path: "/collections",
    summary: "Make a collection",
    body: z.object({ name: collectionName }),
    responses: { 201: api.collection },
  },
  {
    method: "patch",
    path: "/collections/{id}",
    summary: "Rename a collection",
    body: z.object({ name: collectionName }),
    responses: { 204: null },
  },
  { method: "delete", path: "/collections/{id}", summary: "Delete an empty collection", responses: { 204: null } },
  {
    method: "get",
    path: "/collections/{id}/documents",
    summary: "The documents of a collection",
    responses: { 200: z.object({ documents: z.array(api.document) }) },
  },
  {
    method: "post",
    path: "/collections/{id}/documents",
    summary:
      "Upload one file: multipart field `file`, or the raw body with `x-filename` (UTF-8, percent-encoded). PDF, plain text, Markdown. The same bytes again answer 200 with `duplicate`",
    takes: "application/octet-stream",
    responses: { 202: accepted, 200: accepted },
  },
  {
    method: "get",
    path: "/documents/{id}",
    summary: "One document: where it stands",
    responses: { 200: api.document },
  },
  {
    method: "delete",
    path: "/documents/{id}",
    summary: "Delete a document: gone from every search and answer once acknowledged",
    responses: { 204: null },
  },
  {
    method: "get",
    path: "/documents/{id}/events",
    summary: "The record as server-sent events until it is ready or failed",
    gives: "text/event-stream",
    responses: { 200: null },
  },
  {
    method: "get",
    path: "/documents/{id}/file",
    summary: "The original's bytes; takes a Range",
    gives: "application/octet-stream",
    responses: { 200: null, 206: null },
  },
  {
    method: "get",
    path: "/documents/{id}/pages/{n}",
    summary: "One page's text: what every start and end points into",
    responses: { 200: z.object({ page: z.int(), text: z.string() }) },
  },
  {
    method: "post",
    path: "/documents/{id}/retry",
    summary: "Take up a failed document again",
    responses: { 200: api.document },
  },
  {
    method: "post",
    path: "/documents/{id}/cancel",
    summary: "Stop working on a document",
    responses: { 200: api.document },
  },
  {
    method: "get",
    path: "/events",
    summary: "Every change of a document you may see, as server-sent events",
    gives: "text/event-stream",
    responses: { 200: null },
  },
  {
    method: "get",
    path: "/search",
    summary: 'Find passages: "exact phrase", -word, file:name and page:n are understood',
    query: searchQuery,
    responses: { 200: api.searchResult },
  },
  {
    method: "post",
    path: "/answers",
    summary:
      "Ask. With `stream: false` the whole answer as JSON, otherwise server-sent events in the AI SDK's UI message stream",
    body: answerRequest,
    responses: { 200: api.answer },
  },
  { method: "get", path: "/answers/{id}", summary: "A kept answer", responses: { 200: api.answer } },
  {
    method: "post",
    path: "/answers/{id}/stop",
    summary: "Stop an answer that is being made",
    responses: { 204: null },
  },
  {
    method: "post",
    path: "/answers/{id}/answer-now",
    summary: "Close the thinking of an answer that is being made, so that it is written at once",
    responses: { 204: null },
  },
  {
    method: "get",
    path: "/conversations",
    summary: "Your conversations, newest first",
    responses: { 200: z.object({ conversations: z.array(api.conversation) }) },
  },
  {
    method: "get",
    path: "/conversations/{id}",
    summary: "One conversation with its answers",
    responses: { 200: z.object({ id: z.string(), title: z.string(), answers: z.array(api.answer) }) },
  },
  {
    method: "patch",
    path: "/conversations/{id}",
    summary: "Rename a conversation",
    body: z.object({ title: conversationTitle }),
    responses: { 204: null },
  },
  {
    method: "delete",
    path: "/conversations/{id}",
    summary: "Delete a conversation and its answers",
    responses: { 204: null },
  },
  {
    method: "get",
    path: "/unanswered",
    summary: "Questions that the documents of the collections you keep did not answer, newest first",
    responses: { 200: z.object({ questions: z.array(api.unansweredQuestion) }) },
  },
  {
    method: "get",
    path: "/test-questions",
    summary: "The questions you kept to ask again, newest first; `format=jsonl` gives what `footnote eval` reads",
    query: testQuestionQuery,
    responses: { 200: z.object({ questions: z.array(api.testQuestion) }) },
  },
  {
    method: "post",
    path: "/test-questions",
    summary: "Keep the question of an answer with its first citation, or as one to be refused where nothing was found",
    body: testQuestionRequest,
    responses: { 201: api.testQuestion },
  },
  { method: "delete", path: "/test-questions/{id}", summary: "Delete a test question", responses: { 204: null } },
  {
    method: "get",
    path: "/meters",
    summary: "What answers cost over the last days, by day and by collection you may see; deleted ones still count",
    query: metersQuery,
    responses: { 200: meters },
  },
  ...comparisonOperations,
  ...modelOperations,
];

/** The OpenAPI 3.1 document of `/api/v1`, made from the schemas that the routes check with. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Footnote", version, description: "Ask your own documents and check every sentence of the answer." },
    servers: [{ url: "/api/v1" }],
    security: [{ key: [] }, { session: [] }],
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "npm run footnote -- key create NAME" },
        session: { type: "apiKey", in: "cookie", name: "footnote.session_token" },
      },
      schemas: { Error: schemaOf(api.errorBody, "output") },
    },
    paths,
  };
}

function describe({ path, summary, responses, body, query, takes, gives }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    schema: schemaOf(schema as z.ZodType, "input"),
  }));
  const requestBody = body
    ? { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } }
    : takes
      ? { required: true, content: { [takes]: {} } }
      : undefined;
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(requestBody ? { requestBody } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, schema]) => [
          status,
          {
            description: "Success",
            ...(schema ? { content: { "application/json": { schema: schemaOf(schema, "output") } } } : {}),
            ...(gives ? { content: { [gives]: {} } } : {}),
          },
        ]),
      ),
      default: {
        description: "What failed and what to try",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output") {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}
