import { expect, test } from "vitest";
import { createDocumentWatch } from "../../lib/catalog/documents/watch.ts";
import type { DocumentChange, DocumentRecord } from "../../lib/catalog/index.ts";

/** Documents that change under our hands: each change is one more revision. */
function changing() {
  let revision = 0;
  let gate: Promise<void> = Promise.resolve();
  let fails = 0;
  const log: (DocumentChange & { revision: number })[] = [];
  const record = (id: string, status: DocumentRecord["status"]) =>
    ({ id, collectionId: "c", status }) as DocumentRecord;
  return {
    change: (id: string, status: DocumentRecord["status"] = "ready") => {
      log.push({ revision: ++revision, deleted: false, record: record(id, status) });
    },
    /** The next question for the revision waits until the returned function is called, and reads it then. */
    holdNext() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    failNext: (times: number) => {
      fails = times;
    },
    documents: {
      latestRevision: async () => {
        const held = gate;
        gate = Promise.resolve();
        await held;
        return revision;
      },
      changedSince: async (since: number) => {
        if (fails-- > 0) throw new Error("SQLITE_BUSY: database is locked");
        return log.filter((one) => one.revision > since);
      },
    },
  };
}

/** The ids that a listener is told, until it was told `last`. */
async function idsUntil(changes: AsyncGenerator<DocumentChange[]>, last: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of changes) {
    ids.push(...batch.map(({ record }) => record.id));
    if (ids.includes(last)) return ids;
  }
  return ids;
}

const forAMoment = () => AbortSignal.timeout(5000);

test("of two who begin to listen at once, the one who is answered late takes nothing from the other", async () => {
  const set = changing();
  const watch = createDocumentWatch(set.documents, 1);
  const answerLate = set.holdNext();
  const late = watch.subscribe(forAMoment());
  const first = await watch.subscribe(forAMoment());
  set.change("between");
  answerLate();
  const second = await late;
  set.change("after");
  expect(await idsUntil(first, "after")).toEqual(["between", "after"]);
  expect(await idsUntil(second, "after")).toContain("after");
  watch.close();
});

test("a database that is busy is asked again from the same revision", async () => {
  const set = changing();
  const watch = createDocumentWatch(set.documents, 1);
  const changes = await watch.subscribe(forAMoment());
  set.failNext(3);
  set.change("during");
  expect(await idsUntil(changes, "during")).toEqual(["during"]);
  watch.close();
});

test("a reader that is slow is told each document once, as it is now", async () => {
  const set = changing();
  const watch = createDocumentWatch(set.documents, 1);
  const changes = await watch.subscribe(forAMoment());
  const other = await watch.subscribe(forAMoment());
  for (const status of ["queued", "parsing", "embedding", "ready"] as const) set.change("a", status);
  set.change("b");
  await idsUntil(other, "b");
  const { value } = await changes.next();
  expect(value?.map(({ record }: DocumentChange) => [record.id, (record as DocumentRecord).status])).toEqual([
    ["a", "ready"],
    ["b", "ready"],
  ]);
  watch.close();
});

test("closing it ends every listener, and who comes after is told nothing and let go", async () => {
  const set = changing();
  const watch = createDocumentWatch(set.documents, 1);
  const waiting = (await watch.subscribe(forAMoment())).next();
  watch.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await (await watch.subscribe(forAMoment())).next()).toEqual({ done: true, value: undefined });
});
