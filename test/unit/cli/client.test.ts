import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, fetch as fetchThrough, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readConfig } from "../../../lib/base/config.ts";
import { streamAnswer } from "../../../lib/cli/answer-stream.ts";
import { ask } from "../../../lib/cli/ask.ts";
import { type Client, connect } from "../../../lib/cli/client.ts";

/** A server that keeps every request waiting until a test answers it. */
let waiting: ServerResponse[];
let url: string;
let close: () => Promise<void>;
let arrived: (() => void) | null;
const usual = getGlobalDispatcher();
const answer = { status: "answered", citations: [], sentences: [], conversationId: "c1" };
const event = (part: object | string) => `data: ${typeof part === "string" ? part : JSON.stringify(part)}\n\n`;
const headers = { "content-type": "text/event-stream" };

beforeEach(async () => {
  waiting = [];
  arrived = null;
  const server = createServer((_, response) => {
    waiting.push(response);
    arrived?.();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  // What five minutes are to Node's own fetch, this is here: it gives up on headers or a body that do not come.
  setGlobalDispatcher(new Agent({ headersTimeout: 100, bodyTimeout: 100 }));
});
afterEach(async () => {
  setGlobalDispatcher(usual);
  await close();
});

/** Resolves once so many requests wait. */
async function requests(count: number): Promise<void> {
  while (waiting.length < count) await new Promise<void>((done) => (arrived = done));
}
/** Takes as long as an impatient client waits for this response, and ends when it has given up. */
const impatience = async (begun: Promise<unknown>) => {
  await expect(begun).rejects.toThrow();
};
async function client(): Promise<Client> {
  return connect(readConfig(process.env), { ...process.env, FOOTNOTE_URL: url, FOOTNOTE_KEY: "key" });
}

it("waits for the first byte longer than fetch would", async () => {
  const asked = streamAnswer(await client(), "Why?");
  await requests(1);
  await impatience(fetchThrough(`${url}/probe`, { dispatcher: new Agent({ headersTimeout: 100 }) }));
  waiting[0]?.writeHead(200, headers).end(event({ type: "data-answer", data: answer }) + event("[DONE]"));
  expect(await asked).toMatchObject({ status: "answered" });
});

it("bears heartbeats and silence in the middle of an answer", async () => {
  const said: string[] = [];
  const asked = ask(await client(), "Why?", { write: (text) => said.push(text) > 0 });
  await requests(1);
  waiting[0]?.writeHead(200, headers).write(`: open\n\n${event({ type: "text-delta", delta: "Because" })}`);
  const probe = fetchThrough(`${url}/probe`, { dispatcher: new Agent({ bodyTimeout: 100 }) }).then((it) => it.text());
  await requests(2);
  waiting[1]?.writeHead(200).write("half");
  await impatience(probe);
  waiting[0]?.end(`: still here\n\n${event({ type: "data-answer", data: answer })}`);
  await asked;
  expect(said.join("")).toContain("Because");
});

it("says that Footnote is not running only where nothing answers", async () => {
  const begun = await client();
  await close();
  await expect(streamAnswer(begun, "Why?")).rejects.toThrow("not running");
});

it.each([
  ["before the first byte", (response: ServerResponse) => void response.destroy()],
  [
    "in mid-answer",
    (response: ServerResponse) =>
      void response.writeHead(200, headers).write(event({ type: "x" }), () => response.destroy()),
  ],
  ["without its last part", (response: ServerResponse) => void response.writeHead(200, headers).end(event("[DONE]"))],
])("says that the connection broke off when it ends %s", async (_, end) => {
  const asked = streamAnswer(await client(), "Why?");
  const failed = expect(asked).rejects.toThrow("broke off");
  await requests(1);
  if (waiting[0]) end(waiting[0]);
  await failed;
});

it("says what an error in the stream says", async () => {
  const asked = streamAnswer(await client(), "Why?");
  const failed = expect(asked).rejects.toThrow("The model was ended.");
  await requests(1);
  waiting[0]?.writeHead(200, headers).end(event({ type: "error", errorText: "The model was ended." }));
  await failed;
});
