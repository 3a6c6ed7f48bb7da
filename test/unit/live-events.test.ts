import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLiveEvents, type LiveEvent } from "../../app/_components/data/live-events.ts";

/** How the pages of a browser hear of documents: by one stream between them. */

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Source[] = [];
  readyState = 1;
  constructor(readonly address: string) {
    super();
    Source.opened.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  say(kind: string, data?: unknown) {
    this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify(data) }));
  }
}

/** The browser's locks: one holder a name, the others wait in order. */
function createLocks() {
  const waiting: (() => void)[] = [];
  let held = false;
  const next = () => {
    held = false;
    waiting.shift()?.();
  };
  return {
    async request(_name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) {
      if (held) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          signal.addEventListener("abort", () => {
            if (waiting.includes(resolve)) waiting.splice(waiting.indexOf(resolve), 1);
            reject(signal.reason);
          });
        });
      }
      held = true;
      await hold();
      next();
    },
  };
}

const open = () => Source.opened.filter(({ readyState }) => readyState !== Source.CLOSED);
const record = { id: "d1", status: "ready" };
let leaves: (() => void)[];

beforeEach(() => {
  Source.opened = [];
  leaves = [];
  vi.stubGlobal("EventSource", Source);
});
afterEach(() => {
  for (const leave of leaves) leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A page that listens, and what it has heard. */
function page() {
  const events = createLiveEvents("/api/v1/events");
  const heard: LiveEvent[] = [];
  const leave = events.subscribe((event) => heard.push(event));
  leaves.push(leave);
  return { events, heard, leave };
}
const until = (what: () => unknown) => expect.poll(what, { interval: 2 });

test("one page has one stream, however many of its parts listen, and none once they have left", async () => {
  vi.stubGlobal("navigator", {});
  const { events, heard, leave } = page();
  const also: LiveEvent[] = [];
  const leaveAlso = events.subscribe((event) => also.push(event));
  expect(open()).toHaveLength(1);
  open()[0]?.say("open");
  open()[0]?.say("document", record);
  open()[0]?.say("deleted", { id: "d2" });
  expect(heard).toEqual([{ kind: "open" }, { kind: "document", record }, { kind: "deleted", id: "d2" }]);
  expect(also).toEqual(heard);
  leave();
  expect(open()).toHaveLength(1);
  leaveAlso();
  expect(open()).toEqual([]);
  leaves.push(events.subscribe(() => undefined));
  expect(open()).toHaveLength(1);
});

test("what a page knows itself it tells its parts at once", () => {
  vi.stubGlobal("navigator", {});
  const { events, heard } = page();
  events.tell({ kind: "deleted", id: "d3" });
  expect(heard).toEqual([{ kind: "deleted", id: "d3" }]);
});

test("a stream that the server refused is tried again; one that the browser mends itself is left to it", () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {});
  const { leave } = page();
  open()[0]?.say("error");
  vi.advanceTimersByTime(60_000);
  expect(Source.opened).toHaveLength(1);
  open()[0]?.close();
  Source.opened[0]?.say("error");
  vi.advanceTimersByTime(60_000);
  expect(Source.opened).toHaveLength(2);
  expect(open()).toHaveLength(1);
  open()[0]?.close();
  Source.opened[1]?.say("error");
  leave();
  vi.advanceTimersByTime(60_000);
  expect(Source.opened).toHaveLength(2);
});

test("several pages share one stream, and each hears everything", async () => {
  vi.stubGlobal("navigator", { locks: createLocks() });
  const [first, second, third] = [page(), page(), page()];
  await until(() => open().length).toBe(1);
  open()[0]?.say("document", record);
  for (const { heard } of [first, second, third])
    await until(() => heard.filter(({ kind }) => kind === "document")).toEqual([{ kind: "document", record }]);
  expect(Source.opened).toHaveLength(1);
});

test("a page that joins fetches what happened before, since the stream will not tell it", async () => {
  vi.stubGlobal("navigator", { locks: createLocks() });
  page();
  await until(() => open().length).toBe(1);
  const late = page();
  await until(() => late.heard).toEqual([{ kind: "open" }]);
});

test("when the page with the stream is closed another takes it over, and all begin anew", async () => {
  vi.stubGlobal("navigator", { locks: createLocks() });
  const [first, second, third] = [page(), page(), page()];
  await until(() => open().length).toBe(1);
  first.leave();
  await until(() => Source.opened.length).toBe(2);
  expect(open()).toHaveLength(1);
  open()[0]?.say("open");
  // What happened between the two streams has to be fetched, by each page.
  for (const { heard } of [second, third])
    await until(() => heard.filter(({ kind }) => kind === "open").length).toBeGreaterThanOrEqual(2);
  open()[0]?.say("deleted", { id: "d4" });
  for (const { heard } of [second, third]) await until(() => heard.at(-1)).toEqual({ kind: "deleted", id: "d4" });
});

test("a page that leaves while it waits for its turn never opens a stream", async () => {
  vi.stubGlobal("navigator", { locks: createLocks() });
  const [first, second] = [page(), page()];
  await until(() => open().length).toBe(1);
  second.leave();
  first.leave();
  await until(() => open()).toEqual([]);
  expect(Source.opened).toHaveLength(1);
});
