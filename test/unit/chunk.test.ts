import { describe, expect, it } from "vitest";
import type { Chunk, OutlineItem, Page } from "../../lib/base/types.ts";
import { createChunker, findRunningLines } from "../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";

const { tokenizer } = createHashEmbedder({ maxTokens: 64 });
const chunker = createChunker({ tokenizer, targetTokens: 40 });

const paged = (...texts: string[]): Page[] => texts.map((text, index) => ({ number: index + 1, text }));
const chunk = (pages: Page[], outline: OutlineItem[] = []) => chunker.chunk({ pages, outline });
const quotes = (pages: Page[], { spans }: Chunk) =>
  spans.map(({ page, start, end }) => pages.find(({ number }) => number === page)?.text.slice(start, end));
const sentence = (index: number) => `Sentence number ${index} says something about the matter at hand.`;
/** Letters and figures in reading order, as they stand after normalisation. */
const letters = (text: string) => text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");

describe("chunks", () => {
  it("fill up with whole sentences and never pass the limit", async () => {
    const pages = paged(Array.from({ length: 30 }, (_, index) => sentence(index)).join(" "));
    const chunks = await chunk(pages);
    expect(chunks.length).toBeGreaterThan(5);
    for (const one of chunks) {
      expect(one.tokens).toBe(tokenizer.count(one.text));
      expect(one.tokens).toBeLessThanOrEqual(40);
      expect(one.text).toMatch(/^Sentence .*hand\.$/s);
    }
    expect(chunks.map((one) => one.ordinal)).toEqual(chunks.map((_, index) => index));
  });

  it("keep page numbers and offsets across a page border", async () => {
    const pages = paged(`${sentence(1)}\nIt goes on over`, `the page without a break. ${sentence(2)}`);
    const [first] = await chunk(pages);
    expect(first?.spans.map((span) => span.page)).toEqual([1, 2]);
    if (first !== undefined) expect(quotes(pages, first)[0]).toBe(`${sentence(1)}\nIt goes on over`);
    expect(first?.text).toContain("It goes on over\nthe page");
  });

  it("begin at headings and carry the path of those above them", async () => {
    const body = (n: number) => Array.from({ length: 5 }, (_, index) => sentence(n * 10 + index)).join(" ");
    const pages = paged(`1 Terms\n${body(1)}\n1.1 Warranty\n${body(2)}`, `2 Returns\n${body(3)}`);
    const outline = [
      { title: "Terms", page: 1, level: 0 },
      { title: "Warranty", page: 1, level: 1 },
      { title: "Returns", page: 1, level: 0 },
    ];
    const chunks = await chunk(pages, outline);
    const at = (start: string) => chunks.find((one) => one.text.startsWith(start))?.headings;
    expect(at("1 Terms")).toEqual(["Terms"]);
    expect(at("1.1 Warranty")).toEqual(["Terms", "Warranty"]);
    expect(at("2 Returns")).toEqual(["Returns"]);
    for (const one of chunks) expect(one.text).not.toMatch(/\n(1\.1 Warranty|2 Returns)$/);
  });

  it("leave running headers, footers and page numbers out, and keep a table's figures", async () => {
    const texts = Array.from(
      { length: 6 },
      (_, index) =>
        `Annual Report 2022\n${sentence((index * 7) % 10)}\n${sentence(50 + ((index * 3) % 10))}\n${index}9.1\nPage ${index + 1} of 6`,
    );
    const pages = paged(...texts);
    const text = (await chunk(pages)).map((one) => one.text).join("\n");
    expect(text).not.toMatch(/Annual Report|Page \d/);
    for (let index = 0; index < 6; index++) expect(text).toContain(`${index}9.1`);
    expect(findRunningLines(pages).get(3)).toHaveLength(2);
  });

  it("do not mistake a heading that comes twice for a running header", async () => {
    expect(
      findRunningLines(
        paged(
          "Summary\none\ntwo\nthree\nfour",
          "Other\nmore of it\nand more\nof it\nall",
          "Summary\nx y\nz a\nb c\nd e",
        ),
      ).size,
    ).toBe(0);
  });

  it("undo hyphenation, but keep a hyphen that the document itself writes", async () => {
    const [one] = await chunk(
      paged("An open-source model aligns with human pref-\nerences. All open-\nsource models do."),
    );
    expect(one?.text).toContain("human preferences");
    expect(one?.text).toContain("All open-source models");
  });

  it("drop the dots of a table of contents", async () => {
    const [one] = await chunk(
      paged("Training ............................................ 46\nEquity . . . . . . . . . . . . . . . . . 47"),
    );
    expect(one?.text.replace(/\s+/g, " ")).toBe("Training 46 Equity 47");
  });

  it("that go on with a table know its header, and those after the table do not", async () => {
    const rows = Array.from({ length: 12 }, (_, row) => `Item ${row} \t$ \t${row}3,355 \t${row}1,101`);
    const head =
      "The following table shows net sales by category and by quarter for the two years that ended in June of each year.\nThree Months Ended\nJune 25, 2022 \tJune 26, 2021";
    const chunks = await chunk(
      paged(`${head}\n${rows.join("\n")}\n${sentence(1)} ${sentence(2)} ${sentence(3)} ${sentence(4)}`),
    );
    const inTable = chunks.filter((one) => one.text.startsWith("Item"));
    expect(inTable.length).toBeGreaterThan(1);
    for (const one of inTable) expect(one.tableHeader).toBe("Three Months Ended June 25, 2022 June 26, 2021");
    expect(chunks[0]).not.toHaveProperty("tableHeader");
    expect(chunks.at(-1)).not.toHaveProperty("tableHeader");
  });

  it("split a sentence, and a word, that is longer than the limit", async () => {
    const long = await chunk(paged(`${"word ".repeat(300)}end.`));
    expect(long.length).toBeGreaterThan(5);
    const key = await chunk(paged("a-".repeat(500)));
    expect(key.length).toBeGreaterThan(5);
    for (const one of [...long, ...key]) expect(one.tokens).toBeLessThanOrEqual(64);
  });

  it("hold every word exactly once, whatever the text", async () => {
    const random = seeded(7);
    for (let round = 0; round < 60; round++) {
      const pages = paged(...Array.from({ length: 1 + Math.floor(random() * 6) }, () => randomText(random)));
      const outline = randomOutline(pages, random);
      const removed = findRunningLines(pages);
      const chunks = await chunk(pages, outline);
      const used = pages.map((page) => new Uint8Array(page.text.length));
      for (const { spans } of chunks)
        for (const { page, start, end } of spans)
          for (let at = start; at < end; at++) used[page - 1]?.fill(1 + (used[page - 1]?.[at] ?? 0), at, at + 1);
      for (const { number, text } of pages)
        for (let at = 0; at < text.length; at++) {
          const left = removed.get(number)?.some((range) => at >= range.start && at < range.end) === true;
          const count = used[number - 1]?.[at] ?? 0;
          expect(count).toBeLessThanOrEqual(1);
          if (!left && /[\p{L}\p{N}]/u.test(text.charAt(at)))
            expect(count, `round ${round}, page ${number}, offset ${at}`).toBe(1);
        }
      const kept = pages.map(({ number, text }) =>
        [...text]
          .filter((_, at) => !removed.get(number)?.some((range) => at >= range.start && at < range.end))
          .join(""),
      );
      expect(letters(chunks.map((one) => one.text).join(" "))).toBe(letters(kept.join(" ")));
      for (const one of chunks) expect(one.tokens).toBeLessThanOrEqual(64);
    }
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 0x100_0000;
  };
}

const WORDS = [
  "the",
  "Report",
  "ﬁrst",
  "pref-",
  "U.S.",
  "12.5",
  "et al.",
  "•",
  "(a)",
  "$4,200",
  "data",
  "Section",
  "…",
  "中文。",
  "é",
  "x",
  "end.",
  "2.1",
  "-",
  "?",
];

function randomText(random: () => number): string {
  const pick = () => WORDS[Math.floor(random() * WORDS.length)] ?? "";
  const lines = Array.from({ length: Math.floor(random() * 14) }, () =>
    Array.from({ length: Math.floor(random() * 14) }, pick).join(random() < 0.1 ? "\t" : " "),
  );
  return ["Running Header", ...lines, `Page ${Math.floor(random() * 9)}`].join("\n");
}

function randomOutline(pages: Page[], random: () => number): OutlineItem[] {
  return pages.flatMap(({ number, text }) => {
    const line = text.split("\n")[Math.floor(random() * 8)] ?? "";
    return random() < 0.6 ? [{ title: line, page: number, level: Math.floor(random() * 3) }] : [];
  });
}
