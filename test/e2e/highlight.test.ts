import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import { launchChromium } from "../browser.ts";
import { makePdf, observatoryPages } from "../fixtures/make-pdf.ts";
import { eventually, hasShared, type RunningFootnote, shared, startFootnote } from "../running.ts";

/**
 * The viewer marks exactly the words it is asked to, in a real browser: quotes of any length from anywhere, across lines
 * and hyphens, compared with the text layer without white space. 200 of them where the shared samples are there.
 */
const samples = ["DeepSeek_R1.pdf", "NARA2022.pdf", "20080102X00002.pdf", "20080117X00072.pdf"];
const quotes = hasShared ? 200 : 24;

let footnote: RunningFootnote;
let browser: Browser;
let page: Page;
let documents: DocumentRecord[];
/** Requests under way, for telling why something was not shown. */
const pending = new Set<string>();

beforeAll(async () => {
  footnote = await startFootnote();
  const files = hasShared
    ? samples.map((name) => ({ name, bytes: readFileSync(join(shared, "samples", name)) }))
    : [{ name: "observatory.pdf", bytes: await makePdf(observatoryPages) }];
  const { collections } = await json<{ collections: { id: string }[] }>("/collections");
  const list = `/collections/${collections[0]?.id}/documents`;
  for (const { name, bytes } of files) {
    const headers = { "x-filename": name, "content-type": "application/pdf" };
    await footnote.api(list, { method: "POST", headers, body: new Uint8Array(bytes) });
  }
  documents = await eventually(async () => {
    const { documents } = await json<{ documents: DocumentRecord[] }>(list);
    return documents.length > files.length && documents.every(({ textReady }) => textReady) ? documents : null;
  }, "every document can be found by its words");
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.on("request", (request) => pending.add(request.url()));
  page.on("requestfinished", (request) => pending.delete(request.url()));
  page.on("requestfailed", (request) => pending.delete(request.url()));
  await page.goto(footnote.link);
  await page.getByRole("textbox", { name: "Question" }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
});

const json = async <T>(path: string): Promise<T> => (await footnote.api(path)).json() as Promise<T>;
const bare = (text: string) => text.normalize("NFKD").replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/gu, "");
const marked = async () =>
  bare((await page.locator('[data-viewer] [data-highlight="quote"]').allTextContents()).join(""));

/** The same "random" numbers from 0 to 1 in every run. */
function* numbers(seed: number): Generator<number, number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

/** Opens the words of a page and waits until exactly they are marked, in view; null then, else what was shown instead. */
async function openQuote(address: string, quote: string): Promise<string | null> {
  await page.evaluate((to) => window.history.pushState(null, "", to), address);
  const box = () => page.locator('[data-viewer] [data-highlight="quote"]').first().boundingBox({ timeout: 1000 });
  const exact = eventually(
    async () => {
      if ((await marked()) !== quote) return false;
      const place = await box();
      return place !== null && place.y > 0 && place.y < 900;
    },
    "exactly the quote is marked, in view",
    15_000,
  );
  return exact.then(
    () => null,
    async () => {
      const shown = (await page.locator("[data-viewer]").allInnerTexts()).join(" ").slice(0, 200);
      return JSON.stringify({ marked: await marked(), shown, pending: [...pending] });
    },
  );
}

test(`${quotes} quotes are marked word for word and scrolled into view`, { timeout: 900_000 }, async () => {
  const random = numbers(7);
  const below = (limit: number) => Math.floor(random.next().value * limit);
  const missed: string[] = [];
  /** Marked only when they were opened a second time: a known fault, once in some hundred openings on a busy machine. */
  const second: string[] = [];
  for (let done = 0; done < quotes; ) {
    const document = documents[done % documents.length];
    if (document === undefined) throw new Error("there are no documents");
    const number = 1 + below(document.coverage.pages);
    const { text } = await json<{ text: string }>(`/documents/${document.id}/pages/${number}`);
    const length = 20 + below(280);
    const start = below(Math.max(1, text.length - length));
    const quote = bare(text.slice(start, start + length));
    if (quote.length < 5) continue;
    done += 1;
    const address = `?open=${document.id}&page=${number}&start=${start}&end=${Math.min(text.length, start + length)}`;
    const first = await openQuote(address, quote);
    if (first === null) continue;
    const what = `${document.name} page ${number}: “${quote}”`;
    second.push(`${what}: ${first}`);
    await page.getByRole("button", { name: "Close document" }).click();
    const again = await openQuote(`${address}&again=1`, quote);
    if (again !== null) missed.push(`${what}: ${again}`);
  }
  expect(missed).toEqual([]);
  expect(second.slice(2), second.join("\n")).toEqual([]);
});
