import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Client } from "../../../lib/cli/client.ts";
import { evaluate } from "../../../lib/cli/eval.ts";

/** A server that finds page 2 for everything, answers with one supported sentence, and remembers what it was asked. */
function server() {
  const calls: string[] = [];
  const reply = (path: string): unknown => {
    if (path.startsWith("/search"))
      return {
        tookMs: 40,
        retrieveMs: 12,
        hits: [{ documentName: "terms.pdf", page: 2, start: 0, end: 9 }],
        evidence: [{ text: "Twelve months.", documentName: "terms.pdf", page: 2 }],
        relevant: !path.includes("mayor"),
      };
    if (path === "/health") return { model: { name: "R1" } };
    return {
      conversationId: "v1",
      status: "answered",
      evidence: [{ text: "Twelve months.", documentName: "terms.pdf", page: 2 }],
      sentences: [{ support: "supported" }],
      citations: [{ documentName: "terms.pdf", page: 2 }],
      timings: { evidenceMs: 80, totalMs: 900 },
    };
  };
  const client: Client = {
    call: async (path, init) => {
      calls.push(`${init?.method ?? "GET"} ${path}`);
      if (path === "/answers")
        return new Response(`: open\n\ndata: ${JSON.stringify({ type: "data-answer", data: reply(path) })}\n\n`);
      return new Response(JSON.stringify(reply(path)));
    },
    json: async (path, init) => (await client.call(path, init)).json(),
    close: async () => {},
  };
  return { client, calls };
}

async function questionsIn(folder: string): Promise<string> {
  const file = join(folder, "questions.jsonl");
  const line = { question: "How long?", document: "terms.pdf", page: 2 };
  await writeFile(file, `${JSON.stringify(line)}\n${JSON.stringify({ ...line, question: "Where?", page: 7 })}\n`);
  return file;
}

describe("footnote eval", () => {
  it("prints the figures, writes both reports and leaves no conversation behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "footnote-eval-"));
    const { client, calls } = server();
    const text = await evaluate(client, await questionsIn(folder), { answers: true, out: folder });
    expect(text).toContain("0.500 (1 of 2)");
    expect(text).toContain("sentences supported");
    expect(JSON.parse(await readFile(join(folder, "eval.json"), "utf8")).setting).toBe("R1");
    expect(await readFile(join(folder, "eval.html"), "utf8")).toContain("How long?");
    expect(calls.filter((call) => call === "DELETE /conversations/v1")).toHaveLength(2);
    const again = await evaluate(client, await questionsIn(folder), {
      answers: true,
      out: folder,
      against: join(folder, "eval.json"),
    });
    expect(again.split("\n")[0]).toMatch(/R1\s+R1/);
  });

  it("asks no model for the search alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "footnote-eval-"));
    const { client, calls } = server();
    const text = await evaluate(client, await questionsIn(folder), { answers: false, out: folder, name: "search" });
    expect(calls.some((call) => call.includes("/answers"))).toBe(false);
    expect(text).toMatch(/right page among the evidence\s+0\.500 \(1 of 2\)/);
    expect(text).not.toContain("sentences supported");
  });

  it("measures refusals by what the search says of its relevance when no model is asked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "footnote-eval-"));
    const file = join(folder, "questions.jsonl");
    const lines = [{ question: "Who is the mayor?", unanswerable: true }, { question: "Where?" }];
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
    const text = await evaluate(server().client, file, { answers: false, out: folder });
    expect(text).toMatch(/unanswerable, refused\s+1\.000 \(1 of 1\)/);
    expect(text).toMatch(/answerable, wrongly refused\s+0\.000 \(0 of 1\)/);
    expect(text).toMatch(/right page among the evidence\s+not measured/);
  });

  it("names the remedy when the file is not there", async () => {
    await expect(evaluate(server().client, "missing.jsonl", { answers: false, out: tmpdir() })).rejects.toThrow(
      "cannot be read",
    );
  });
});
