import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keptResultsFile } from "../../../lib/eval/index.ts";
import { bundle } from "../../fixtures/bundle.ts";

/** `footnote eval` as a process of its own, ended in mid-run, against a server that notes what it was asked. */
let program: string;
let url: string;
let close: () => void;
let asked: string[];
/** Called with the number of questions asked so far, before the answer goes out; false keeps it back. */
let onAsked: (count: number) => boolean;
let folder: string;

const event = (part: object | string) => `data: ${typeof part === "string" ? part : JSON.stringify(part)}\n\n`;

beforeAll(async () => {
  program = await bundle("lib/cli/index.ts");
});
beforeEach(async () => {
  asked = [];
  onAsked = () => true;
  folder = mkdtempSync(join(tmpdir(), "footnote-resume-"));
  const server = createServer(async (request, response) => {
    const path = request.url?.replace("/api/v1", "") ?? "";
    const send = (body: unknown) => response.end(JSON.stringify(body));
    if (path.startsWith("/search")) return send({ hits: [], evidence: [], relevant: true, retrieveMs: 1, tookMs: 2 });
    if (path === "/health") return send({ model: { name: "R1" } });
    if (path !== "/answers") return response.writeHead(204).end();
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    asked.push((JSON.parse(Buffer.concat(pieces).toString()) as { question: string }).question);
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
    response.write(event({ type: "data-start", data: { conversationId: "c" } }));
    if (!onAsked(asked.length)) return;
    const answer = {
      conversationId: "c",
      status: "answered",
      evidence: [],
      sentences: [],
      citations: [],
      timings: { totalMs: 1, evidenceMs: 1 },
    };
    response.end(event({ type: "data-answer", data: answer }) + event("[DONE]"));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  writeQuestions("One?", "Two?", "Three?", "Four?");
});
afterEach(() => close());

function writeQuestions(...questions: string[]): void {
  const lines = questions.map((question) => JSON.stringify({ question, document: "a.pdf", page: 1 }));
  writeFileSync(join(folder, "questions.jsonl"), lines.join("\n"));
}

function start(...options: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; errors: string }> } {
  const args = [program, "eval", join(folder, "questions.jsonl"), "--out", join(folder, "out"), ...options];
  const env = { ...process.env, FOOTNOTE_URL: url, FOOTNOTE_KEY: "key", DATA_DIR: folder };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr?.on("data", (piece) => {
    errors += String(piece);
  });
  return { child, ended: new Promise((done) => child.once("exit", (code) => done({ code, errors }))) };
}

/** Runs until the third question is being answered, then ends the process so. */
async function endedInMidRun(signal: NodeJS.Signals): Promise<{ code: number | null; errors: string }> {
  const run = start();
  onAsked = (count) => {
    if (count === 3) run.child.kill(signal);
    return count < 3;
  };
  const ended = await run.ended;
  onAsked = () => true;
  return ended;
}
const report = () => JSON.parse(readFileSync(join(folder, "out", "eval.json"), "utf8"));

describe("footnote eval, ended in mid-run", () => {
  it.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("goes on where it stopped after %s", async (signal) => {
    await endedInMidRun(signal);
    expect(asked).toEqual(["One?", "Two?", "Three?"]);
    asked = [];
    expect(await start().ended).toMatchObject({ code: 0 });
    expect(asked).toEqual(["Three?", "Four?"]);
    expect(report().summary.answers.made).toBe(4);
    expect(existsSync(join(folder, "out", keptResultsFile))).toBe(false);
  });

  it("says how to go on when it is asked to end", async () => {
    const { code, errors } = await endedInMidRun("SIGINT");
    expect(code).toBe(130);
    expect(errors).toMatch(/kept|run it again/i);
  });

  it("drops a line that was cut off, and asks that question again", async () => {
    await endedInMidRun("SIGKILL");
    appendFileSync(join(folder, "out", keptResultsFile), '{"question":"half');
    asked = [];
    expect(await start().ended).toMatchObject({ code: 0 });
    expect(asked).toEqual(["Three?", "Four?"]);
  });

  it("asks again what was changed meanwhile, and nothing that was taken out", async () => {
    await endedInMidRun("SIGKILL");
    writeQuestions("Two?", "One, put differently?");
    asked = [];
    expect(await start().ended).toMatchObject({ code: 0 });
    expect(asked).toEqual(["One, put differently?"]);
    expect(report().scores).toHaveLength(2);
  });

  it("begins anew with --fresh, and refuses to mix runs of two settings", async () => {
    await endedInMidRun("SIGKILL");
    const other = await start("--name", "other").ended;
    expect(other).toMatchObject({ code: 1, errors: expect.stringContaining("--fresh") });
    asked = [];
    expect(await start("--fresh", "--name", "other").ended).toMatchObject({ code: 0 });
    expect(asked).toHaveLength(4);
  });

  it("keeps what there is when the server breaks off, and says so", async () => {
    const run = start();
    onAsked = (count) => {
      if (count === 3) close();
      return count < 3;
    };
    expect(await run.ended).toMatchObject({ code: 1, errors: expect.stringMatching(/broke off|not running/) });
    expect(
      readFileSync(join(folder, "out", keptResultsFile), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(3);
  });
});
