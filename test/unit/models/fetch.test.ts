import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { type CatalogueEntry, createModelStore, findEntry } from "../../../lib/models/index.ts";
import { type HubServer, type HubServerOptions, startHub } from "../../fixtures/hub-server.ts";

const content = randomBytes(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const noPython = ["no-such-python"];

let folder: string;
let hub: HubServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-models-"));
});
afterEach(async () => {
  await hub?.close();
  hub = undefined;
  await rm(folder, { recursive: true, force: true });
});

function entryOf(
  known: { sha256: string | null; bytes: number | null } = { sha256: null, bytes: null },
): CatalogueEntry {
  return {
    id: "tiny",
    title: "Tiny",
    role: "answers",
    licence: "MIT",
    starter: false,
    rank: 1,
    files: [
      {
        path: "tiny.gguf",
        approximateBytes: content.length,
        sources: [{ kind: "hub", repo: "some/tiny", path: "tiny.gguf", ...known }],
      },
    ],
  };
}

async function setUp(options: Omit<HubServerOptions, "content"> = {}, offline = false) {
  hub = await startHub({ content, ...options });
  return createModelStore({ folder, hubEndpoint: hub.endpoint, offline, pythons: noPython, retryDelayMs: 1 });
}

const target = () => join(folder, "tiny", "tiny.gguf");
const failure = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("it should have failed")),
    (error: unknown) => (error instanceof FootnoteError ? error : Promise.reject(error)),
  );

describe("fetching a model", () => {
  it("goes on where the connection was cut, twice, and fetches once more what arrived with a flipped byte", async () => {
    const store = await setUp({
      tricks: [{ cutAfter: 100_000 }, { cutAfter: 50_000 }, { flip: true }],
    });
    const notes: string[] = [];
    await store.ensure(entryOf(), { onNote: (line) => notes.push(line) });
    const gets = hub?.gets ?? [];
    expect(gets).toHaveLength(4);
    expect(gets[0]).toBe(0);
    expect(gets[1]).toBeGreaterThan(0);
    expect(gets[2]).toBeGreaterThan(gets[1] ?? 0);
    expect(gets[3]).toBe(0); // the one with the flipped byte was refused whole
    expect(notes.filter((line) => line.includes("wrong checksum and was deleted"))).toHaveLength(1);
    expect(await readFile(target())).toEqual(content);
    expect(await store.status(entryOf())).toBe("ready");
  });

  it("refuses and deletes a file whose checksum is wrong again and again", async () => {
    const store = await setUp({ tricks: [{ flip: true }, { flip: true }] });
    const error = await failure(store.ensure(entryOf()));
    expect(error.code).toBe("download_failed");
    expect(error.message).toContain("wrong checksum");
    expect(error.hint).toContain("tiny/tiny.gguf");
    expect(await readdir(join(folder, "tiny"))).toEqual([]);
  });

  it("trusts the catalogue's checksum over the hub's", async () => {
    const store = await setUp();
    const error = await failure(store.ensure(entryOf({ sha256: "0".repeat(64), bytes: content.length })));
    expect(error.message).toContain("wrong checksum");
    expect(existsSync(target())).toBe(false);
  });

  it("checks small files by git's hash", async () => {
    const store = await setUp({ states: "git", tricks: [{ flip: true }] });
    const notes: string[] = [];
    await store.ensure(entryOf(), { onNote: (line) => notes.push(line) });
    expect(notes.join("\n")).toContain("wrong checksum");
    expect(await readFile(target())).toEqual(content);
  });

  it("begins again when the server does not know ranges", async () => {
    const store = await setUp({ tricks: [{ cutAfter: 100_000 }], ignoresRange: true });
    await store.ensure(entryOf());
    expect(await readFile(target())).toEqual(content);
  });

  it("keeps what arrived when it is paused, and goes on from there in another process", async () => {
    const store = await setUp({ tricks: [{ cutAfter: 120_000 }] });
    const pause = new AbortController();
    const paused = store.ensure(entryOf(), {
      signal: pause.signal,
      onProgress: () => pause.abort(new Error("paused")),
    });
    await expect(paused).rejects.toThrow("paused");
    expect(existsSync(target())).toBe(false);
    const again = createModelStore({ folder, hubEndpoint: hub?.endpoint ?? "", offline: false, pythons: noPython });
    await again.ensure(entryOf());
    expect(hub?.gets.at(-1)).toBeGreaterThan(0);
    expect(await readFile(target())).toEqual(content);
  });

  it("says how far it is, in bytes", async () => {
    const store = await setUp();
    const seen: number[] = [];
    await store.ensure(entryOf(), {
      onProgress: ({ bytesDone, bytesTotal }) => {
        expect(bytesTotal).toBe(content.length);
        seen.push(bytesDone);
      },
    });
    expect(seen.at(-1)).toBe(content.length);
  });

  it("asks nobody when the file is there", async () => {
    const store = await setUp();
    await store.ensure(entryOf());
    await hub?.close();
    hub = undefined;
    await store.ensure(entryOf());
    expect(await store.status(entryOf())).toBe("ready");
  });

  it("names the files to put into MODELS_DIR when neither hub nor Python is there", async () => {
    const store = createModelStore({ folder, hubEndpoint: "http://127.0.0.1:9", offline: false, pythons: noPython });
    const embedder = findEntry("all-minilm-l6-v2");
    if (embedder === undefined) throw new Error("not in the catalogue");
    const error = await failure(store.ensure(embedder));
    for (const path of ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"]) {
      expect(error.hint).toContain(`all-minilm-l6-v2/${path}`);
    }
    expect(error.hint).toContain("8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6");
    expect(error.hint).toContain("MODELS_DIR");
    expect((await failure(store.ensure(entryOf()))).message).toContain("127.0.0.1:9 does not answer");
  });

  it("asks no one when OFFLINE is set", async () => {
    const store = await setUp({}, true);
    expect((await failure(store.ensure(entryOf()))).message).toContain("OFFLINE");
    expect(hub?.gets).toEqual([]);
  });
});

describe("a model file that was put there by hand", () => {
  const known = () => entryOf({ sha256, bytes: content.length });

  async function put(bytes: Buffer) {
    await mkdir(join(folder, "tiny"), { recursive: true });
    await writeFile(target(), bytes);
  }

  it("is taken when its checksum is right", async () => {
    const store = await setUp();
    await put(content);
    expect(await store.status(known())).toBe("ready");
  });

  it("is damaged when a byte of it is another", async () => {
    const store = await setUp();
    const other = Buffer.from(content);
    other.writeUInt8(other.readUInt8(1000) ^ 4, 1000);
    await put(other);
    expect(await store.status(known())).toBe("damaged");
  });

  it("is found damaged when it is cut short later, and fetched again", async () => {
    const store = await setUp();
    await put(content);
    expect(await store.status(known())).toBe("ready");
    await truncate(target(), 1000);
    expect(await store.status(known())).toBe("damaged");
    const notes: string[] = [];
    await store.ensure(known(), { onNote: (line) => notes.push(line) });
    expect(notes.join("\n")).toContain("damaged or cut short");
    expect((await stat(target())).size).toBe(content.length);
  });
});
