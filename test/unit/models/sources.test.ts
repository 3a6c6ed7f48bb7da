import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createHub } from "../../../lib/models/sources/hub.ts";
import { readJsonFile, writeJsonFile } from "../../../lib/models/sources/json-file.ts";
import { forgetLock, readLock, writeLock } from "../../../lib/models/sources/lock-file.ts";
import { createMeter, describeProgress, formatBytes, type Progress } from "../../../lib/models/sources/progress.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-sources-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

describe("what a hub says of a file", () => {
  let server: Server;
  let endpoint: string;
  let asked: string[];
  let reply: { status: number; headers: Record<string, string> };

  beforeEach(async () => {
    asked = [];
    reply = { status: 200, headers: {} };
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(reply.status, reply.headers).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const describeFile = (path = "a/model Q4.gguf") => createHub(`${endpoint}/`).describe({ repo: "owner/name", path });
  const sha256 = "a".repeat(64);

  test("a large one: where it is, its size and its SHA-256, whatever it is redirected to", async () => {
    reply = { status: 302, headers: { "x-linked-etag": `"${sha256}"`, "x-linked-size": "98362432", location: "/cdn" } };
    expect(await describeFile()).toEqual({
      url: `${endpoint}/owner/name/resolve/main/a/model%20Q4.gguf`,
      bytes: 98_362_432,
      checksum: { kind: "sha256", hex: sha256 },
    });
    expect(asked).toEqual(["HEAD /owner/name/resolve/main/a/model%20Q4.gguf"]);
  });

  test("a small one: git's own hash", async () => {
    reply = { status: 200, headers: { etag: `W/"${"b".repeat(40)}"`, "content-length": "120" } };
    expect(await describeFile()).toMatchObject({ bytes: 120, checksum: { kind: "git", hex: "b".repeat(40) } });
  });

  test.each(["", '"an etag of another kind"', `"${"A".repeat(64)}"`, `"${"a".repeat(63)}"`])(
    "an etag that is no hash (%s) is not taken for one",
    async (etag) => {
      reply = { status: 200, headers: etag === "" ? {} : { etag } };
      expect((await describeFile()).checksum).toBeNull();
    },
  );

  test("the length of a redirect is not the file's", async () => {
    reply = { status: 302, headers: { "content-length": "278", location: "/cdn" } };
    expect((await describeFile()).bytes).toBeNull();
  });

  test.each([401, 403, 404, 500])("that it does not give it (%i), with what to try", async (status) => {
    reply = { status, headers: {} };
    await expect(describeFile()).rejects.toMatchObject({
      code: "download_failed",
      message: expect.stringContaining(String(status)),
      hint: expect.stringContaining("HF_ENDPOINT"),
    });
  });

  test("whether it answers at all is asked once", async () => {
    const hub = createHub(endpoint);
    expect(await Promise.all([hub.isReachable(), hub.isReachable()])).toEqual([true, true]);
    expect(asked).toHaveLength(1);
    reply = { status: 503, headers: {} };
    expect(await createHub(endpoint).isReachable()).toBe(false);
    expect(await createHub("http://127.0.0.1:9").isReachable()).toBe(false);
  });
});

describe("what is remembered of verified files", () => {
  const record = { sha256: "a".repeat(64), bytes: 3, mtimeMs: 1, pinnedBy: "first-use" as const };

  test("is kept file by file, however many are noted at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => writeLock(folder, `model/${n}`, { ...record, bytes: n })));
    const kept = await readLock(folder);
    expect(Object.keys(kept)).toHaveLength(20);
    expect(kept["model/7"]).toEqual({ ...record, bytes: 7 });
    expect(await readdir(folder)).toEqual(["lock.json"]);
  });

  test("is forgotten for one model alone, not for those whose names begin like it", async () => {
    for (const name of ["r1/a", "r1/b", "r1-7b/a", "r10/a"]) await writeLock(folder, name, record);
    await forgetLock(folder, "r1");
    expect(Object.keys(await readLock(folder)).sort()).toEqual(["r1-7b/a", "r10/a"]);
  });

  test.each(["", "{", "[]", '{"version":2,"files":{}}', '{"version":1,"files":{"a":{"sha256":3}}}'])(
    "is made again where the file holds %j",
    async (text) => {
      await writeFile(join(folder, "lock.json"), text);
      expect(await readLock(folder)).toEqual({});
      await writeLock(folder, "m/a", record);
      expect(Object.keys(await readLock(folder))).toEqual(["m/a"]);
    },
  );

  test("a note that could not be written is told to its writer, and the next one is", async () => {
    const blocked = join(folder, "not-a-folder");
    await writeFile(blocked, "");
    await expect(writeLock(blocked, "m/a", record)).rejects.toThrow();
    await writeLock(folder, "m/a", record);
    expect(Object.keys(await readLock(folder))).toEqual(["m/a"]);
  });
});

test("a small JSON file is replaced as a whole, and read only as what it should be", async () => {
  const path = join(folder, "deep", "file.json");
  const shape = z.object({ n: z.number() });
  expect(await readJsonFile(path, shape)).toBeNull();
  await writeJsonFile(path, { n: 1 });
  await writeJsonFile(path, { n: 2 });
  expect(await readJsonFile(path, shape)).toEqual({ n: 2 });
  expect(await readFile(path, "utf8")).toMatch(/\n$/);
  expect(await readdir(join(folder, "deep"))).toEqual(["file.json"]);
  await writeJsonFile(path, { n: "two" });
  expect(await readJsonFile(path, shape)).toBeNull();
});

describe("how a download is told", () => {
  /** What a meter tells of a file of 100 MB that comes at `perStep` bytes every 100 ms. */
  function run(steps: number, perStep: number, total: number | null = 100e6): Progress[] {
    vi.useFakeTimers({ toFake: ["performance"] });
    const told: Progress[] = [];
    const meter = createMeter("model.gguf", total, (progress) => told.push(progress));
    meter(0);
    for (let n = 1; n <= steps; n++) {
      vi.advanceTimersByTime(100);
      meter(n * perStep);
    }
    return told;
  }

  test("five times a second, with its speed and what is left", () => {
    const told = run(50, 1e6);
    expect(told.length).toBeLessThanOrEqual(27);
    const last = told.at(-1);
    expect(last?.bytesPerSecond).toBeCloseTo(10e6, -5);
    expect(last?.secondsLeft).toBeCloseTo((100e6 - (last?.bytesDone ?? 0)) / 10e6, 1);
  });

  test("its end is told, and once", () => {
    const told = run(100, 1e6);
    expect(told.filter(({ bytesDone }) => bytesDone === 100e6)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ bytesDone: 100e6, secondsLeft: 0 });
  });

  test("the speed is of the last seconds: after a stall it is not that of the start", () => {
    const told: Progress[] = [];
    vi.useFakeTimers({ toFake: ["performance"] });
    const meter = createMeter("model.gguf", 100e6, (progress) => told.push(progress));
    for (let n = 0; n <= 20; n++) {
      meter(n * 1e6);
      vi.advanceTimersByTime(100);
    }
    for (let n = 1; n <= 200; n++) {
      vi.advanceTimersByTime(100);
      meter(20e6 + n * 1e4);
    }
    expect(told.at(-1)?.bytesPerSecond).toBeLessThan(0.2e6);
  });

  test("where the size is not known nothing is left to be told", () => {
    const last = run(20, 1e6, null).at(-1);
    expect(last?.secondsLeft).toBeNull();
    expect(
      describeProgress(last ?? { file: "", bytesDone: 0, bytesTotal: null, bytesPerSecond: null, secondsLeft: null }),
    ).toMatch(/^\d+ MB, 10 MB\/s$/);
  });

  test.each([
    [0, "1 KB"],
    [1_500, "2 KB"],
    [350e6, "350 MB"],
    [1.25e9, "1.3 GB"],
  ])("%i bytes are %s", (bytes, words) => expect(formatBytes(bytes)).toBe(words));

  test("in words", () => {
    const progress = { file: "m", bytesDone: 45e6, bytesTotal: 98e6, bytesPerSecond: 12e6, secondsLeft: 4.4 };
    expect(describeProgress(progress)).toBe("45 MB of 98 MB, 12 MB/s, 5 s left");
    expect(describeProgress({ ...progress, secondsLeft: 200 })).toContain("4 min left");
  });
});
