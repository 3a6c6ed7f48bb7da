import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Client } from "../../../lib/cli/client.ts";
import { describeLeft, importPaths } from "../../../lib/cli/import/index.ts";

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const put = (name: string, content: string | Buffer = "Some words.\n") => {
  mkdirSync(join(at(name), ".."), { recursive: true });
  writeFileSync(at(name), content);
};

/** A server that takes everything and is done with it at once. */
function server() {
  const sent: string[] = [];
  const client: Client = {
    call: async (path, init) => {
      if (path.endsWith("/events")) {
        return new Response(`data: ${JSON.stringify({ status: "ready", progress: {} })}\n\n`);
      }
      if (path === "/collections") return Response.json({ collections: [{ id: "c", name: "Documents" }] });
      sent.push(decodeURIComponent(new Headers(init?.headers).get("x-filename") ?? ""));
      return Response.json({ id: "d" });
    },
    json: async (path, init) => (await client.call(path, init)).json(),
    close: async () => {},
  };
  return { client, sent };
}
const importAll = async (paths: string[], maxBytes = 1000) => {
  const { client, sent } = server();
  const outcome = await importPaths(client, paths, { maxBytes });
  const left = Object.fromEntries(outcome.left.map(({ path, reason }) => [relative(folder, path), reason]));
  return { ...outcome, sent, reasons: left };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "footnote-import-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("footnote import", () => {
  it("sends what is read from folders, and says of everything else why it stays", async () => {
    put("a.txt");
    put("deep/er/b.md");
    put("report.pdf", "%PDF-1.4\n");
    put("scan", "%PDF-1.4\n");
    put(".env");
    put(".git/config");
    put("picture.png", Buffer.from([0x89, 0x50, 0]));
    put("fake.pdf", "no PDF");
    put("blank.txt", "");
    put("large.txt", "word ".repeat(1000));
    symlinkSync(folder, at("deep", "round"));
    symlinkSync(at("a.txt"), at("same.txt"));
    symlinkSync(at("gone"), at("nowhere.txt"));
    execFileSync("mkfifo", [at("pipe")]);
    const { sent, reasons, left } = await importAll([folder]);
    expect(sent.sort()).toEqual(["a.txt", "b.md", "report.pdf", "scan"]);
    expect(reasons).toEqual({
      ".env": "hidden",
      ".git": "hidden",
      "picture.png": "unread_kind",
      "fake.pdf": "unread_kind",
      "blank.txt": "empty",
      "large.txt": "too_large",
      "deep/round": "link",
      "same.txt": "link",
      "nowhere.txt": "link",
      pipe: "special",
    });
    expect(left.some(({ asked }) => asked)).toBe(false);
  });

  it("always sends what is named outright, and tells what was asked for and left", async () => {
    put(".notes.txt");
    put("table.xyz");
    put("blank.txt", "");
    put("large.txt", "word ".repeat(1000));
    mkdirSync(at("void"));
    const named = [".notes.txt", "table.xyz", "blank.txt", "large.txt"];
    const { sent, left } = await importAll([...named, "void", "absent.txt"].map((name) => at(name)));
    expect(sent).toEqual(named);
    expect(left.map(({ path, reason, asked }) => [relative(folder, path), reason, asked])).toEqual([
      ["void", "nothing_inside", true],
      ["absent.txt", "absent", true],
    ]);
  });

  it("sends a file once that two of the paths hold, also a hidden one", async () => {
    put("a.txt");
    put(".b.txt");
    const { sent, reasons } = await importAll([folder, at("a.txt"), at(".b.txt")]);
    expect(sent.sort()).toEqual([".b.txt", "a.txt"]);
    expect(reasons).toEqual({});
  });

  it("takes a circle of links for what it is", async () => {
    symlinkSync(at("two"), at("one"));
    symlinkSync(at("one"), at("two"));
    expect((await importAll([at("one")])).left).toMatchObject([{ reason: "unreadable", asked: true }]);
  });
});

describe("what is said of files that stay", () => {
  const hidden = Array.from({ length: 12 }, (_, n) => ({ path: `.h${n}`, reason: "hidden" as const, asked: false }));

  it("counts them by reason and names the first few; --verbose names all", () => {
    const lines = describeLeft([...hidden, { path: "x.png", reason: "unread_kind", asked: false }]);
    expect(lines).toEqual([
      "Not sent: 13",
      "  12 hidden: .h0, .h1, .h2, .h3, .h4 and 7 more",
      "  1 of a kind that is not read: x.png",
      "  --verbose names them all",
    ]);
    expect(describeLeft(hidden, true)).toHaveLength(14);
    expect(describeLeft([])).toEqual([]);
  });

  it("cannot act on the terminal, and a name cannot pass for a line of ours", () => {
    const [, line] = describeLeft([{ path: "a\u001b[2J\n99 ready.png", reason: "unread_kind", asked: false }]);
    expect(line).toBe("  1 of a kind that is not read: a\\u001b[2J\\u000a99 ready.png");
  });
});
