import { chmod, mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../lib/base/config.ts";
import type { FootnoteError } from "../../lib/base/errors.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";
import { openBackups } from "../../lib/composition/backups.ts";
import { createOriginals, type Originals, upload } from "../../lib/documents/index.ts";

let folder: string;
let target: string;
let catalog: Catalog;
let originals: Originals;
let collectionId: string;

const configOf = (name: string) => readConfig({ ...process.env, DATA_DIR: join(folder, name) });
const backups = (name = "data") => openBackups(configOf(name));
const save = (choices: { keep?: number; recipient?: string } = {}) =>
  backups().backUp(target, { keep: 30, version: "test", ...choices });

async function open(name: string): Promise<Catalog> {
  const opened = await createCatalog({ url: configOf(name).DATABASE_URL });
  await opened.migrate("lib/catalog/migrations");
  return opened;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-backup-"));
  target = join(folder, "backups");
  originals = createOriginals({ dir: configOf("data").ORIGINALS_DIR, maxBytes: 10_000_000 });
  catalog = await open("data");
  await writeFile(join(folder, "data", "secret"), "the secret of the sessions");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

/** Uploads a document of this text and returns its id and the hash of its file. */
async function add(text: string) {
  async function* body() {
    yield Buffer.from(`%PDF-1.7 ${text}`);
  }
  const rooms = { originals, documents: catalog.documents };
  const { record } = await upload(rooms, { collectionId, name: `${text}.pdf`, body: body(), length: null, by: "Ann" });
  return { id: record.id, sha256: (await catalog.documents.sha256(record.id)) ?? "" };
}
/** Deletes it for good, as the worker does. */
async function purge(id: string) {
  await catalog.documents.remove(id);
  await catalog.documents.purge(id, (sha256) => originals.remove(sha256));
}
const failure = (work: Promise<unknown>): Promise<FootnoteError> =>
  work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error) => error,
  );
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe("a backup", () => {
  it("brings back every document, its bytes and the secret, in a data folder elsewhere", async () => {
    const [one, two] = [await add("one"), await add("two")];
    const saved = await save();
    expect(saved).toMatchObject({ copied: 2, damaged: [], manifest: { documents: 2, encrypted: false } });
    await backups("other").restore(target, {});
    const other = await open("other");
    const there = createOriginals({ dir: configOf("other").ORIGINALS_DIR, maxBytes: 1 });
    for (const { id, sha256 } of [one, two]) {
      expect(await other.documents.sha256(id)).toBe(sha256);
      expect(await readFile(there.pathOf(sha256))).toEqual(await readFile(originals.pathOf(sha256)));
    }
    other.close();
    expect(await readFile(join(folder, "other", "secret"), "utf8")).toBe("the secret of the sessions");
    expect(await backups("other").verifyData()).toEqual({ files: 3, faults: [] });
  });

  it("copies only what is new, and lets go of what was deleted with the last snapshot that held it", async () => {
    const gone = await add("gone");
    await save();
    await add("new");
    await purge(gone.id);
    expect(await save()).toMatchObject({ copied: 1, deleted: 0 });
    expect(await backups().verifyBackup(target, {})).toMatchObject({ faults: [] });
    expect(await save({ keep: 1 })).toMatchObject({ copied: 0, deleted: 1 });
    expect((await filesIn(target)).map(({ name }) => name)).not.toContain(gone.sha256);
    expect(await readdir(join(target, "snapshots"))).toHaveLength(1);
  });

  it("holds no document that was deleted while it was made", async () => {
    const documents = await Promise.all(Array.from({ length: 12 }, (_, index) => add(`document ${index}`)));
    let deleted = 0;
    const saved = await backups().backUp(target, {
      keep: 30,
      version: "test",
      // Each time a file was copied, the last document that is still there goes away.
      onProgress: (done) => {
        const last = documents[documents.length - 1 - deleted];
        if (done !== 1 || deleted > 1 || last === undefined) return;
        deleted += 1;
        void purge(last.id);
      },
    });
    expect(saved.damaged).toEqual([]);
    expect(await backups().verifyBackup(target, {})).toMatchObject({ faults: [] });
  });

  it("names an original that is damaged, saves the others, and never takes it over", async () => {
    const [bad, good] = [await add("bad"), await add("good")];
    await chmod(originals.pathOf(bad.sha256), 0o600);
    await writeFile(originals.pathOf(bad.sha256), "other bytes");
    expect(await save()).toMatchObject({ copied: 1, damaged: [bad.sha256] });
    const names = (await filesIn(target)).map(({ name }) => name);
    expect(names).toContain(good.sha256);
    expect(names).not.toContain(bad.sha256);
    expect((await backups().verifyData()).faults).toEqual([`original ${bad.sha256}: holds other bytes`]);
  });

  it("that was broken off does not count, and its leavings go with the next one", async () => {
    await add("one");
    await save();
    const { snapshots } = { snapshots: join(target, "snapshots") };
    const [first] = await readdir(snapshots);
    await unlink(join(snapshots, first ?? "", "manifest.json"));
    expect(await failure(backups("other").restore(target, {}))).toMatchObject({ code: "not_found" });
    await save();
    expect(await readdir(snapshots)).toHaveLength(1);
    expect(await readdir(snapshots)).not.toContain(first);
  });

  it("is refused inside the data folder, and while another one runs", async () => {
    await add("one");
    const inside = await failure(backups().backUp(join(folder, "data", "backups"), { keep: 1, version: "test" }));
    expect(inside).toMatchObject({ code: "bad_request", hint: expect.stringContaining("another disk") });
    const both = await Promise.allSettled([save(), save()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    // One that was killed leaves its mark: it is seen that nobody runs any more.
    await writeFile(
      join(target, "backup.lock"),
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import("node:os")).hostname() }),
    );
    expect(await save()).toMatchObject({ damaged: [] });
  });
});

describe("what went wrong with a backup", () => {
  it.each([
    ["missing", (path: string) => unlink(path), "missing"],
    ["cut short", (path: string) => truncate(path, 5), "holds other bytes"],
    ["changed in one byte", async (path: string) => writeFile(path, "%PDF-1.7 onE"), "holds other bytes"],
  ])("is told: a file that is %s", async (_, damage, told) => {
    const { sha256 } = await add("one");
    await save();
    await damage(join(target, "originals", sha256.slice(0, 2), sha256));
    expect((await backups().verifyBackup(target, {})).faults).toEqual([`original ${sha256}: ${told}`]);
    const error = await failure(backups("other").restore(target, {}));
    expect(error).toMatchObject({ code: "damaged_file", hint: expect.stringContaining("verify") });
    expect(await readdir(join(folder, "other"))).not.toContain("catalog.db");
  });

  it("is told: a catalogue that was changed", async () => {
    await add("one");
    const { snapshot } = await save();
    await truncate(join(snapshot, "catalog.db"), 4096);
    expect((await backups().verifyBackup(target, {})).faults).toEqual(["catalog.db: holds other bytes"]);
    expect(await failure(backups("other").restore(target, {}))).toMatchObject({ code: "damaged_file" });
  });

  it("does not end in a data folder that holds something, and goes on where a restore was broken off", async () => {
    const { sha256 } = await add("one");
    await save();
    expect(await failure(backups("data").restore(target, {}))).toMatchObject({ code: "conflict" });
    const moved = join(target, "originals", sha256.slice(0, 2), sha256);
    const bytes = await readFile(moved);
    await unlink(moved);
    expect(await failure(backups("other").restore(target, {}))).toMatchObject({ code: "damaged_file" });
    await writeFile(moved, bytes);
    await backups("other").restore(target, {});
    expect((await backups("other").verifyData()).faults).toEqual([]);
  });
});

describe("an encrypted backup", () => {
  it("holds nothing that can be read, and comes back with its identity alone", async () => {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const file = join(folder, "identity.txt");
    await writeFile(file, `# made for the test\n${identity}\n`);
    const { sha256 } = await add("a secret sentence");
    await save({ recipient });
    for (const entry of await filesIn(target)) {
      const bytes = await readFile(join(entry.parentPath, entry.name));
      expect(bytes.includes("secret sentence") || bytes.includes("SQLite format") || bytes.includes("ann@")).toBe(
        false,
      );
    }
    expect(await failure(backups("other").restore(target, {}))).toMatchObject({ code: "bad_request" });
    const wrong = join(folder, "wrong.txt");
    await writeFile(wrong, await generateX25519Identity());
    expect(await failure(backups("other").restore(target, { identity: wrong }))).toMatchObject({ code: "bad_request" });
    await backups("other").restore(target, { identity: file });
    expect(await backups().verifyBackup(target, { identity: file })).toMatchObject({ faults: [] });
    expect((await backups("other").verifyData()).faults).toEqual([]);
    await truncate(join(target, "originals", sha256.slice(0, 2), `${sha256}.age`), 230);
    expect((await backups().verifyBackup(target, { identity: file })).faults).toEqual([
      `original ${sha256}: cut short or changed`,
    ]);
  });

  it("is refused for a recipient or a file of identities that age does not know", async () => {
    await add("one");
    await expect((async () => save({ recipient: "age1nobody" }))()).rejects.toMatchObject({ code: "bad_request" });
    await save();
    const none = failure(backups("other").restore(target, { identity: join(folder, "nowhere") }));
    expect(await none).toMatchObject({ code: "bad_request", hint: expect.stringContaining("age-keygen") });
  });
});
