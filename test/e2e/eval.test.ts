import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import type { EvalReport } from "../../lib/eval/index.ts";
import type { SearchHit } from "../../lib/retrieve/search.ts";
import { launchChromium } from "../browser.ts";
import { makeOneWordNli, makeOverlapReranker } from "../fixtures/cross-encoder/make-models.ts";
import { makePdf, observatoryPages } from "../fixtures/make-pdf.ts";
import { eventually, type RunningFootnote, run, startFootnote } from "../running.ts";

/** `footnote eval` as a user runs it: against the built, running Footnote. Nothing here depends on what a model writes. */
const place = (page: number, quote: string) => ({ document: "observatory.pdf", page, quote });
const questions = [
  {
    id: "founder",
    question: "Who founded the Larch Hill Observatory?",
    ...place(1, "founded in 1931 by the surveyor Ada Winterbourne"),
  },
  {
    id: "mirror",
    question: "How large is the mirror of the main telescope?",
    ...place(2, "a reflecting telescope with a mirror of 3.6 metres"),
  },
  {
    id: "tour",
    question: "What does a guided tour cost?",
    ...place(4, "A guided tour costs 12 euros and takes 90 minutes"),
  },
  { id: "absent", question: "Which parliament ratified the fisheries treaty with Iceland?", unanswerable: true },
];

/** Short prompts and answers: what is written does not matter here. */
const brief = { ANSWER_TOKENS: "16", CONTEXT_SIZE: "768" };

let footnote: RunningFootnote;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "footnote-eval-"));
const file = join(folder, "questions.jsonl");
const evaluate = (at: RunningFootnote, ...options: string[]) =>
  run({ ...process.env, FOOTNOTE_URL: at.url, FOOTNOTE_KEY: at.key }, "eval", file, ...options);
const reportIn = (name: string): EvalReport => JSON.parse(readFileSync(join(folder, name, "eval.json"), "utf8"));

async function addObservatory(to: RunningFootnote): Promise<void> {
  const { collections } = await (await to.api("/collections")).json();
  const list = `/collections/${collections[0]?.id}/documents`;
  const headers = { "x-filename": "observatory.pdf", "content-type": "application/pdf" };
  const body = new Uint8Array(await makePdf(observatoryPages));
  await to.api(list, { method: "POST", headers, body });
  await eventually(async () => {
    const { documents }: { documents: DocumentRecord[] } = await (await to.api(list)).json();
    return documents.find(({ name, status }) => name === "observatory.pdf" && status === "ready");
  }, "the document is ready");
}

beforeAll(async () => {
  writeFileSync(file, questions.map((question) => JSON.stringify(question)).join("\n"));
  footnote = await startFootnote(brief);
  await addObservatory(footnote);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("without a model: pages, evidence and refusals are measured, and no conversation is made", async () => {
  const text = await evaluate(footnote, "--no-answers", "--out", join(folder, "search"), "--name", "search alone");
  expect(text).toMatch(/right page among the first 5\s+1\.000 \(3 of 3\)/);
  expect(text).toMatch(/unanswerable, refused\s+1\.000 \(1 of 1\)/);
  expect(text).not.toContain("sentences supported");
  const { summary, setting } = reportIn("search");
  expect(setting).toBe("search alone");
  expect(summary.evidencePage).toMatchObject({ right: 3, of: 3 });
  expect(summary.evidenceText).toMatchObject({ right: 3, of: 3 });
  expect(summary.refusedWrong).toMatchObject({ right: 0, of: 3 });
  expect(summary.answers).toBeNull();
  const { conversations } = await (await footnote.api("/conversations")).json();
  expect(conversations).toEqual([]);
});

test("with answers: the same, beside the earlier run, and what was asked is not left among the conversations", {
  timeout: 600_000,
}, async () => {
  const text = await evaluate(
    footnote,
    "--out",
    join(folder, "answers"),
    "--against",
    join(folder, "search", "eval.json"),
  );
  expect(text.split("\n")[0]).toMatch(/search alone\s+SmolLM2/);
  const { summary, scores } = reportIn("answers");
  expect(summary.pageHit[5]).toMatchObject({ right: 3, of: 3 });
  expect(summary.evidencePage).toMatchObject({ right: 3, of: 3 });
  expect(summary.refusedRight).toMatchObject({ right: 1, of: 1 });
  expect(scores.find(({ id }) => id === "absent")?.answer).toMatchObject({ status: "no_evidence", sentences: 0 });
  expect(summary.answers?.made).toBe(4);
  const { conversations } = await (await footnote.api("/conversations")).json();
  expect(conversations).toEqual([]);
});

test("the page of the comparison opens by itself: both settings side by side, nothing fetched, no script", async () => {
  const page = await browser.newPage({ offline: true });
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const address = `file://${join(folder, "answers", "eval.html")}`;
  await page.goto(address);
  expect(requests).toEqual([address]);
  const heads = await page.locator("table").first().locator("thead th").allTextContents();
  expect(heads.filter((head) => /search alone|SmolLM2/.test(head))).toHaveLength(2);
  for (const { question } of questions) expect(await page.getByText(question).count()).toBeGreaterThan(0);
  expect(await page.locator("script").count()).toBe(0);
});

test("with a reranker and an NLI check installed: the reranker's score is explained, answers come, and eval compares", {
  timeout: 600_000,
}, async () => {
  // Test models that know nothing (fixtures/cross-encoder): beside the real ones, under names of their own.
  const models = join(folder, "models");
  makeOverlapReranker(join(models, "overlap-test-model"));
  makeOneWordNli(join(models, "one-word-nli-test-model"));
  const installed = resolve("data/models");
  for (const name of readdirSync(installed)) symlinkSync(join(installed, name), join(models, name));
  const second = await startFootnote({
    MODELS_DIR: models,
    RERANKER: "overlap-test-model",
    NLI: "one-word-nli-test-model",
    RERANK_MS: "60000",
    ...brief,
  });
  try {
    await addObservatory(second);
    const explained = await eventually(async () => {
      const { hits } = await (await second.api("/search?q=guided%20tour%20cost&explain=1")).json();
      return hits[0]?.scores.rerank === undefined ? null : hits;
    }, "the reranker is loaded");
    expect(explained[0]).toMatchObject({ documentName: "observatory.pdf", page: 4 });
    const read = explained.flatMap(({ scores }: SearchHit) => scores.rerank ?? []);
    expect(read.length).toBeGreaterThan(1);
    expect(read.every((score: number) => score >= 0 && score <= 1)).toBe(true);
    const earlier = join(folder, "search", "eval.json");
    const out = join(folder, "reranked");
    const text = await evaluate(second, "--no-answers", "--name", "reranked", "--out", out, "--against", earlier);
    expect(text.split("\n")[0]).toMatch(/search alone\s+reranked/);
    expect(reportIn("reranked").summary.pageHit[5]).toMatchObject({ right: 3, of: 3 });
    const body = JSON.stringify({ question: "What does a guided tour cost?", stream: false });
    const headers = { "content-type": "application/json" };
    const { evidence } = await (await second.api("/answers", { method: "POST", headers, body })).json();
    expect(evidence[0]?.page).toBe(4);
    expect(second.log.filter((line) => line.includes("cross-encoder failed"))).toEqual([]);
  } finally {
    await second.stop();
  }
});
