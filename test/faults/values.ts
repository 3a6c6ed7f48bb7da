import type { calls } from "../api-routes.ts";

/** Values that no call can want, and what is wrong with each. JSON text, since not all of them can be written as objects. */
export const badValues: readonly [string, string][] = [
  ["an array for a string", '["a"]'],
  ["an object for a string", '{"a":1}'],
  ["a number", "3"],
  ["2^53", "9007199254740992"],
  ["past the largest number", "1e400"],
  ["a negative number", "-1"],
  ["null", "null"],
  ["a truth value", "true"],
  ["NUL", '"a\\u0000b"'],
  ["an escape sequence", '"\\u001b[31m"'],
  ["a C1 control", '"\\u009b31m"'],
  ["half of a surrogate pair", '"\\ud800"'],
  ["the other half", '"\\udc00a"'],
  ["empty", '""'],
  ["100,000 characters", `"${"x".repeat(100_000)}"`],
  ["a path", '"../../etc/passwd"'],
  ["SQL", '"\' OR 1=1 --"'],
  ["arrays 5,000 deep", "[".repeat(5000) + "]".repeat(5000)],
  ["objects 5,000 deep", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`],
  ["a prototype", '{"__proto__":{"admin":true}}'],
];

/** The same for a query and for a name in a path, percent-encoded; what is not valid UTF-8 is among them. */
export const badWords: readonly string[] = [
  "%00",
  "a%00b",
  "%1b%5b31m",
  "%C2%9b",
  "%FF",
  "%ED%A0%80",
  "%",
  "%E2%82",
  "9007199254740992",
  "-1",
  "1e400",
  "NaN",
  "Infinity",
  "x".repeat(10_000),
  "..%2f..%2fetc%2fpasswd",
  "'%20OR%201=1--",
  "__proto__",
  "constructor",
  "%E2%80%AE",
];

type Call = (typeof calls)[number];

/** The names of the fields of a call's JSON body, as its contract has them. */
export function bodyFields(call: Call): string[] {
  const content = call.request?.body?.content["application/json"];
  const schema = content !== undefined && "schema" in content ? content.schema : undefined;
  return schema !== undefined && "shape" in schema ? Object.keys(schema.shape as object) : [];
}

/** The names of what a call takes in its query. */
export function queryFields(call: Call): string[] {
  const query = call.request?.query;
  return query !== undefined && "shape" in query ? Object.keys(query.shape as object) : [];
}
