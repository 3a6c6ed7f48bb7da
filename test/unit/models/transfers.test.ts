import { expect, it } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { createTransfers, type Work } from "../../../lib/models/library/transfers.ts";

/** Work that ends when it is told to. */
function setUp() {
  const running = new Map<string, { end(): void; fail(error: unknown): void }>();
  const work: Work = (_kind, id, { signal }) =>
    new Promise((end, fail) => {
      running.set(id, { end: () => end("ready"), fail });
      signal.addEventListener("abort", () => fail(signal.reason));
    }).finally(() => running.delete(id));
  return { transfers: createTransfers(work), running };
}
const settle = () => new Promise((done) => setImmediate(done));

it("fetches one model at a time, in the order of asking", async () => {
  const { transfers, running } = setUp();
  for (const id of ["a", "b", "c", "a"]) transfers.add("fetch", id);
  expect(["a", "b", "c"].map(transfers.stateOf)).toEqual(["fetching", "queued", "queued"]);
  running.get("a")?.end();
  await settle();
  expect(["a", "b", "c"].map(transfers.stateOf)).toEqual([null, "fetching", "queued"]);
});

it("a pause lets the next one begin, and is no error", async () => {
  const { transfers } = setUp();
  transfers.add("fetch", "a");
  transfers.add("verify", "b");
  await transfers.pause("a");
  expect(transfers.stateOf("a")).toBeNull();
  expect(transfers.stateOf("b")).toBe("verifying");
  expect(transfers.errorOf("a")).toBeNull();
});

it("keeps what went wrong until it is tried again, and the next one begins", async () => {
  const { transfers, running } = setUp();
  transfers.add("fetch", "a");
  transfers.add("fetch", "b");
  running.get("a")?.fail(new FootnoteError("disk_full", "There is no room.", { hint: "Free some space." }));
  await settle();
  expect(transfers.errorOf("a")).toEqual({ code: "disk_full", message: "There is no room.", hint: "Free some space." });
  expect(transfers.stateOf("b")).toBe("fetching");
  transfers.add("fetch", "a");
  expect(transfers.errorOf("a")).toBeNull();
});

it("one that waits is taken out of the line by a pause", async () => {
  const { transfers } = setUp();
  transfers.add("fetch", "a");
  transfers.add("fetch", "b");
  await transfers.pause("b");
  expect(transfers.stateOf("b")).toBeNull();
  expect(transfers.stateOf("a")).toBe("fetching");
});
