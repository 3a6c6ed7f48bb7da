import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, seriousViolations, watchErrors } from "../browser.ts";
import { makePdf, observatoryPages } from "../fixtures/make-pdf.ts";
import { addManyDocuments } from "../fixtures/many-documents.ts";
import { eventually, type RunningFootnote, run, startFootnote } from "../running.ts";

/** What the server sends before any script has run, and what the browser asks for afterwards. */

/** Scripts of the question page, bytes after gzip -9. */
const SCRIPT_BUDGET = 250_000;
const MANY = 10_000;
const question = "What was the annual budget in 2023?";

let footnote: RunningFootnote;
let browser: Browser;
let context: BrowserContext;
let conversationId: string;
let collectionId: string;

const json = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await footnote.api(path, init)).json() as Promise<T>;
const signInLink = async () => {
  const port = new URL(footnote.url).port;
  const printed = await run({ ...process.env, DATA_DIR: footnote.dataDir, PORT: port }, "link");
  return /http\S+/.exec(printed)?.[0] ?? "";
};

beforeAll(async () => {
  footnote = await startFootnote();
  const { collections } = await json<{ collections: { id: string }[] }>("/collections");
  collectionId = collections[0]?.id ?? "";
  await footnote.api(`/collections/${collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": "observatory.pdf", "content-type": "application/pdf" },
    body: new Uint8Array(await makePdf(observatoryPages)),
  });
  const ready = async () => {
    const { counts } = await json<{ counts: { all: number; ready: number } }>("/documents?limit=1");
    return counts.all === 2 && counts.ready === 2;
  };
  await eventually(ready, "both documents are ready");
  await eventually(async () => (await json<{ status: string }>("/health")).status === "ok", "the model is loaded");
  const answer = await json<{ conversationId: string }>("/answers", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, stream: false }),
  });
  conversationId = answer.conversationId;
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(footnote.link);
  await page.getByRole("textbox", { name: "Question" }).waitFor();
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
});

/** A new page of the signed-in browser. */
async function open(path: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await context.newPage();
  await prepare?.(page);
  // The page is alive once it listens, and so has asked for what may have happened meanwhile.
  const listening = page.waitForResponse((response) => response.url().endsWith("/api/v1/collections"));
  await page.goto(footnote.url + path);
  await listening;
  return page;
}

test("with JavaScript off every page shows its data", async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
  const page = await plain.newPage();
  await page.goto(await signInLink());
  const sees = async (path: string, ...texts: string[]) => {
    await page.goto(footnote.url + path);
    for (const text of texts) {
      expect(await page.getByText(text).filter({ visible: true }).count(), `${path} shows “${text}”`).toBeGreaterThan(
        0,
      );
    }
  };
  await sees("/documents", "observatory.pdf", "Footnote guide.pdf", "Ready", "2 documents", question);
  await sees("/documents?name=observ", "observatory.pdf");
  expect(await page.getByText("Footnote guide.pdf").count()).toBe(0);
  await sees(`/search?q=${encodeURIComponent("annual budget")}`, "observatory.pdf", "p. ");
  expect(await page.locator("main mark").filter({ visible: true }).count()).toBeGreaterThan(0);
  await sees(`/c/${conversationId}`, question, "From your documents", "observatory.pdf");
  expect(await page.title()).toBe(`${question} · Footnote`);
  const { answers } = await json<{ answers: { text: string; citations: unknown[] }[] }>(
    `/conversations/${conversationId}`,
  );
  const [answer] = answers;
  if (answer?.text) expect(await page.locator("[data-answer-text]").filter({ visible: true }).count()).toBe(1);
  expect((await page.locator("[data-citation]").count()) > 0).toBe((answer?.citations.length ?? 0) > 0);
  await sees("/", "Newest documents", "observatory.pdf");
  await sees("/models", "In use", "SmolLM2-135M-Instruct");
  await sees("/questions", "Questions your documents did not answer");
  await sees("/settings", "Signed in as Owner.", "1 answer");
  await sees("/compare", "Compare");
  await plain.close();
});

test("a conversation that is not there is a page that is not there, and so is any other address", async () => {
  const page = await context.newPage();
  for (const path of ["/c/nothing", "/nothing"]) {
    const response = await page.goto(footnote.url + path);
    expect(response?.status(), path).toBe(404);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  }
  const found = await page.goto(`${footnote.url}/c/${conversationId}`);
  expect(found?.status()).toBe(200);
  await page.close();
});

test("the first HTML is what the page becomes: no hydration error, and nothing the server knew is asked again", async () => {
  for (const path of [
    "/",
    "/documents",
    `/search?q=budget`,
    `/c/${conversationId}`,
    "/models",
    "/settings",
    "/questions",
    "/compare",
  ]) {
    const asked: string[] = [];
    let errors: string[] = [];
    const page = await open(path, async (fresh) => {
      errors = watchErrors(fresh);
      fresh.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith("/api/v1/")) asked.push(pathname.slice("/api/v1".length));
      });
    });
    expect(errors, path).toEqual([]);
    const known = [
      "/conversations",
      `/conversations/${conversationId}`,
      "/search",
      "/models",
      "/meters",
      "/session",
      "/unanswered",
      "/comparisons",
    ];
    expect(
      asked.filter((one) => known.includes(one)),
      path,
    ).toEqual([]);
    await page.close();
  }
});

test("the question page takes at most 250 kB of compressed JavaScript", async () => {
  const scripts = new Map<string, Promise<Buffer>>();
  const page = await open("/", async (fresh) => {
    fresh.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.set(response.url(), response.body());
    });
  });
  await page.getByRole("textbox", { name: "Question" }).fill("something");
  const bodies = await Promise.all(scripts.values());
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  expect(scripts.size).toBeGreaterThan(3);
  expect(bytes, `${scripts.size} scripts after gzip -9`).toBeLessThanOrEqual(SCRIPT_BUDGET);
  await page.close();
});

/** Requests of a page for one path of the API, counted as they go out. */
function countRequests(page: Page, path: string): { count: number } {
  const seen = { count: 0 };
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === `/api/v1${path}`) seen.count += 1;
  });
  return seen;
}

/** What a browser does when a tab goes behind another, and comes back. */
const setHidden = (page: Page, isHidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);

test("the models page asks nothing while nothing moves, and at once when it is looked at again", async () => {
  let models = { count: 0 };
  let health = { count: 0 };
  const page = await open("/models", async (fresh) => {
    await fresh.clock.install();
    models = countRequests(fresh, "/models");
    health = countRequests(fresh, "/health");
  });
  await page.getByText("In use").first().waitFor();
  await page.clock.runFor(600_000);
  expect(models.count).toBe(0);
  expect(health.count).toBeLessThanOrEqual(1); // where the server did not want to wait for the model process
  const again = page.waitForResponse((response) => response.url().endsWith("/api/v1/models"));
  await setHidden(page, true);
  await setHidden(page, false);
  await again;
  await page.clock.runFor(600_000);
  expect(models.count).toBe(1);
  await page.close();
});

test("while a model moves the page asks, ever more rarely where nothing changes, and not while it is hidden", async () => {
  let models = { count: 0 };
  const page = await open("/documents", async (fresh) => {
    await fresh.clock.install();
    // The page is told that a model is being loaded: what it does then is looked at, not the loading.
    await fresh.route("**/api/v1/models", async (route) => {
      const overview = await (await route.fetch()).json();
      await route.fulfill({ json: { ...overview, machine: null } });
    });
    models = countRequests(fresh, "/models");
  });
  await page.getByRole("link", { name: "Models" }).click();
  await page.getByText("In use").first().waitFor();
  /** Lets the page's clock run second by second, each answer awaited before the next. */
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      const before = models.count;
      await page.clock.runFor(1_000);
      if (models.count > before) await page.waitForFunction(() => true);
      await page.evaluate(() => fetch("/api/v1/health").then((response) => response.text()));
    }
  };
  await setHidden(page, true);
  await setHidden(page, false);
  await eventually(async () => models.count === 1, "it asks when it comes into view");
  await pass(30);
  const asked = models.count;
  expect(asked).toBeGreaterThanOrEqual(4);
  expect(asked).toBeLessThanOrEqual(9);
  await setHidden(page, true);
  await pass(30);
  expect(models.count).toBe(asked);
  await setHidden(page, false);
  await eventually(async () => models.count === asked + 1, "it asks at once when it is shown again");
  await page.close();
});

test("a browser holds one event stream, however many of its pages listen, and another page takes it over", async () => {
  const streams: string[] = [];
  const note = async (page: Page) => {
    page.on("request", (request) => {
      if (request.url().endsWith("/api/v1/events")) streams.push(page.url());
    });
  };
  const first = await open("/documents", note);
  await eventually(async () => streams.length === 1, "the first page listens");
  const second = await open("/documents", note);
  const third = await open("/", note);
  await third.getByRole("textbox", { name: "Question" }).waitFor();
  await second.getByText("observatory.pdf").first().waitFor();
  const added = await footnote.api(`/collections/${collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": "note one.txt", "content-type": "text/plain" },
    body: "The first note says that the well is nine metres deep.",
  });
  expect(added.status).toBe(202);
  for (const page of [first, second])
    await page.locator("tr", { hasText: "note one.txt" }).getByText("Ready").waitFor();
  expect(streams).toHaveLength(1);
  await first.close();
  await eventually(async () => streams.length === 2, "another page listens now");
  await footnote.api(`/collections/${collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": "note two.txt", "content-type": "text/plain" },
    body: "The second note says that the pump is older than the well.",
  });
  await second.locator("tr", { hasText: "note two.txt" }).getByText("Ready").waitFor();
  expect(streams).toHaveLength(2);
  await second.close();
  await third.close();
});

test("of ten thousand documents the page holds a few dozen rows, and scrolling brings the others", async () => {
  const made = await json<{ id: string }>("/collections", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Archive" }),
  });
  await addManyDocuments(`file:${footnote.dataDir}/catalog.db`, made.id, MANY);
  const page = await open(`/documents?collection=${made.id}&sort=name&order=ascending`);
  await page.getByText("10,000 documents").waitFor();
  await page.getByText("report 0.pdf", { exact: true }).waitFor();
  const rows = page.locator("tr[data-document]");
  const scrollBy = (pixels: number) =>
    page.evaluate((by) => document.querySelector("table")?.closest(".overflow-y-auto")?.scrollBy(0, by), pixels);
  let most = 0;
  /** Scrolls towards a document by the numbers of those that are listed; waits while rows are still being fetched. */
  const reach = async (number: number) => {
    const name = page.getByText(`report ${number}.pdf`, { exact: true });
    await eventually(async () => {
      most = Math.max(most, await page.locator("tbody tr").count());
      if (await name.isVisible()) return true;
      const listed = (await rows.allTextContents())
        .flatMap((text) => /report (\d+)\.pdf/.exec(text)?.[1] ?? [])
        .map(Number);
      if (listed.length === 0) return false;
      await scrollBy(Math.max(...listed) < number ? 1_500 : -1_500);
      return false;
    }, `report ${number}.pdf is reached`);
  };
  await reach(400);
  expect(await rows.count()).toBeLessThan(80);
  expect(await page.getByText("report 0.pdf", { exact: true }).count()).toBe(0);
  await reach(0);
  expect(most).toBeLessThan(80);
  await page.getByRole("searchbox", { name: "Filter by name" }).fill("REPORT 9999");
  await page.getByText("report 9999.pdf").waitFor();
  await eventually(async () => (await rows.count()) === 1, "only that one is listed");
  expect(await seriousViolations(page)).toEqual([]);
  await page.close();
});
