import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { eventually, type RunningFootnote, run, startFootnote } from "../running.ts";

/** Saved while documents come in and people search, brought back elsewhere: the same files, and found by the same words. */
const folder = mkdtempSync(join(tmpdir(), "footnote-backup-"));
const running: RunningFootnote[] = [];
afterAll(async () => {
  for (const footnote of running) await footnote.stop();
  rmSync(folder, { recursive: true, force: true });
});

const texts = Array.from(
  { length: 24 },
  (_, index) => `Station ${index} keeps its pump log in cabinet ${index * 7 + 3}. The keeper signs it every evening.`,
);
interface Listed {
  id: string;
  name: string;
  status: string;
}
const json = async <T>(footnote: RunningFootnote, path: string): Promise<T> =>
  (await footnote.api(path)).json() as Promise<T>;
async function documentsOf(footnote: RunningFootnote): Promise<Listed[]> {
  const { collections } = await json<{ collections: { id: string }[] }>(footnote, "/collections");
  return (await json<{ documents: Listed[] }>(footnote, `/collections/${collections[0]?.id}/documents`)).documents;
}
const allReady = (footnote: RunningFootnote, least: number) =>
  eventually(async () => {
    const documents = await documentsOf(footnote);
    return documents.length >= least && documents.every(({ status }) => status === "ready") ? documents : null;
  }, "every document is ready");
async function found(footnote: RunningFootnote, query: string) {
  const { hits } = await json<{ hits: { documentId: string; text: string }[] }>(
    footnote,
    `/search?q=${encodeURIComponent(query)}&limit=5`,
  );
  return hits.map(({ documentId, text }) => ({ documentId, text }));
}

test("a backup that is made while documents come in brings them all back elsewhere, found as before", async () => {
  const footnote = await startFootnote();
  running.push(footnote);
  const environment = { ...process.env, DATA_DIR: footnote.dataDir };
  const { collections } = await json<{ collections: { id: string }[] }>(footnote, "/collections");
  const send = async (index: number) => {
    const sent = await footnote.api(`/collections/${collections[0]?.id}/documents`, {
      method: "POST",
      headers: { "x-filename": `station-${index}.txt`, "content-type": "text/plain" },
      body: texts[index] ?? "",
    });
    expect(sent.status, await sent.text()).toBe(202);
  };
  for (let index = 0; index < 12; index++) await send(index);
  const target = join(folder, "backups");
  const [first] = await Promise.all([
    run(environment, "backup", target),
    (async () => {
      for (let index = 12; index < 24; index++) await send(index);
    })(),
  ]);
  expect(first).toMatch(/\d+ documents and \d+ conversations saved/);
  const before = await allReady(footnote, 25);
  expect(await run(environment, "backup", target)).toContain(`${before.length} documents`);
  const questions = ["Where does station 5 keep its pump log?", "cabinet 87", "Who signs every evening?"];
  const hits = await Promise.all(questions.map((question) => found(footnote, question)));
  const originals = await Promise.all(
    before.map(async ({ id }) => Buffer.from(await (await footnote.api(`/documents/${id}/file`)).arrayBuffer())),
  );
  await footnote.stop();
  running.pop();

  const restored = { ...process.env, DATA_DIR: join(folder, "restored") };
  expect(await run(restored, "verify", target)).toContain("all whole");
  await run(restored, "restore", target);
  const again = await startFootnote({ DATA_DIR: restored.DATA_DIR });
  running.push(again);
  const after = await allReady(again, before.length);
  expect(after.map(({ id, name }) => ({ id, name }))).toEqual(before.map(({ id, name }) => ({ id, name })));
  await eventually(
    async () => (await json<{ index: { documents: number } }>(again, "/health")).index.documents >= before.length,
    "the index is made again",
  );
  for (const [index, question] of questions.entries())
    await eventually(
      async () => JSON.stringify(await found(again, question)) === JSON.stringify(hits[index]),
      `“${question}” finds the same`,
    );
  for (const [index, { id }] of after.entries()) {
    const bytes = Buffer.from(await (await again.api(`/documents/${id}/file`)).arrayBuffer());
    expect(bytes.equals(originals[index] ?? Buffer.alloc(0)), id).toBe(true);
  }
  expect(await run(restored, "verify")).toContain("all whole");
});
