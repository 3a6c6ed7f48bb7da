import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A chunk's fields besides those that every chunk has. */
export type Fields = Record<string, unknown>;
export type Step = Fields | "cut" | "hang" | "done";

export interface StandIn {
  baseUrl: string;
  /** Bodies received by `/v1/chat/completions`. */
  asked: Record<string, unknown>[];
  close(): Promise<void>;
}

export interface StandInOptions {
  /** The stream to send, or a refusal. */
  answer: Step[] | { status: number; headers?: Record<string, string>; body: object };
  models?: object;
  health?: { status: number; body: object };
  /** Replies to other paths, by `METHOD /path`. */
  calls?: Record<string, (body: Record<string, unknown>) => object>;
}

const content = (text: string): Fields => ({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] });
const thought = (text: string): Fields => ({
  choices: [{ index: 0, delta: { reasoning_content: text }, finish_reason: null }],
});
const end = (reason = "stop"): Fields => ({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const usage = (prompt: number, completion: number, reasoning?: number): Fields => ({
  choices: [],
  usage: {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  },
});

/** The pieces of which the streams of vLLM and llama-server consist. */
export const say = { content, thought, end, usage };

/** A small server that sends what it is told, as vLLM and llama-server do, slow and broken ones included. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => void reply(request, response));
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${request.url}`;
    const body = await readBody(request);
    const json = (status: number, value: object, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(value));
    };
    const custom = options.calls?.[call];
    if (custom) return json(200, custom(body));
    if (call === "GET /health" && options.health) return json(options.health.status, options.health.body);
    if (call === "GET /v1/models")
      return json(200, options.models ?? { object: "list", data: [{ id: "stand-in", object: "model" }] });
    if (call !== "POST /v1/chat/completions") return json(404, { error: { message: "not found" } });
    asked.push(body);
    const { answer } = options;
    if (!Array.isArray(answer)) return json(answer.status, answer.body, answer.headers);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const step of answer) {
      if (step === "hang") return;
      if (step === "cut") return void response.destroy();
      if (step === "done") break;
      const event = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "stand-in", ...step };
      await new Promise((resolve) => response.write(`data: ${JSON.stringify(event)}\n\n`, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end("data: [DONE]\n\n");
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}
