import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addFile, type CatalogueEntry, createModelStore, entryOf, type GgufFacts } from "../../../lib/models/index.ts";
import { createModelLibrary } from "../../../lib/models/library/index.ts";
import { type HubServer, startHub } from "../../fixtures/hub-server.ts";

const content = randomBytes(30_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const facts: GgufFacts = {
  name: "Mine",
  architecture: "llama",
  parameters: 1e6,
  quantisation: "Q4_0",
  contextLength: 2048,
  layers: 2,
  cacheBytesPerToken: 100,
  promptForm: "plain",
  chatTemplate: null,
  licence: null,
  bytes: content.length,
};
const tiny: CatalogueEntry = {
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
      sources: [{ kind: "hub", repo: "some/tiny", path: "tiny.gguf", sha256, bytes: content.length }],
    },
  ],
};

let folder: string;
let elsewhere: string;
let hub: HubServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-remove-"));
  elsewhere = await mkdtemp(join(tmpdir(), "footnote-mine-"));
  hub = await startHub({ content });
});
afterEach(async () => {
  await hub.close();
  for (const path of [folder, elsewhere]) await rm(path, { recursive: true, force: true });
});
const store = () =>
  createModelStore({ folder, hubEndpoint: hub.endpoint, offline: false, pythons: ["no-such-python"] });

/** The same through the list of models, as the page and the terminal remove one. */
function library() {
  const config = {
    MODEL: "auto",
    MODELS_DIR: folder,
    DATA_DIR: elsewhere,
    HF_ENDPOINT: hub.endpoint,
    OFFLINE: false,
    CONTEXT_SIZE: 2048,
    SEQUENCES: 1,
  };
  const generator = { info: () => Promise.reject(new Error("no model answers")) };
  return createModelLibrary({
    config,
    generator,
    ownProcess: true,
    runTask: () => Promise.reject(new Error("no task")),
  });
}

describe("removing a model that a person added by its path", () => {
  it.each([
    ["elsewhere on the machine", () => join(elsewhere, "mine.gguf")],
    ["in the models folder itself", () => join(folder, "mine.gguf")],
    ["at the very place where the link would go", () => join(folder, "file--mine", "mine.gguf")],
  ])("leaves the person's file %s", async (_, place) => {
    const path = place();
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, content);
    const model = await addFile(folder, path, facts);
    expect(await store().status(entryOf(model))).toBe("ready");
    await library().remove(model.id);
    expect((await readFile(path)).equals(content)).toBe(true);
    expect((await library().overview()).models.some(({ id }) => id === model.id)).toBe(false);
  });

  it("takes the link away", async () => {
    await writeFile(join(elsewhere, "mine.gguf"), content);
    const model = await addFile(folder, join(elsewhere, "mine.gguf"), facts);
    await library().remove(model.id);
    expect(existsSync(join(folder, model.id))).toBe(false);
  });

  it("leaves other files that lie in its folder", async () => {
    await writeFile(join(elsewhere, "mine.gguf"), content);
    const model = await addFile(folder, join(elsewhere, "mine.gguf"), facts);
    await writeFile(join(folder, model.id, "notes.txt"), "mine");
    await library().remove(model.id);
    expect(await readdir(join(folder, model.id))).toEqual(["notes.txt"]);
  });
});

describe("removing a model of the list", () => {
  it("deletes what was fetched, and what an interrupted download left", async () => {
    await store().ensure(tiny);
    await writeFile(join(folder, "tiny", "tiny.gguf.0123456789ab.part"), "half");
    expect(await store().remove(tiny)).toEqual([]);
    expect(existsSync(join(folder, "tiny"))).toBe(false);
  });

  it("leaves a file that was put there by hand, and names it", async () => {
    for (const path of [join("tiny", "tiny.gguf"), "tiny.gguf"]) {
      await mkdir(join(folder, "tiny"), { recursive: true });
      await writeFile(join(folder, path), content);
      expect(await store().status(tiny)).toBe("ready");
      expect(await store().remove(tiny)).toEqual([path]);
      expect((await readFile(join(folder, path))).equals(content)).toBe(true);
      await rm(join(folder, path));
    }
  });

  it("takes a folder that is a link for a link", async () => {
    await writeFile(join(elsewhere, "tiny.gguf"), content);
    await symlink(elsewhere, join(folder, "tiny"));
    await store().remove(tiny);
    expect(await readdir(elsewhere)).toEqual(["tiny.gguf"]);
    expect(lstatSync(join(folder, "tiny"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("moves a damaged file that was put there by hand aside when a whole one is fetched", async () => {
    await mkdir(join(folder, "tiny"));
    await writeFile(join(folder, "tiny", "tiny.gguf"), content);
    await truncate(join(folder, "tiny", "tiny.gguf"), 1000);
    await store().ensure(tiny);
    expect((await readFile(join(folder, "tiny", "tiny.gguf.damaged"))).length).toBe(1000);
    expect((await readFile(join(folder, "tiny", "tiny.gguf"))).equals(content)).toBe(true);
  });
});
