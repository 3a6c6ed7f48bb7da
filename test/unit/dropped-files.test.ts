import { describe, expect, test, vi } from "vitest";
import { ACCEPTED, describePassedOver, whyPassedOver } from "../../app/_components/data/accepted-files.ts";
import { atMostEvery } from "../../app/_components/data/at-most-every.ts";
import { documentOrder, orderParameters } from "../../app/_components/documents/list/document-order.ts";
import { droppedFiles } from "../../app/_components/library/dropped-files.ts";
import { searchedFor } from "../../app/_components/search/searched-for.ts";
import { fileKinds } from "../../lib/base/file-kinds.ts";

type Tree = { [name: string]: Tree | "file" };

/** What a browser hands over when a folder is dropped; a reader of a folder gives at most 100 entries at a time. */
function entryOf(name: string, tree: Tree | "file"): FileSystemEntry {
  const isFile = tree === "file";
  const rest = isFile ? [] : Object.entries(tree).map(([inner, below]) => entryOf(inner, below));
  return {
    name,
    isFile,
    isDirectory: !isFile,
    file: (give: (file: File) => void) => give(new File(["x"], name)),
    createReader: () => ({ readEntries: (give: (entries: FileSystemEntry[]) => void) => give(rest.splice(0, 100)) }),
  } as unknown as FileSystemEntry; // the parts of it that are used
}
const transferOf = (...entries: (FileSystemEntry | null)[]) =>
  ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] }) as unknown as DataTransfer;
const namesOf = async (transfer: DataTransfer) =>
  (await droppedFiles(transfer)).map(({ file, fromFolder }) => `${file.name}${fromFolder ? " (in a folder)" : ""}`);

describe("what was dropped", () => {
  test("a file, and a folder to its bottom, each told from the other", async () => {
    const folder = entryOf("papers", {
      "a.pdf": "file",
      old: { "b.pdf": "file", older: { "c.txt": "file" } },
      empty: {},
    });
    expect(await namesOf(transferOf(entryOf("one.pdf", "file"), folder))).toEqual([
      "one.pdf",
      "a.pdf (in a folder)",
      "b.pdf (in a folder)",
      "c.txt (in a folder)",
    ]);
  });

  test("a folder of a thousand files, whole", async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`${n}.txt`, "file" as const]));
    expect(new Set(await namesOf(transferOf(entryOf("notes", many)))).size).toBe(1000);
  });

  test("where the browser knows no entries, its list of files", async () => {
    const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [new File(["x"], "a.pdf")] };
    expect(await namesOf(transfer as unknown as DataTransfer)).toEqual(["a.pdf"]);
  });

  test("a file that cannot be opened is told, not passed over", async () => {
    const broken = {
      ...entryOf("a.pdf", "file"),
      file: (_: unknown, fail: (error: Error) => void) => fail(new Error("gone")),
    };
    await expect(droppedFiles(transferOf(broken as unknown as FileSystemEntry))).rejects.toThrow("gone");
  });

  test("of a folder all that Footnote reads is sent, and no more", () => {
    const read = fileKinds.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`));
    expect(ACCEPTED.split(",").sort()).toEqual([...read].sort());
    const names = [
      "a.pdf",
      "B.PDF",
      "c.md",
      "d.docx",
      "e.v2.xlsx",
      "f.exe",
      ".hidden.pdf",
      "pdf",
      "g.pdf.exe",
      ".txt",
      "",
    ];
    expect(names.filter((name) => whyPassedOver(name) === null)).toEqual([
      "a.pdf",
      "B.PDF",
      "c.md",
      "d.docx",
      "e.v2.xlsx",
    ]);
  });

  test("what is not sent is listed by name, with why", () => {
    expect(describePassedOver([".DS_Store", "setup.exe", ".env", "notes"])).toEqual([
      "2 hidden: .DS_Store, .env",
      "2 of a kind that is not read: setup.exe, notes",
    ]);
    expect(describePassedOver([])).toEqual([]);
  });
});

describe("an address says what is listed", () => {
  const of = (query: string) => {
    const parameters = new URLSearchParams(query);
    return documentOrder((name) => parameters.get(name));
  };

  test("nothing: the newest first, of everything", () => {
    expect(of("")).toEqual({
      collection: "",
      sort: "createdAt",
      descending: true,
      status: "all",
      name: "",
      cursor: null,
    });
    expect(of("sort=name")).toMatchObject({ sort: "name", descending: false });
  });

  test.each(["sort=size;drop", "sort=__proto__", "order=sideways", "status=gone", `name=${"x".repeat(5000)}`])(
    "nonsense (%s) is taken for nothing said, not for an error",
    (query) => {
      const order = of(query);
      expect(["createdAt", "name"]).toContain(order.sort);
      expect(order.status).toBe("all");
      expect(order.name.length).toBeLessThanOrEqual(200);
    },
  );

  test("and comes back from what it says", () => {
    for (const query of [
      "sort=size&order=descending&collection=c1&status=failed&name=rep%20%26%20x",
      "sort=pages&order=ascending",
    ]) {
      const { cursor: _, ...order } = of(query);
      expect(of(orderParameters(order).toString())).toEqual({ ...order, cursor: null });
    }
  });

  test("and what is searched for", () => {
    const parameters = new URLSearchParams("q=a+b&collection=c&document=d&explain=1");
    expect(searchedFor((name) => parameters.get(name))).toEqual({
      query: "a b",
      collection: "c",
      document: "d",
      explain: true,
    });
    expect(searchedFor(() => null)).toEqual({ query: "", collection: "", document: "", explain: false });
  });
});

test("what is wanted often is done at once, then at most so often, and the last wish is not lost", () => {
  vi.useFakeTimers();
  let done = 0;
  const work = atMostEvery(1000, () => done++);
  for (let n = 0; n < 50; n++) work();
  expect(done).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(done).toBe(2);
  vi.advanceTimersByTime(60_000);
  expect(done).toBe(2);
  work();
  work();
  work.cancel();
  vi.advanceTimersByTime(60_000);
  expect(done).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
