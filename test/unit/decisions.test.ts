import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDecisions, createScriptedGenerator } from "../../lib/generate/index.ts";

const pairs = [{ premise: "It lasts twelve months.", sentence: "It lasts a year." }];
let reply: { status: number; body: string } | null = null;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  if (reply === null) return; // never answers
  response.writeHead(reply.status, { "content-type": "application/json" }).end(reply.body);
});
let baseUrl = "";
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const decide = (starter: boolean, timeLimitMs = 10_000) => {
  const { info } = createScriptedGenerator([], { info: { starter } });
  return createDecisions({ baseUrl, apiKey: "s", info, timeLimitMs })(pairs);
};

it("hands on what the model decided", async () => {
  reply = { status: 200, body: JSON.stringify({ answers: [0.75] }) };
  expect(await decide(false)).toEqual([0.75]);
  expect(asked).toEqual(["POST /v1/decisions Bearer s"]);
});

it("never asks the starter model", async () => {
  reply = { status: 200, body: JSON.stringify({ answers: [0.98] }) };
  const before = asked.length;
  expect(await decide(true)).toBeNull();
  expect(asked).toHaveLength(before);
});

it.each([
  ["knows no such call", { status: 404, body: "{}" }],
  ["is out of memory", { status: 503, body: "{}" }],
  ["answers nonsense", { status: 200, body: '{"answers":["yes"]}' }],
  ["does not answer in time", null],
])("leaves the support as it is when the server %s", async (_, given) => {
  reply = given;
  expect(await decide(false, 100)).toBeNull();
});
