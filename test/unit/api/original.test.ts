import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { originalResponse } from "../../../app/_api/original.ts";
import { readRange } from "../../../app/_api/range.ts";
import type { DocumentRecord } from "../../../lib/catalog/index.ts";

/** The original as a browser gets it: whole or in part, and never as something that acts. */

const bytes = "0123456789";
const sha256 = "a".repeat(64);

function answer(headers: Record<string, string> = {}, more: Partial<DocumentRecord> = {}, saved = false) {
  const record = { name: "report.pdf", mediaType: "application/pdf", size: bytes.length, ...more } as DocumentRecord;
  return originalResponse(new Headers(headers), saved, {
    record,
    read: async (range) => ({
      sha256,
      stream: Readable.from([Buffer.from(range ? bytes.slice(range.start, range.end + 1) : bytes)]),
    }),
  });
}

test("comes whole, with its length, its checksum and leave to ask for parts", async () => {
  const response = await answer();
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(bytes);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/pdf",
    "content-length": "10",
    "accept-ranges": "bytes",
    etag: `"${sha256}"`,
  });
});

describe("a part", () => {
  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=4-4", "4", "bytes 4-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", bytes, "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
  ])("%s", async (range, text, said) => {
    const response = await answer({ range });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe(text);
    expect(response.headers.get("content-range")).toBe(said);
    expect(response.headers.get("content-length")).toBe(String(text.length));
  });

  test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])(
    "%s lies past the end, and how long the file is is said",
    async (range) => {
      const response = await answer({ range });
      expect(response.status).toBe(416);
      expect(response.headers.get("content-range")).toBe("bytes */10");
      expect(await response.text()).toBe("");
    },
  );

  test.each([
    "",
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=0-3,5-6",
    "lines=0-3",
    "bytes=5-2",
    "bytes = 0-3",
    "bytes=0-3 ",
  ])("what is not one range of bytes (“%s”) is answered whole", async (range) => {
    const response = await answer(range === "" ? {} : { range });
    // A header is trimmed on its way.
    expect(response.status).toBe(range.trim() === "bytes=0-3" ? 206 : 200);
  });

  test("of an empty file there is none", () => {
    expect(readRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(readRange("bytes=-5", 0)).toBe("unsatisfiable");
  });
});

describe("a file cannot act in the browser that opens it", () => {
  test.each(["image/svg+xml", "application/xhtml+xml", "message/rfc822", "application/javascript"])(
    "%s is only saved",
    async (mediaType) => {
      const { headers } = await answer({}, { mediaType });
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test.each(["text/markdown", "text/plain", "text/html"])("%s is shown as plain text", async (mediaType) => {
    const { headers } = await answer({}, { mediaType });
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("sandbox");
  });

  test.each(['a"; filename=b.exe', "a\r\nset-cookie: x=1", "Ünïcode und 日本.pdf", "../../etc/passwd", "%0d%0aX: y"])(
    "its name “%s” stays a name",
    async (name) => {
      const { headers } = await answer({}, { name }, true);
      const disposition = headers.get("content-disposition") ?? "";
      expect(disposition).toMatch(/^attachment; filename\*=UTF-8''[^\s";]+$/);
      expect(decodeURIComponent(disposition.split("''")[1] ?? "")).toBe(name);
      expect(headers.get("set-cookie")).toBeNull();
    },
  );

  test("it is kept by no browser, since who may open it is asked each time", async () => {
    const asked: Record<string, string>[] = [{}, { range: "bytes=0-1" }];
    for (const range of asked) expect((await answer(range)).headers.get("cache-control")).toBe("no-store");
    expect((await answer({}, {}, false)).headers.get("content-disposition")).toMatch(/^inline/);
  });
});
