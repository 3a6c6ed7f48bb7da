import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import type { EvalReport } from "../../lib/eval/index.ts";
import { launchChromium } from "../browser.ts";
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

let footnote: RunningFootnote;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "footnote-eval-"));
const file = join(folder, "questions.jsonl");
const evaluate = (...options: string[]) =>
  run({ ...process.env, FOOTNOTE_URL: footnote.url, FOOTNOTE_KEY: footnote.key }, "eval", file, ...options);
const reportIn = (name: string): EvalReport => JSON.parse(readFileSync(join(folder, name, "eval.json"), "utf8"));

beforeAll(async () => {
  writeFileSync(file, questions.map((question) => JSON.stringify(question)).join("\n"));
  footnote = await startFootnote({ ANSWER_TOKENS: "24" });
  const { collections } = await (await footnote.api("/collections")).json();
  const list = `/collections/${collections[0]?.id}/documents`;
  const headers = { "x-filename": "observatory.pdf", "content-type": "application/pdf" };
  const body = new Uint8Array(await makePdf(observatoryPages));
  await footnote.api(list, { method: "POST", headers, body });
  await eventually(async () => {
    const { documents }: { documents: DocumentRecord[] } = await (await footnote.api(list)).json();
    return documents.find(({ name, status }) => name === "observatory.pdf" && status === "ready");
  }, "the document is ready");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("without a model: pages, evidence and refusals are measured, and no conversation is made", async () => {
  const text = await evaluate("--no-answers", "--out", join(folder, "search"), "--name", "search alone");
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

test("with answers: the same, beside the earlier run, and what was asked is not left among the conversations", async () => {
  const text = await evaluate("--out", join(folder, "answers"), "--against", join(folder, "search", "eval.json"));
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
