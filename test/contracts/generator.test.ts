import { afterEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import { createOpenAiGenerator, createScriptedGenerator } from "../../lib/generate/index.ts";
import { collect, generatorContract, request, textOf } from "./generator-suite.ts";
import { type StandIn, type StandInOptions, type Step, say, startStandIn } from "./stand-in-llm.ts";

const open: StandIn[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(options: StandInOptions) {
  const server = await startStandIn(options);
  open.push(server);
  return { server, generator: createOpenAiGenerator({ baseUrl: server.baseUrl, apiKey: "k", idleTimeoutMs: 20_000 }) };
}

const generatorFor = async (answer: Step[]) => (await serve({ answer })).generator;
const r1Models = { data: [{ id: "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", owned_by: "vllm", max_model_len: 32768 }] };

generatorContract("the OpenAI adapter on a server with reasoning_content", {
  answering: () =>
    generatorFor([
      say.thought("Two "),
      say.thought("sources."),
      say.content("Twelve months"),
      say.content(" [1]."),
      say.end(),
      say.usage(9, 8, 3),
    ]),
  hanging: () => generatorFor([say.content("Twelve"), "hang"]),
});

generatorContract("the OpenAI adapter on a server with inline thoughts", {
  answering: () =>
    generatorFor([
      say.content("<th"),
      say.content("ink>\nTwo sources.</"),
      say.content("think>\n\nTwelve months [1]."),
      say.end(),
    ]),
  hanging: () => generatorFor([say.content("Twelve"), "hang"]),
});

generatorContract("the scripted generator", {
  answering: async () =>
    createScriptedGenerator([
      { type: "reasoning", delta: "Two sources." },
      { type: "text", delta: "Twelve months [1]." },
    ]),
  hanging: async () => createScriptedGenerator([{ type: "text", delta: "Twelve" }, { type: "hang" }]),
});

const failure = async (work: Promise<unknown>): Promise<FootnoteError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FootnoteError)) throw new Error(`expected a FootnoteError, got ${String(error)}`);
  return error;
};

describe("the OpenAI adapter", () => {
  it("takes what an R1 wrote before a lone closing tag for its thought", async () => {
    const { generator } = await serve({
      models: r1Models,
      answer: [say.content("Okay, source two."), say.content("\n</think>\n\nTwelve months [1]."), say.end()],
    });
    const events = await collect(generator.generate(request()));
    expect(textOf(events, "reasoning")).toBe("Okay, source two.\n");
    expect(textOf(events, "text")).toBe("Twelve months [1].");
  });

  it("gives an R1's answer as text when it did not think at all", async () => {
    const { generator } = await serve({ models: r1Models, answer: [say.content("Twelve months [1]."), say.end()] });
    expect(textOf(await collect(generator.generate(request())), "text")).toBe("Twelve months [1].");
  });

  it("shows no empty thinking", async () => {
    const generator = await generatorFor([say.content("<think>\n\n</think>\n\nTwelve months."), say.end()]);
    const events = await collect(generator.generate(request()));
    expect(events.map((event) => event.type)).toEqual(["text", "finish"]);
  });

  it("tells the place in the queue and how far the prompt is read, when the server does", async () => {
    const generator = await generatorFor([
      { choices: [], footnote: { queued: { position: 2, expectedWaitMs: 4000 } } },
      { choices: [], footnote: { reading: { tokensRead: 64, tokensTotal: 128 } } },
      say.content("Yes."),
      say.end(),
    ]);
    const events = await collect(generator.generate(request()));
    expect(events[0]).toEqual({ type: "queued", position: 2, expectedWaitMs: 4000 });
    expect(events[1]).toEqual({ type: "reading", tokensRead: 64, tokensTotal: 128 });
  });

  it("says that a limit or a loop cut the answer", async () => {
    const cut = await generatorFor([say.content("Twelve"), say.end("length")]);
    expect((await collect(cut.generate(request()))).at(-1)).toMatchObject({ reason: "length" });
    const loop = await generatorFor([say.content("la la la"), { ...say.end(), footnote: { loop: "answer" } }]);
    expect((await collect(loop.generate(request()))).at(-1)).toMatchObject({ loop: "answer" });
  });

  it("keeps what arrived and says that the model stopped when the stream breaks", async () => {
    const generator = await generatorFor([say.content("Twelve"), "cut"]);
    let text = "";
    const error = await failure(
      (async () => {
        for await (const event of generator.generate(request())) if (event.type === "text") text += event.delta;
      })(),
    );
    expect(text).toBe("Twelve");
    expect(error.code).toBe("model_interrupted");
    expect(error.hint).toContain("Ask again");
  });

  it("takes a stream that ends without a finish for a broken one", async () => {
    const generator = await generatorFor([say.content("Twelve"), "done"]);
    expect((await failure(collect(generator.generate(request())))).code).toBe("model_interrupted");
  });

  it("takes an error inside the stream for an interruption", async () => {
    const generator = await generatorFor([say.content("Twelve"), { error: { message: "CUDA out of memory" } }]);
    const error = await failure(collect(generator.generate(request())));
    expect(error.code).toBe("model_interrupted");
    expect(error.message).not.toContain("CUDA");
  });

  it("gives up a stream that stays silent", async () => {
    const { server } = await serve({ answer: [say.content("Twelve"), "hang"] });
    const generator = createOpenAiGenerator({ baseUrl: server.baseUrl, apiKey: "", idleTimeoutMs: 50 });
    expect((await failure(collect(generator.generate(request())))).code).toBe("model_interrupted");
  });

  it("passes on how long to wait when the server has too many questions", async () => {
    for (const status of [429, 503]) {
      const { generator } = await serve({
        answer: { status, headers: { "retry-after": "7" }, body: { error: { message: "busy" } } },
      });
      const error = await failure(collect(generator.generate(request())));
      expect(error).toMatchObject({ code: "overloaded", retryAfter: 7 });
    }
  });

  it("says that the model is loading, not that too many ask", async () => {
    const body = { error: { code: "model_unavailable", message: "The model is still loading." } };
    const { generator } = await serve({ answer: { status: 503, headers: { "retry-after": "2" }, body } });
    const error = await failure(collect(generator.generate(request())));
    expect(error).toMatchObject({ code: "model_unavailable", message: "The model is still loading." });
  });

  it("says that the prompt is too long for the model", async () => {
    const body = {
      error: { message: "This model's maximum context length is 4096 tokens.", code: "context_length_exceeded" },
    };
    const { generator } = await serve({ answer: { status: 400, body } });
    expect((await failure(collect(generator.generate(request())))).code).toBe("context_too_small");
  });

  it("says what to try when no server is there", async () => {
    const { server, generator } = await serve({ answer: [] });
    await server.close();
    for (const error of [await failure(generator.info()), await failure(collect(generator.generate(request())))]) {
      expect(error.code).toBe("model_unavailable");
      expect(error.hint).toContain("LLM_BASE_URL");
    }
  });

  it("sends the thought budget and the grammar only to Footnote's own model process", async () => {
    const health = {
      status: 200,
      body: {
        status: "ready",
        model: { id: "m", name: "M", backend: "cpu", contextSize: 2048, starter: true, promptForm: "plain" },
        promptTokensPerSecond: 321,
      },
    };
    const answer = [say.content("Yes."), say.end()];
    const calls = {
      "POST /v1/tokenize": ({ texts }: Record<string, unknown>) => ({ counts: (texts as string[]).map(() => 5) }),
    };
    const ours = await serve({ answer, health, calls });
    const other = await serve({ answer });
    const asked = request({ thoughtTokens: 10, grammar: 'root ::= "Yes."', user: "ann" });
    for (const { generator } of [ours, other]) await collect(generator.generate(asked));
    expect(ours.server.asked[0]).toMatchObject({
      thought_tokens: 10,
      grammar: 'root ::= "Yes."',
      user: "ann",
      model: "m",
    });
    expect(other.server.asked[0]).not.toHaveProperty("thought_tokens");
    expect(other.server.asked[0]).not.toHaveProperty("grammar");
    expect(await ours.generator.info()).toMatchObject({ name: "M", starter: true, promptTokensPerSecond: 321 });
    expect(await ours.generator.countTokens(["a", "b"])).toEqual([5, 5]);
  });

  it("tells why our model process has no model", async () => {
    const error = { code: "model_damaged", message: "The file is damaged.", hint: "Fetch it again." };
    const body = { status: "failed", model: null, promptTokensPerSecond: null, error };
    const { generator } = await serve({ answer: [], health: { status: 503, body } });
    expect(await failure(generator.info())).toMatchObject(error);
  });

  it("takes the context size and the prompt form from vLLM's list", async () => {
    const { generator } = await serve({ answer: [], models: r1Models });
    expect(await generator.info()).toMatchObject({
      contextSize: 32768,
      promptForm: "r1",
      backend: "vllm",
      starter: false,
    });
  });

  it("asks our process to answer now", async () => {
    const health = {
      status: 200,
      body: {
        status: "ready",
        model: { id: "m", name: "M", backend: "cpu", contextSize: 2048, starter: false, promptForm: "r1" },
        promptTokensPerSecond: null,
      },
    };
    let tell: (id: unknown) => void = () => undefined;
    const told = new Promise<unknown>((resolve) => {
      tell = resolve;
    });
    const answerNowCall = ({ id }: Record<string, unknown>) => {
      tell(id);
      return { id };
    };
    const calls = { "POST /v1/answer-now": answerNowCall };
    const { generator } = await serve({ answer: [say.thought("Hm"), "hang"], health, calls });
    const [answerNow, stop] = [new AbortController(), new AbortController()];
    const reading = collectUntil(
      generator.generate(request({ answerNow: answerNow.signal, signal: stop.signal })),
      () => answerNow.abort(),
    );
    expect(await told).toBe("chatcmpl-1");
    stop.abort(new Error("done"));
    await expect(reading).rejects.toThrow("done");
  });
});

async function collectUntil(stream: AsyncIterable<unknown>, first: () => void): Promise<void> {
  for await (const _ of stream) first();
}
