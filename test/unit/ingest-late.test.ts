import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { ParsedDocument } from "../../lib/base/types.ts";
import { createChunker } from "../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";
import { type IngestRooms, type IngestTask, ingest, LeaseLost } from "../../lib/ingest/index.ts";
import { createMemoryStore } from "../../lib/store/index.ts";

/** Of several small files that are taken in together, none waits long for another that is slow to read. */

const pages = (text: string): ParsedDocument => ({
  title: null,
  pages: [{ number: 1, text }],
  outline: [],
  unreadablePages: [],
  warnings: [],
});

let release: (parsed: ParsedDocument) => void;
let fail: (error: Error) => void;
let store: ReturnType<typeof createMemoryStore>;
/** What was written of which document, in order. */
let written: string[];
let lost: Set<string>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  store = createMemoryStore();
  written = [];
  lost = new Set();
});
afterEach(() => vi.useRealTimers());

function rooms(): IngestRooms {
  const embedder = createHashEmbedder();
  const write = (what: string) => async (of: { lease: { documentId: string } }[]) => {
    const ours = of.map(({ lease }) => lease.documentId).filter((id) => !lost.has(id));
    written.push(...ours.map((id) => `${what} ${id}`));
    return new Set(ours);
  };
  return {
    originals: { pathOf: (sha256) => sha256 },
    documents: {
      keepPages: write("pages"),
      update: write("moved"),
      finish: write("ready"),
      stillOurs: async (jobs) => new Set(jobs.map(({ documentId }) => documentId).filter((id) => !lost.has(id))),
    },
    parser: {
      parse: (path) => {
        if (path !== "slow") return Promise.resolve(pages(`The warranty of ${path} lasts twelve months.`));
        return new Promise((resolve, reject) => {
          release = resolve;
          fail = reject;
        });
      },
    },
    chunker: createChunker({ tokenizer: embedder.tokenizer, targetTokens: 40 }),
    embedder,
    store,
  };
}

const task = (documentId: string, signal = new AbortController().signal): IngestTask => ({
  job: {
    documentId,
    collectionId: "c",
    sha256: documentId,
    name: `${documentId}.txt`,
    mediaType: "text/plain",
    size: 10,
    token: 1,
    attempt: 1,
  },
  signal,
  onProgress: () => undefined,
});
const found = async () => (await store.documentIds()).sort();
const outcomesOf = async (running: ReturnType<typeof ingest>) =>
  Object.fromEntries(
    (await running).map((outcome) => [
      outcome.task.job.documentId,
      "done" in outcome ? "ready" : ((outcome.error as FootnoteError).code ?? (outcome.error as Error).name),
    ]),
  );
const take = (...tasks: IngestTask[]) => ingest(tasks, rooms(), { wordsFirst: false });

test("the others are ready while one is still being read, and it comes after them", async () => {
  const running = take(task("a"), task("slow"), task("b"));
  await vi.advanceTimersByTimeAsync(4000);
  await vi.waitFor(async () => expect(await found()).toEqual(["a", "b"]));
  expect(written.filter((one) => one.startsWith("ready"))).toEqual(["ready a", "ready b"]);
  release(pages("The warranty of the slow one lasts two years."));
  expect(await outcomesOf(running)).toEqual({ a: "ready", b: "ready", slow: "ready" });
  expect(await found()).toEqual(["a", "b", "slow"]);
});

test("one that is only a little slow is waited for, and shares the commit", async () => {
  const running = take(task("a"), task("slow"));
  await vi.advanceTimersByTimeAsync(2000);
  expect(await found()).toEqual([]);
  release(pages("The warranty of the slow one lasts two years."));
  expect(await outcomesOf(running)).toEqual({ a: "ready", slow: "ready" });
  expect(vi.getTimerCount()).toBe(0);
});

test("a slow one that fails in the end fails alone", async () => {
  const running = take(task("slow"), task("a"));
  await vi.advanceTimersByTimeAsync(4000);
  await vi.waitFor(async () => expect(await found()).toEqual(["a"]));
  fail(new FootnoteError("parse_timeout", "Reading this file took longer than 120 s."));
  expect(await outcomesOf(running)).toEqual({ a: "ready", slow: "parse_timeout" });
});

test("a slow one that is cancelled, or whose lease is lost meanwhile, leaves nothing", async () => {
  for (const end of ["cancelled", "LeaseLost"]) {
    const cancel = new AbortController();
    const running = take(task("slow", cancel.signal), task("a"));
    await vi.advanceTimersByTimeAsync(4000);
    await vi.waitFor(async () => expect(await found()).toEqual(["a"]));
    if (end === "cancelled") cancel.abort(new FootnoteError("cancelled", "Cancelled."));
    else lost.add("slow");
    release(pages("Too late."));
    expect(await outcomesOf(running)).toEqual({ a: "ready", slow: end });
    expect(await found()).toEqual(["a"]);
    expect(new LeaseLost().name).toBe("LeaseLost");
  }
});

test("one by itself is waited for, however slow", async () => {
  const running = take(task("slow"));
  await vi.advanceTimersByTimeAsync(100_000);
  release(pages("The warranty lasts twelve months."));
  expect(await outcomesOf(running)).toEqual({ slow: "ready" });
});
