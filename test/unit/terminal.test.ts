import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { print, printable, printableLine, rewriteLine } from "../../lib/base/terminal.ts";
import { ask } from "../../lib/cli/ask.ts";
import type { Client } from "../../lib/cli/client.ts";

/** Texts that would clear the screen, set the title, copy to the clipboard, hide what follows, or turn it around. */
const attacks = [
  "\u001b[2J\u001b[H",
  "\u001b]0;owned\u0007",
  "\u001b]52;c;aGk=\u0007",
  "\u009b31m",
  "\u0090q\u009c",
  "safe\roverwritten",
  "gone\b\b\b\b",
  "\u007f",
  "\u202egpj.exe",
  "\u2066\u2069",
  "in\u200bvisible",
  "tag\u{e0041}",
];
const acts = (text: string) => /[\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]|(?![\n\t])\p{Cc}/u.test(text);

describe("text on its way to a terminal", () => {
  it("does not act there", () => {
    for (const attack of attacks) {
      expect(acts(attack)).toBe(true);
      for (const safe of [printable(`a ${attack} z`), printableLine(`a ${attack} z`)]) {
        expect(acts(safe)).toBe(false);
        expect(safe).toMatch(/\\u[0-9a-f]{4}/);
        expect([safe.startsWith("a "), safe.endsWith(" z")]).toEqual([true, true]);
      }
    }
  });

  it("stays as it is in every script, with line ends, tabs and emoji", () => {
    const text = "Müller\tπ 東京 العربية हिन्दी 👩‍🔬\r\nnext \\ line";
    expect(printable(text)).toBe(text.replace("\r\n", "\n"));
    expect(printable(printable(attacks.join()))).toBe(printable(attacks.join()));
  });

  it("does not leave its line where it has to stay on it", () => {
    expect(printableLine("name\nOK  everything is well")).not.toContain("\n");
  });

  it("stays JSON where it was JSON", () => {
    const line = JSON.stringify({ name: attacks.join() });
    expect(JSON.parse(printable(line))).toEqual({ name: attacks.join() });
  });

  it("takes 200 kB of them in a moment's work", () => {
    expect(printable("\u001b".repeat(200_000))).toHaveLength(1_200_000);
  });

  it("a line that is written over keeps its own escape sequences alone", () => {
    const written: string[] = [];
    rewriteLine("file \u001b[2J", { write: (text: string) => written.push(text) > 0 });
    expect(written).toEqual(["\r\u001b[Kfile \\u001b[2J"]);
    print("x\u001b", { write: (text: string) => written.push(text) > 0 });
    expect(written[1]).toBe("x\\u001b\n");
  });
});

it("an answer of a model, its quotes and its documents' names cannot act on the terminal", async () => {
  const bad = attacks.join(" ");
  const parts = [
    { type: "data-evidence", data: { evidence: [{ text: bad, documentName: bad, page: 1 }] } },
    { type: "reasoning-delta", delta: bad },
    { type: "text-delta", delta: bad },
    {
      type: "data-answer",
      data: {
        citations: [{ n: 1, quote: bad, documentName: bad, page: 2 }],
        sentences: [],
        note: bad,
        status: "answered",
      },
    },
  ];
  const body = [...parts.map((part) => JSON.stringify(part)), "[DONE]"].map((line) => `data: ${line}\n\n`).join("");
  const client = { call: async () => new Response(body) } as unknown as Client; // only what asking uses
  const written: string[] = [];
  await ask(client, "Why?", { write: (text) => written.push(text) > 0 }, { reasoning: true });
  const said = written.join("");
  expect(said).toContain("Evidence");
  expect(acts(said)).toBe(false);
});

it("everything that a process of ours prints goes through one file", () => {
  const files = ["lib", "app"].flatMap((floor) => {
    const folder = resolve(import.meta.dirname, "../..", floor);
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name));
  });
  const writers = files.filter((name) =>
    /console\.\w+\(|process\.std(out|err)\.write\(/.test(readFileSync(name, "utf8")),
  );
  expect(files.length).toBeGreaterThan(250);
  expect(writers).toEqual([]);
});
