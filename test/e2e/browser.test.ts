import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, seriousViolations, watchErrors, watchRequests } from "../browser.ts";
import { makePdf, observatoryPages } from "../fixtures/make-pdf.ts";
import { eventually, hasShared, type RunningFootnote, shared, startFootnote } from "../running.ts";

/**
 * The main job in real Chromium with the real starter models: sign in, upload, watch, ask, check a citation, come back,
 * search, delete. One story, told in order.
 */
const story = hasShared
  ? {
      name: "DeepSeek_R1.pdf",
      questions: [
        "Which models were distilled from DeepSeek-R1?",
        "What is DeepSeek-R1-Zero?",
        "What are the limitations of DeepSeek-R1?",
        "What is distillation?",
      ],
      search: "Group Relative Policy Optimization",
    }
  : {
      name: "observatory.pdf",
      questions: ["What was the annual budget in 2023?", "Who is the director?", "What does a guided tour cost?"],
      search: "annual budget",
    };

let footnote: RunningFootnote;
let browser: Browser;
let page: Page;
let outside: string[];
let errors: string[];
let path: string;

beforeAll(async () => {
  footnote = await startFootnote();
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  outside = watchRequests(page, footnote.url);
  errors = watchErrors(page);
  path = join(shared, "samples", story.name);
  if (!hasShared) {
    path = join(footnote.dataDir, story.name);
    mkdirSync(footnote.dataDir, { recursive: true });
    writeFileSync(path, await makePdf(observatoryPages));
  }
  const model = async () => ((await (await footnote.api("/health")).json()) as { status: string }).status === "ok";
  await eventually(model, "the model is loaded");
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
});

const row = () => page.locator("tr, li").filter({ hasText: story.name }).first();

test("without signing in there is only the way to sign in", async () => {
  await page.goto(footnote.url);
  await page.waitForURL(/sign-in/);
  expect(await page.textContent("body")).toContain("npm run footnote -- link");
  expect(await seriousViolations(page)).toEqual([]);
});

test("the printed link signs in, once", async () => {
  await page.goto(footnote.link);
  await page.getByRole("textbox", { name: "Question" }).waitFor();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(footnote.link);
  await stranger.waitForURL(/sign-in/);
  await stranger.context().close();
});

test("a dropped file shows its progress and becomes ready", async () => {
  await page.goto(`${footnote.url}/documents`);
  await page.getByText("Footnote guide.pdf").first().waitFor();
  await recordStages(story.name);
  await page.getByLabel("Files to add").first().setInputFiles(path);
  await eventually(async () => (await recordedStages()).at(-1) === "ready", "the document's row says ready");
  // What lies between depends on the machine's speed; the order does not.
  const order = ["sending", "waiting", "reading", "indexing", "ready"];
  const stages = await recordedStages();
  expect(stages[0]).toBe("sending");
  expect(stages).toEqual(order.filter((stage) => stages.includes(stage)));
  expect(await seriousViolations(page)).toEqual([]);
});

test("a question shows evidence, then a streamed answer with a citation that opens the page at the quoted words", async () => {
  // The starter model is small: now and then it writes a sentence that no source bears out, and so none is cited.
  for (const question of [...story.questions, ...story.questions]) {
    await askInBrowser(question);
    if (await page.locator("[data-citation]").first().isVisible()) break;
  }
  expect(((await page.locator("[data-answer-text]").textContent()) ?? "").length).toBeGreaterThan(20);
  await page.locator("[data-citation]").first().click();
  await checkHighlight();
  expect(await seriousViolations(page)).toEqual([]);
});

test("after a reload the conversation is still there, and its citation still opens", async () => {
  await page.reload();
  await page.locator("[data-answer-text]").waitFor();
  await page.locator("[data-citation]").first().click();
  await checkHighlight();
  await page.keyboard.press("Escape");
  await page.locator("[data-viewer]").waitFor({ state: "hidden" });
});

test("search finds the page, marks the words, and opens it there", async () => {
  await page.goto(`${footnote.url}/search`);
  await page.getByRole("searchbox").fill(story.search);
  await page.locator("main mark, mark").first().waitFor();
  const words = (await page.locator("mark").allTextContents()).join(" ").toLowerCase();
  expect(
    story.search
      .toLowerCase()
      .split(" ")
      .some((word) => words.includes(word)),
  ).toBe(true);
  expect(await seriousViolations(page)).toEqual([]);
  await page
    .getByRole("button")
    .filter({ has: page.locator("mark") })
    .first()
    .click();
  await page.locator("[data-viewer] [data-page]").first().waitFor();
});

test("a deleted document is found no more", async () => {
  await page.goto(`${footnote.url}/documents`);
  await page
    .getByRole("button", { name: `Actions for ${story.name}` })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Delete" }).click();
  await eventually(async () => (await row().count()) === 0, "its row is gone");
  await page.goto(`${footnote.url}/search?q=${encodeURIComponent(story.search)}`);
  await eventually(async () => !(await page.textContent("main"))?.includes(story.name), "the search does not find it");
});

test("on a phone the same pages fit, in light and in dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ["/", "/search", "/documents", "/settings"]) {
      await page.goto(footnote.url + address);
      await page.locator("main").waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${address} in ${colorScheme} scrolls sideways`).toBeLessThanOrEqual(0);
      expect(await seriousViolations(page), `${address} in ${colorScheme}`).toEqual([]);
    }
  }
});

test("text that became a script by some mistake would run nowhere, and each response has a nonce of its own", async () => {
  const nonces = new Set<string>();
  for (const path of ["/", "/documents", "/search", "/models", "/settings", "/sign-in", "/nothing-here"]) {
    const policy = (await fetch(footnote.url + path)).headers.get("content-security-policy") ?? "";
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
    expect(scripts, path).not.toContain("unsafe-inline");
    expect(policy, path).toContain("frame-ancestors 'none'");
    nonces.add(/'nonce-([^']{20,})'/.exec(scripts)?.[1] ?? "");
  }
  expect(nonces.size).toBe(7);
  const other = await browser.newPage();
  await other.goto(footnote.url);
  const ran = await other.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.ran = 'a script'";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.ran = 'a handler'");
    const failed = new Promise((done) => image.addEventListener("error", done));
    image.src = "/none.png";
    const frame = document.createElement("iframe");
    frame.srcdoc = "<script>parent.ran = 'a frame'</script>";
    const loaded = new Promise((done) => frame.addEventListener("load", done));
    document.body.append(image, frame);
    await Promise.all([failed, loaded]);
    return (window as unknown as { ran?: string }).ran ?? "nothing";
  });
  expect(ran).toBe("nothing");
  await other.close();
});

test("no request left the host, and no page reported an error", () => {
  expect(outside).toEqual([]);
  expect(errors.filter((message) => !message.includes("401"))).toEqual([]);
});

declare global {
  interface Window {
    recordedStages: string[];
  }
}

/** Notes each stage that a document comes to show, as an upload and then in its row, at the moment it is shown. */
async function recordStages(name: string): Promise<void> {
  await page.evaluate((wanted) => {
    const words = {
      waiting: /Waiting its turn/,
      reading: /Opening|Reading/,
      indexing: /Preparing|Indexing/,
      ready: /Ready/,
    };
    window.recordedStages = [];
    const look = () => {
      const textIn = (rows: string) =>
        [...document.querySelectorAll(rows)].map((row) => row.textContent).find((text) => text.includes(wanted));
      const text = textIn("tr[data-document]");
      const stage =
        text === undefined
          ? textIn("[aria-label=Uploads] li") && "sending"
          : Object.entries(words).find(([, pattern]) => pattern.test(text))?.[0];
      if (stage !== undefined && stage !== window.recordedStages.at(-1)) window.recordedStages.push(stage);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, name);
}

const recordedStages = () => page.evaluate(() => window.recordedStages);

/** Asks in a new conversation; the evidence is there before the answer has ended. */
async function askInBrowser(question: string): Promise<void> {
  await page.goto(footnote.url);
  await page.getByRole("textbox", { name: "Question" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(question);
  await page.keyboard.press("Enter");
  await page.locator("[data-evidence]").waitFor();
  expect(await page.locator("[data-evidence]").textContent()).toContain(story.name);
  await page.locator('[data-answer]:not([data-status="live"])').waitFor({ timeout: 120_000 });
  expect(await seriousViolations(page)).toEqual([]);
}

/** The viewer shows the cited page with exactly the quote's words highlighted, in view. */
async function checkHighlight(): Promise<void> {
  const mark = page.locator('[data-viewer] [data-highlight="quote"]').first();
  await mark.waitFor();
  await eventually(async () => {
    const box = await mark.boundingBox();
    return box !== null && box.y > 0 && box.y < 900;
  }, "the highlight is in view");
  const id = page.url().split("/c/")[1] ?? "";
  const { answers } = (await (await footnote.api(`/conversations/${id}`)).json()) as {
    answers: { citations: { page: number; quote: string }[] }[];
  };
  const marked = (await page.locator('[data-viewer] [data-highlight="quote"]').allTextContents()).join("");
  const bare = (text: string) => text.normalize("NFKC").replace(/\s/g, "");
  expect(answers.flatMap(({ citations }) => citations).map(({ quote }) => bare(quote))).toContain(bare(marked));
}
