import { expect, it, vi } from "vitest";
import { errorBodyOf } from "../../app/_api/errors.ts";

it("an error that quotes a document's name is one line of JSON in the log, and acts on no terminal", () => {
  const name = 'a\u001b[2J\u009b31m\u202efdp\n{"level":"info"}';
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0),
  );
  const errors = vi.spyOn(console, "error").mockImplementation((text) => written.push(`${text}\n`));
  try {
    errorBodyOf(new Error(`cannot open ${name}`));
  } finally {
    for (const spy of [...spies, errors]) spy.mockRestore();
  }
  const said = written.join("");
  expect(said).toMatch(/^[^\n]+\n$/);
  expect(said).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
  expect(JSON.parse(said)).toMatchObject({ level: "error", event: "request failed" });
});
