import { readFileSync } from "node:fs";
import { openApiDocument } from "../app/_api/app.ts";

type Document = ReturnType<typeof openApiDocument>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;

/** What of a JSON schema the page shows. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

/** docs/api.md: the introduction that people wrote, and every call as the OpenAPI document describes it. */
export function renderReference(): string {
  const { paths = {} } = openApiDocument("");
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    (["get", "post", "patch", "delete"] as const).flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [renderCall(`${method.toUpperCase()} ${path}`, operation)];
    }),
  );
  const introduction = readFileSync("test/fixtures/api-introduction.md", "utf8");
  const comment =
    "<!-- Made by test/unit/api/reference.test.ts from the schemas and test/fixtures/api-introduction.md. -->";
  return `${introduction}\n## Calls\n\n${comment}\n\n${calls.join("\n")}`;
}

function renderCall(title: string, { summary, parameters = [], requestBody, responses = {} }: Operation): string {
  const query = parameters.flatMap((parameter) =>
    "in" in parameter && parameter.in === "query"
      ? [`\`${parameter.name}${parameter.required ? "" : "?"}: ${typeOf(parameter.schema as Schema)}\``]
      : [],
  );
  const body = requestBody && "content" in requestBody ? contentOf(requestBody.content) : [];
  const answers = Object.entries(responses as Record<string, { content?: Record<string, { schema?: unknown }> }>)
    .filter(([status]) => status !== "default")
    .map(([status, { content = {} }]) => [`${status}`, ...contentOf(content)].join(" "));
  return [
    `### ${title}`,
    "",
    `${summary}.`,
    "",
    ...(query.length > 0 ? [`- Query: ${query.join(", ")}`] : []),
    ...(body.length > 0 ? [`- Body: ${body.join(" or ")}`] : []),
    `- Answers: ${answers.join(", ")}`,
    "",
  ].join("\n");
}

/** A body by its media types; that of JSON with its fields. */
function contentOf(content: Record<string, { schema?: unknown }>): string[] {
  return Object.entries(content).map(([type, { schema }]) =>
    type === "application/json" ? `\`${typeOf(schema as Schema)}\`` : type,
  );
}

/** A schema in the notation of TypeScript, two levels deep. */
function typeOf(schema: Schema, depth = 0): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const union = schema.anyOf ?? schema.allOf;
  if (union) return union.map((one) => typeOf(one, depth)).join(schema.anyOf ? " | " : " & ");
  if (schema.prefixItems) return `[${schema.prefixItems.map((one) => typeOf(one, depth)).join(", ")}]`;
  const types = [schema.type ?? "unknown"].flat().map((type) => {
    if (type === "array") return `${typeOf(schema.items ?? {}, depth)}[]`;
    if (type !== "object") return type;
    if (depth > 1) return "{…}";
    const fields = Object.entries(schema.properties ?? {}).map(
      ([name, field]) => `${name}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(field, depth + 1)}`,
    );
    return `{ ${fields.join(", ")} }`;
  });
  return types.join(" | ");
}
