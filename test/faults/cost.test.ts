import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createYielder } from "../../lib/base/event-loop.ts";
import {
  contentWords,
  isTableRow,
  normaliseWithMap,
  originalWords,
  splitSentences,
} from "../../lib/base/text/index.ts";
import { ThinkSplitter } from "../../lib/base/text/think-splitter.ts";
import { placeHeadings } from "../../lib/chunk/headings.ts";
import { createChunker, findRunningLines } from "../../lib/chunk/index.ts";
import { createSearchText } from "../../lib/chunk/search-text.ts";
import { tableHeaders } from "../../lib/chunk/table-headers.ts";
import { createCitationParser } from "../../lib/cite/markers.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";
import { findHeadings, readText } from "../../lib/parse/index.ts";
import { conversationTitle, neutralise, renderSource, standAlone } from "../../lib/prompt/index.ts";
import { parseQuery } from "../../lib/retrieve/query.ts";
import { evidenceOver } from "./evidence-over.ts";
import { ALPHABETS, mixed, ORDINARY, repeated, seeded } from "./hostile-texts.ts";

const chunker = createChunker({ tokenizer: createHashEmbedder().tokenizer });
const paged = (text: string) => [{ number: 1, text }];

/** Everything that runs over texts from outside, each over one text. */
const SCANS: Record<string, (text: string) => unknown> = {
  "sentence splitting": splitSentences,
  words: (text) => [originalWords(text), contentWords(text)],
  normalisation: normaliseWithMap,
  "table rows": isTableRow,
  "table headers": (text) => tableHeaders(splitSentences(text).map(({ start, end }) => text.slice(start, end))),
  "search text": (text) => createSearchText(paged(text))(text),
  "running lines": (text) => findRunningLines(paged(text)),
  chunking: (text) => chunker.chunk({ pages: paged(text), outline: findHeadings(paged(text)) }),
  "reading a text file": (text) => readText(new TextEncoder().encode(text), true),
  "reading a text file with form feeds": (text) => readText(new TextEncoder().encode(`\f${text}\f${ORDINARY}`), true),
  headings: (text) => findHeadings(paged(text)),
  "placing headings": (text) =>
    placeHeadings(
      paged(text),
      text.split("\n").map((title) => ({ title: `${title} x`, page: 1, level: 0 })),
    ),
  evidence: (text) => evidenceOver(ORDINARY + text, 1),
  "evidence from the whole page": (text) => evidenceOver(ORDINARY + text, 10),
  "parting thoughts from text": (text) => new ThinkSplitter().push(text),
  "parting thoughts from text, piece by piece": (text) => byPieces(text, new ThinkSplitter()),
  "citation markers": (text) => createCitationParser(9).push(text),
  "citation markers, piece by piece": (text) => byPieces(text, createCitationParser(9)),
  "the search box": parseQuery,
  "follow-up questions": (text) => standAlone(text, [{ question: text, text: "It was." }]),
  titles: conversationTitle,
  "making text harmless": neutralise,
  "a source in the prompt": (text) =>
    renderSource(
      { n: 1, documentId: "d", documentName: text.slice(0, 300), headings: [], spans: [], text, score: 1 },
      { promptForm: "r1" },
      "Who?",
    ),
};

function byPieces(text: string, parser: { push(piece: string): unknown }): void {
  for (let at = 0; at < text.length; at += 5) parser.push(text.slice(at, at + 5));
}

/** UTF-16 units of a text. The scans that were quadratic took 8 to 170 s of CPU for it. */
const SIZE = 60_000;
/** CPU time for one text at most, ms: five times the slowest scan's on a slow and busy machine. */
const CEILING = 3_000;
/** How much more four times the text may cost. */
const GROWTH = 8;
/** Below this the clock and the compiler say more than the code, ms. */
const NOISE = 150;

/** CPU time of this process, ms: other programs on the machine do not count. */
async function cost(scan: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage();
  await scan(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe.each(Object.entries(SCANS))("%s", (_name, scan) => {
  it("costs in line with the length of the text, whatever it is made of", async () => {
    const slow: string[] = [];
    for (const [name, unit] of Object.entries(ALPHABETS)) {
      const small = await cost(scan, repeated(unit, SIZE / 8));
      // What is quadratic is seen here already, before it holds the test for minutes.
      if (small > CEILING / 8) slow.push(`${name}: ${Math.round(small)} ms for ${SIZE / 8} characters`);
      else {
        let quarter = await cost(scan, repeated(unit, SIZE / 4));
        let whole = await cost(scan, repeated(unit, SIZE));
        if (whole > NOISE && whole > GROWTH * quarter) {
          quarter = Math.max(quarter, await cost(scan, repeated(unit, SIZE / 4)));
          whole = Math.min(whole, await cost(scan, repeated(unit, SIZE)));
        }
        const grows = whole > NOISE && whole > GROWTH * quarter;
        if (grows || whole > CEILING)
          slow.push(`${name}: ${Math.round(quarter)} ms at n, ${Math.round(whole)} ms at 4n`);
      }
    }
    expect(slow).toEqual([]);
  });

  it("costs in line with the length of mixtures, by seed", async () => {
    const inputs = Number(process.env.COST_INPUTS ?? 40);
    const slow: string[] = [];
    for (let seed = 1; seed <= inputs; seed++) {
      const text = mixed(seeded(seed));
      const spent = await cost(scan, text);
      if (spent > CEILING / 4) slow.push(`seed ${seed}, ${text.length} characters: ${Math.round(spent)} ms`);
    }
    expect(slow).toEqual([]);
  });
});

describe("computing over long texts", () => {
  /** How often the rest of the process had its turn while `work` ran, and the most CPU time between two turns, ms. */
  async function watch(work: Promise<unknown>): Promise<{ turns: number; longestMs: number }> {
    let turns = 0;
    let longestMs = 0;
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    while (!done) {
      const spent = await cost(() => setImmediate(), "");
      longestMs = Math.max(longestMs, spent);
      turns++;
    }
    await settled;
    return { turns, longestMs };
  }
  /** What a stretch may take, ms, with room for a slow machine: the web process answers others, the worker renews its leases. */
  const HOLD = { web: 250, worker: 3_000 };

  it("lets the worker renew its lease while a document is cut into chunks", async () => {
    const page = (number: number) => ({ number, text: ORDINARY.repeat(100) });
    const pages = Array.from({ length: 100 }, (_, index) => page(index + 1));
    expect((await watch(chunker.chunk({ pages, outline: [] }))).longestMs).toBeLessThan(HOLD.worker / 4);
    // One page of a PDF may be as long as a book, and one sentence of it as long.
    const book = chunker.chunk({ pages: paged("word ".repeat(200_000)), outline: [] });
    expect((await watch(book)).longestMs).toBeLessThan(HOLD.worker);
  });

  it("lets other requests through while evidence is looked for", async () => {
    expect((await watch(evidenceOver(ORDINARY.repeat(20_000), 10))).longestMs).toBeLessThan(HOLD.web);
  });

  it("finds the same evidence on a page as long as a book as on a short one", async () => {
    const [short, long] = await Promise.all([
      evidenceOver(ORDINARY, 1),
      evidenceOver(ORDINARY + "Nothing of the kind stands here. ".repeat(60_000), 1),
    ]);
    expect(long.evidence.map(({ text }) => text).slice(0, short.evidence.length)).toEqual(
      short.evidence.map(({ text }) => text),
    );
    expect(short.evidence.length).toBeGreaterThan(0);
  });

  it("gives way by the clock and not at each piece", async () => {
    const yieldToEventLoop = createYielder(1e6);
    const work = (async () => {
      for (let i = 0; i < 100; i++) await yieldToEventLoop();
    })();
    expect((await watch(work)).turns).toBeLessThan(3);
  });
});

describe("a text file with form feeds", () => {
  const read = (text: string) => readText(new TextEncoder().encode(text), false)?.pages ?? [];

  it("has no page longer than a page of print, and loses no character", () => {
    const long = ORDINARY.repeat(3000);
    const pages = read(`Title page\f${long}\fEnd`);
    expect(
      pages
        .map((page) => page.text)
        .join("\f")
        .replaceAll("\f", ""),
    ).toBe(`Title page${long}End`);
    for (const { text } of pages) expect(text.length).toBeLessThanOrEqual(12_000);
    expect(pages.at(-1)?.number).toBe(pages.length);
  });

  it("keeps its pages as they are where they are of ordinary length", () => {
    expect(read(`one\f${ORDINARY.repeat(20)}\fthree`).map((page) => page.text)).toEqual([
      "one",
      ORDINARY.repeat(20),
      "three",
    ]);
  });
});
