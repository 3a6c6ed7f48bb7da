import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../lib/base/types.ts";
import type { Comparison } from "../../lib/catalog/index.ts";
import type { MeterReport } from "../../lib/services/meters.ts";
import { schemaOf } from "../api-routes.ts";
import { answerOf, ask, WRITTEN } from "../ask.ts";
import { launchChromium, seriousViolations, watchErrors } from "../browser.ts";
import { type ModelProcess, secret, startModelProcess } from "../fixtures/model-process.ts";
import { type SlowR1, startSlowR1 } from "../fixtures/slow-r1.ts";
import { eventually, type RunningFootnote, startFootnote } from "../running.ts";

/** What a person sees of thinking, comparing and costs, in real Chromium. The guide that is there from the start is asked. */
const question = "How do I add documents?";
/** A folder for pictures of the pages, for those who want to look at them. */
const pictures = process.env.FOOTNOTE_PICTURES;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Signs in and waits until the guide can be asked. */
async function open(footnote: RunningFootnote): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(footnote.link);
  await page.getByRole("textbox", { name: "Question" }).waitFor();
  await eventually(async () => {
    const { status } = await json<{ status: string }>(footnote, "/health");
    const { index } = await json<{ index: { documents: number } }>(footnote, "/health");
    return status === "ok" && index.documents > 0;
  }, "the model is loaded and the guide is ready");
  return page;
}

const json = async <T>(footnote: RunningFootnote, path: string, init?: RequestInit): Promise<T> =>
  (await footnote.api(path, init)).json() as Promise<T>;

/** The body of an answer of the API, checked against its own OpenAPI description. */
async function held<T>(footnote: RunningFootnote, method: "get" | "post", path: string, actual: string, body?: object) {
  const response = await footnote.api(actual, {
    method: method.toUpperCase(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const schema = schemaOf(method, path, response.status);
  const answered: unknown = await response.json();
  expect(schema?.safeParse(answered).error?.issues ?? [], `${method} ${path}`).toEqual([]);
  return answered as T;
}

/** In both themes and on a phone: nothing serious for axe, nothing to scroll sideways; with a picture of each. */
async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    // Without transitions: colours that are half way from one theme to the other have too little contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider, `${name} at ${width} scrolls sideways`).toBeLessThanOrEqual(0);
      expect(await seriousViolations(page), `${name} at ${width} in ${colorScheme}`).toEqual([]);
      if (pictures !== undefined)
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function askInBrowser(page: Page, footnote: RunningFootnote): Promise<void> {
  await page.goto(footnote.url);
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.keyboard.press("Enter");
}

const over = (page: Page) =>
  page.locator("[data-comparison]:not([data-comparison=live])").waitFor({ timeout: 240_000 });

describe("with two real model processes", () => {
  let second: ModelProcess;
  let footnote: RunningFootnote;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    second = await startModelProcess({ MODEL: "smollm2-135m-instruct", CONTEXT_SIZE: "2048", SEQUENCES: "1" });
    await second.settled();
    footnote = await startFootnote({
      ANSWER_TOKENS: "48",
      COMPARE_BASE_URL: `${second.url}/v1`,
      COMPARE_API_KEY: secret,
    });
    page = await open(footnote);
    errors = watchErrors(page);
  });
  afterAll(async () => {
    await footnote?.stop();
    await second?.stop();
  });

  test("both answer the same question from the same passages, and what each took stands side by side", async () => {
    await page.goto(`${footnote.url}/compare?question=${encodeURIComponent(question)}`);
    await page.getByRole("button", { name: "Ask both" }).click();
    await over(page);
    const sides = page.locator("[data-side]");
    expect(await sides.count()).toBe(2);
    for (const status of await sides.evaluateAll((all) => all.map((one) => one.getAttribute("data-side")))) {
      expect(WRITTEN).toContain(status);
    }
    const figures = (await page.locator("[data-figures]").textContent()) ?? "";
    for (const row of ["Reading", "Writing and checking", "Tokens read", "Tokens written", "Energy"]) {
      expect(figures).toContain(row);
    }
    const id = await page.locator("[data-comparison]").getAttribute("data-comparison");
    const { left, right } = await held<Comparison>(footnote, "get", "/comparisons/{id}", `/comparisons/${id}`);
    expect(left.answer.evidence).toEqual(right.answer.evidence);
    expect(left.answer.coverage.hitsRead).toBe(right.answer.coverage.hitsRead);
    expect(right.name).not.toBe(left.name);
  });

  test("a preference is kept, counted and changed", async () => {
    const radio = (name: RegExp) => page.locator("[data-prefer]").getByRole("radio", { name });
    await radio(/^Left/).check({ force: true });
    await eventually(
      async () => (await page.textContent("[data-totals]"))?.includes("preferred"),
      "the totals are there",
    );
    await look(page, "compare");
    await page.reload();
    await page
      .getByRole("region", { name: "Kept comparisons" })
      .getByRole("button", { name: question })
      .first()
      .click();
    await eventually(async () => radio(/^Left/).isChecked(), "the choice is still there");
    await radio(/^Tie/).check({ force: true });
    await eventually(async () => (await page.textContent("[data-totals]"))?.endsWith("tie 1"), "the tie is counted");
    const { totals } = await held<{ totals: object[] }>(footnote, "get", "/comparisons", "/comparisons");
    expect(totals).toMatchObject([{ aPreferred: 0, bPreferred: 0, ties: 1 }]);
  });

  test("the same over the API; a comparison with itself is refused", async () => {
    const body = { question, left: "second", right: "loaded", stream: false };
    const { comparison } = await held<{ comparison: Comparison }>(
      footnote,
      "post",
      "/comparisons",
      "/comparisons",
      body,
    );
    expect(WRITTEN).toContain(comparison.left.answer.status);
    const refused = await footnote.api("/comparisons", {
      method: "POST",
      body: JSON.stringify({ question, left: "loaded", right: "loaded" }),
    });
    expect(refused.status).toBe(400);
    expect((await footnote.api(`/comparisons/${comparison.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await footnote.api(`/comparisons/${comparison.id}`)).status).toBe(404);
  });

  test("under an answer stands what it took, phase by phase", async () => {
    await askInBrowser(page, footnote);
    await page.locator('[data-answer]:not([data-status="live"])').waitFor({ timeout: 120_000 });
    await page.locator("[data-usage] summary").click();
    const usage = (await page.textContent("[data-usage]")) ?? "";
    for (const row of ["Searching", "Reading", "Writing and checking", "Tokens read", "Energy"])
      expect(usage).toContain(row);
    await look(page, "answer");
  });

  test("the meters count every answer, compared ones too, and stay when a conversation is deleted", async () => {
    const before = await held<MeterReport>(footnote, "get", "/meters", "/meters?days=7");
    expect(before.total.answers).toBe(5);
    expect(before.total.textTokens).toBeGreaterThan(0);
    const { measured, estimated } = before.total.wattHours;
    expect(measured + estimated).toBeGreaterThan(0);
    expect(before.collections.map(({ answers }) => answers)).toEqual([5]);
    const { conversations } = await json<{ conversations: { id: string }[] }>(footnote, "/conversations");
    await footnote.api(`/conversations/${conversations[0]?.id}`, { method: "DELETE" });
    expect((await json<MeterReport>(footnote, "/meters")).total).toEqual(before.total);
    expect((await footnote.api("/meters?days=0")).status).toBe(400);
    await page.goto(`${footnote.url}/settings`);
    await page.locator("[data-meters]").getByText("5 answers").first().waitFor();
    await page.getByText("By collection").click();
    await page.locator("[data-meters] ul").getByText("Documents").first().waitFor();
    await page.locator("[data-meters]").scrollIntoViewIfNeeded();
    await look(page, "meters");
  });

  test("no page reported an error", () => {
    expect(errors.filter((message) => !message.includes("404"))).toEqual([]);
  });
});

describe("with a model that thinks (scripted, through the model process's own service)", () => {
  let slow: SlowR1;
  let footnote: RunningFootnote;
  let page: Page;

  beforeAll(async () => {
    slow = await startSlowR1({ wordMs: 100, thoughtTokens: 800 });
    footnote = await startFootnote({ LLM_BASE_URL: slow.baseUrl, LLM_API_KEY: slow.apiKey });
    page = await open(footnote);
  });
  afterAll(async () => {
    await footnote?.stop();
    await slow?.close();
  });

  test("the thinking is counted against its budget, and closed from the keyboard when its reader wants the answer", async () => {
    await askInBrowser(page, footnote);
    const count = page.locator("[data-thoughts]");
    await eventually(
      async () => /^Thinking \d+ of 800 tokens/.test((await count.textContent()) ?? ""),
      "it is counted",
    );
    const button = page.getByRole("button", { name: "Answer now" });
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, "thinking-1440-light.png") });
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, "thinking-390-light.png") });
    await page.setViewportSize({ width: 1440, height: 900 });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-answer][data-status="answered"]').waitFor({ timeout: 60_000 });
    expect(await page.textContent("[data-answer-text]")).toContain("drag PDF files");
    expect(await count.textContent()).toMatch(/^Thought for/);
    await page.getByText(/You asked for the answer at once, after \d+ tokens of thinking/).waitFor();
    expect(await button.count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  test("a thought that goes in circles is broken off, and its reader is told in one line", async () => {
    const stages: { stage: string; done?: number; total?: number }[] = [];
    const answer = await answerOf(ask(footnote, question), (part) => {
      if (part.type === "data-stage") stages.push(part.data as (typeof stages)[number]);
    });
    expect(answer.note).toContain("went in circles");
    const counted = stages.filter(({ stage }) => stage === "thinking").map(({ done }) => done ?? 0);
    expect(counted.length).toBeGreaterThan(5);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    expect(answer.usage.reasoningTokens).toBeGreaterThanOrEqual(counted.at(-1) ?? 0);
  });

  test("only the asker may cut it short, and only an answer that is there", async () => {
    expect((await footnote.api("/answers/nope/answer-now", { method: "POST" })).status).toBe(404);
  });

  test("it is compared with itself without thinking", async () => {
    await page.goto(`${footnote.url}/compare`);
    await page.getByRole("textbox", { name: "Question" }).fill(question);
    await page.keyboard.press("Enter");
    await page.locator("[data-side] [data-thoughts]").first().waitFor();
    await look(page, "compare-thinking");
    await over(page);
    expect(await page.locator("[data-reasoning]").count()).toBe(1);
    const id = await page.locator("[data-comparison]").getAttribute("data-comparison");
    const { left, right } = await held<Comparison>(footnote, "get", "/comparisons/{id}", `/comparisons/${id}`);
    expect(left.answer.usage.reasoningTokens).toBeGreaterThan(0);
    expect(right.answer.usage.reasoningTokens).toBe(0);
    expect(right.name).toBe(`${left.name}, without thinking`);
    await look(page, "compare-thought");
  });

  test("over the limit a question is refused at once with the time to wait, and can be asked again", async () => {
    slow.queue = 1000;
    const refused = await footnote.api("/answers", { method: "POST", body: JSON.stringify({ question }) });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await askInBrowser(page, footnote);
    await page.getByRole("button", { name: /^Ask again in \d+ s/ }).waitFor();
    await look(page, "refused");
    slow.queue = 0;
    await page.getByRole("button", { name: /^Ask again/ }).click(); // the time may be over by now
    await page.getByRole("button", { name: "Answer now" }).click();
    await page.locator('[data-answer][data-status="answered"]').waitFor({ timeout: 60_000 });
  });
});

test("with one model that does not think, the page says what to do for a second", async () => {
  const footnote = await startFootnote();
  try {
    const page = await open(footnote);
    await page.goto(`${footnote.url}/compare`);
    await page.getByText("There is only one to ask").waitFor();
    expect(await page.textContent("main")).toContain("COMPARE_BASE_URL");
    expect(await page.getByRole("button", { name: "Ask both" }).count()).toBe(0);
    await look(page, "compare-one");
    const answers = (await json<{ comparisons: Answer[] }>(footnote, "/comparisons")).comparisons;
    expect(answers).toEqual([]);
  } finally {
    await footnote.stop();
  }
});
