import type { Page } from "playwright";
import { launchChromium } from "../browser.ts";
import { addManyDocuments } from "../fixtures/many-documents.ts";
import { startFootnote } from "../running.ts";

/**
 * The documents page with many documents in one collection: how long the server takes for its HTML and for a page of the list,
 * and what the browser holds while one scrolls. `node test/bench/run.mjs documents-page [10000]`, after a build.
 */
const MANY = Number(process.argv[2] ?? 10_000);
const TIMES = 30;
/** Scrolled through in the browser, rows. */
const SCROLLED = 2_000;

const footnote = await startFootnote();
const made = await footnote.api("/collections", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ name: "Archive" }),
});
const { id } = (await made.json()) as { id: string };
await addManyDocuments(`file:${footnote.dataDir}/catalog.db`, id, MANY);
const headers = { authorization: `Bearer ${footnote.key}` };

/** Time to the last byte of an address, ms: median and 95th percentile of `TIMES`, after three that do not count. */
async function time(what: string, path: string): Promise<void> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = -3; n < TIMES; n++) {
    const began = performance.now();
    const response = await fetch(footnote.url + path, { headers });
    bytes = (await response.arrayBuffer()).byteLength;
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    if (n >= 0) took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(0);
  console.log(`${what}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, ${Math.round(bytes / 1000)} kB`);
}

await time("documents page, newest first", `/documents?collection=${id}`);
for (const sort of ["name", "status", "pages", "size"])
  await time(`documents page by ${sort}`, `/documents?collection=${id}&sort=${sort}`);
await time("documents page, all collections", "/documents");
await time("documents page, part of a name", `/documents?collection=${id}&name=99`);
await time("a page of the list (API)", `/api/v1/documents?collection=${id}&limit=50`);
await time("the question page", "/");

async function usedHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(footnote.link);
await page.getByRole("textbox", { name: "Question" }).waitFor();
await page.goto(`${footnote.url}/documents?collection=${id}&sort=name&order=ascending`);
await page.getByText("report 0.pdf", { exact: true }).waitFor();
for (let row = 0; row <= SCROLLED; row += 10) {
  const name = `report ${row}.pdf`;
  for (;;) {
    const isThere = await page.evaluate((wanted) => {
      const isFound = [...document.querySelectorAll("tr[data-document]")].some((tr) =>
        tr.textContent?.includes(wanted),
      );
      if (!isFound) document.querySelector("table")?.closest(".overflow-y-auto")?.scrollBy(0, 400);
      return isFound;
    }, name);
    if (isThere) break;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  if (row % 500 === 0) {
    const rows = await page.locator("tbody tr").count();
    console.log(
      `scrolled to row ${row}: ${rows} rows in the page, ${(await usedHeap(page)).toFixed(1)} MB of JavaScript heap`,
    );
  }
}
await browser.close();
await footnote.stop();
